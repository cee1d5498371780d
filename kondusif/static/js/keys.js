/* Keyboard shortcuts, declared where they act: data-key="v" or data-key="g p" on a link, button or field.
   data-key-label names them in the help dialog, which "?" opens. One letter never fires while typing,
   and a reader may switch the letters off (WCAG 2.1.4). */

const OFF = "kondusif.keys.off";
const dialog = document.querySelector("[data-help-dialog]");
const opener = document.querySelector("[data-help]");
let pending = "";
let timer = 0;

function off() {
  try { return localStorage.getItem(OFF) === "1"; } catch { return false; }
}

function typing(target) {
  return target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName)
    && !/^(checkbox|radio|button|submit|range)$/.test(target.type);
}

function bearers() {
  return [...document.querySelectorAll("[data-key]")].filter((el) => !el.disabled && el.getClientRects().length);
}

function act(element) {
  if (/^(INPUT|TEXTAREA|SELECT)$/.test(element.tagName) && !/^(checkbox|radio|submit)$/.test(element.type)) element.focus();
  else element.click();
}

function help() {
  if (!dialog) return;
  const list = dialog.querySelector("dl");
  list.replaceChildren();
  const seen = new Set();
  for (const element of document.querySelectorAll("[data-key]")) {
    const keys = element.dataset.key;
    if (seen.has(keys)) continue;
    seen.add(keys);
    const term = document.createElement("dt");
    for (const key of keys.split(" ")) {
      const kbd = document.createElement("kbd");
      kbd.textContent = key;
      term.append(kbd, " ");
    }
    const words = document.createElement("dd");
    words.textContent = element.dataset.keyLabel || element.textContent.trim();
    list.append(term, words);
  }
  dialog.showModal();
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target) || dialog?.open) return;
  if (event.key === "?") { event.preventDefault(); help(); return; }
  if (off() || event.key.length !== 1) return;
  const typed = pending ? `${pending} ${event.key}` : event.key;
  const all = bearers();
  const hit = all.find((el) => el.dataset.key === typed);
  clearTimeout(timer);
  pending = "";
  if (hit) { event.preventDefault(); act(hit); return; }
  if (all.some((el) => el.dataset.key.startsWith(`${typed} `))) {
    pending = typed;
    timer = setTimeout(() => { pending = ""; }, 1500);
  }
});

/* Rows of a list: j and k walk, Enter opens; a list opts in with data-walk. */
document.addEventListener("keydown", (event) => {
  if (off() || typing(event.target) || event.ctrlKey || event.metaKey || event.altKey || dialog?.open) return;
  if (event.key !== "j" && event.key !== "k") return;
  const stops = [...document.querySelectorAll("[data-walk] [data-stop]")].filter((el) => el.getClientRects().length);
  if (!stops.length) return;
  const at = stops.findIndex((el) => el === document.activeElement);
  const next = at < 0 ? 0 : Math.min(stops.length - 1, Math.max(0, at + (event.key === "j" ? 1 : -1)));
  event.preventDefault();
  stops[next].focus();
  stops[next].scrollIntoView({ block: "nearest" });
});

if (opener && dialog) {
  opener.hidden = false;
  opener.addEventListener("click", help);
  const toggle = dialog.querySelector("[data-keys-off]");
  if (toggle) {
    toggle.checked = off();
    toggle.addEventListener("change", () => {
      try { localStorage.setItem(OFF, toggle.checked ? "1" : "0"); } catch { /* a private window keeps nothing */ }
    });
  }
}
