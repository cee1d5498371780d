/* Inputs whose words a browser writes in its own language, told in the page's: which files are chosen, in what order a
   date is typed, and which day it is that stands there. The browser's control stays the one that is used, also by
   keyboard and screen reader; without this script it stands as it is. <script type="module" data-inputs …> */

const words = document.querySelector("script[data-inputs]").dataset;
const language = document.documentElement.lang || "id";

function dressFile(input) {
  const picker = document.createElement("span");
  const face = document.createElement("span");
  const chosen = document.createElement("span");
  picker.className = "picker";
  face.className = "button";
  face.textContent = input.multiple ? words.files : words.file;
  chosen.className = "chosen";
  // The input itself says these to a screen reader already.
  face.ariaHidden = chosen.ariaHidden = "true";
  input.before(picker);
  picker.append(input, face, chosen);
  const tell = () => { chosen.textContent = [...input.files].map((file) => file.name).join(", ") || words.none; };
  input.addEventListener("change", tell);
  input.form?.addEventListener("reset", () => setTimeout(tell));
  tell();
}

function order() {
  const parts = new Intl.DateTimeFormat(undefined, { year: "numeric", month: "2-digit", day: "2-digit" }).formatToParts(0);
  return parts.map((part) => words[part.type]).filter(Boolean).join(" / ");
}

const SHOWN = { weekday: "long", day: "numeric", month: "long", year: "numeric" };
const HOUR = { hour: "2-digit", minute: "2-digit", hourCycle: "h23" };

/* The moment that was typed, read as if it were UTC, so that no zone of the phone moves it. */
function read(input) {
  const typed = new Date(`${input.value}${input.type === "date" ? "T00:00" : ""}Z`);
  if (!input.value || Number.isNaN(typed.getTime())) return "";
  const shape = input.type === "date" ? SHOWN : { ...SHOWN, ...HOUR };
  return new Intl.DateTimeFormat(language, { ...shape, timeZone: "UTC" }).format(typed);
}

function dressDate(input, n) {
  const told = document.createElement("p");
  told.className = "hint dated";
  told.id = `${input.id || input.name}-dated-${n}`;
  input.after(told);
  input.setAttribute("aria-describedby", `${input.getAttribute("aria-describedby") ?? ""} ${told.id}`.trim());
  const tell = () => { told.textContent = read(input) || words.order.replace("{order}", order()); };
  input.addEventListener("input", tell);
  input.form?.addEventListener("reset", () => setTimeout(tell));
  tell();
}

document.querySelectorAll("input[type=file]").forEach(dressFile);
document.querySelectorAll("input[type=date], input[type=datetime-local]").forEach(dressDate);
