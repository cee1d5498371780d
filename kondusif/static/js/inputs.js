/* Inputs whose words a browser writes in its own language, told in the page's: which files are chosen, what the letters of
   an empty date mean, and which day it is that stands there. The browser's control stays the one that is used, also by
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
  for (const one of [face, chosen]) one.setAttribute("aria-hidden", "true");
  input.before(picker);
  picker.append(input, face, chosen);
  const tell = () => { chosen.textContent = [...input.files].map((file) => file.name).join(", ") || words.none; };
  input.addEventListener("change", tell);
  input.form?.addEventListener("reset", () => setTimeout(tell));
  tell();
}

/* In which order a browser asks for day and month it tells nobody; what its letters mean can be told. */
const foreign = !new Intl.DateTimeFormat().resolvedOptions().locale.startsWith(language);
const DAY = { weekday: "long", day: "numeric", month: "long", year: "numeric" };
const HOUR = { hour: "2-digit", minute: "2-digit", hourCycle: "h23" };
const SHAPES = { date: DAY, time: HOUR, "datetime-local": { ...DAY, ...HOUR } };

/* What was typed, read as if it were UTC, so that no zone of the phone moves it. */
function read(input) {
  const { type, value } = input;
  const typed = new Date(type === "date" ? `${value}T00:00Z` : type === "time" ? `2000-01-01T${value}Z` : `${value}Z`);
  if (!value || Number.isNaN(typed.getTime())) return "";
  return new Intl.DateTimeFormat(language, { ...SHAPES[type], timeZone: "UTC" }).format(typed);
}

function dressDate(input, n) {
  const told = document.createElement("p");
  told.className = "hint dated";
  told.id = `${input.id || input.name}-dated-${n}`;
  input.after(told);
  input.setAttribute("aria-describedby", `${input.getAttribute("aria-describedby") ?? ""} ${told.id}`.trim());
  const tell = () => { told.textContent = read(input) || (foreign && input.type !== "time" ? words.letters : ""); };
  input.addEventListener("input", tell);
  input.form?.addEventListener("reset", () => setTimeout(tell));
  tell();
}

document.querySelectorAll("input[type=file]").forEach(dressFile);
document.querySelectorAll("input[type=date], input[type=datetime-local], input[type=time]").forEach(dressDate);
