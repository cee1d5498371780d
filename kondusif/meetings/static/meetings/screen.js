/* The wall: one sheet at a time, turned with the arrow keys; the time that is left counts down by itself. */

const body = document.querySelector("[data-screen]");
const sheets = [...body.querySelectorAll("[data-sheet]")];
const TURN_CODE_MS = 20000;
let current = Math.max(0, sheets.findIndex((sheet) => `#${sheet.id}` === location.hash));

function show(index) {
  current = (index + sheets.length) % sheets.length;
  sheets.forEach((sheet, n) => sheet.classList.toggle("shown", n === current));
  for (const link of body.querySelectorAll("[data-go]")) {
    if (link.dataset.go === sheets[current].id) link.setAttribute("aria-current", "page");
    else link.removeAttribute("aria-current");
  }
  history.replaceState(null, "", `#${sheets[current].id}`);
  window.dispatchEvent(new Event("resize")); // a map drawn while it was hidden looks at its size again
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || /^(INPUT|TEXTAREA|SELECT)$/.test(event.target.tagName)) return;
  if (event.target.closest?.("[data-map]") && event.key.startsWith("Arrow")) return; // the map moves with them
  if (event.key === "ArrowRight" || event.key === "PageDown") show(current + 1);
  else if (event.key === "ArrowLeft" || event.key === "PageUp") show(current - 1);
  else if (event.key.toLowerCase() === "f") document.documentElement.requestFullscreen?.().catch(() => {});
  else return;
  event.preventDefault();
});

body.addEventListener("click", (event) => {
  const link = event.target.closest("[data-go]");
  if (!link) return;
  event.preventDefault();
  show(sheets.findIndex((sheet) => sheet.id === link.dataset.go));
});

function tick() {
  const now = new Date();
  body.querySelector("[data-clock]").textContent = new Intl.DateTimeFormat("id", { hour: "2-digit", minute: "2-digit" }).format(now);
  for (const mark of body.querySelectorAll("[data-ends]")) {
    const left = (new Date(mark.dataset.ends) - now) / 60000;
    mark.textContent = (left >= 0 ? mark.dataset.left : mark.dataset.over).replace("{n}", Math.ceil(Math.abs(left)));
    mark.classList.toggle("over", left < 0);
  }
}

/* The code at the door changes every minute; only its picture is taken over from its own page. */
async function turnCode() {
  const box = body.querySelector("[data-code]");
  if (!box) return;
  try {
    const answer = await fetch(box.dataset.code, { credentials: "same-origin", redirect: "manual" });
    if (!answer.ok) return;
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("#dinding .qr");
    if (fresh) box.replaceChildren(fresh);
  } catch { /* the next turn tries again */ }
}

body.classList.add("turning");
show(current);
tick();
setInterval(tick, 5000);
turnCode();
setInterval(turnCode, TURN_CODE_MS);
