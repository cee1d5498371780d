/* A panel that a key or a click opened takes the focus into its first field and closes the others, so
   that a report can be judged without leaving the keyboard. Its key, pressed again from outside, leads
   into it; Escape closes it; Ctrl+Enter sends its form. Without this file the panels still work. */

const panels = [...document.querySelectorAll("details[data-panel]")];
let asked = null;

function enter(panel) {
  const first = panel.querySelector("select, textarea, input:not([type=hidden])") || panel.querySelector("button");
  if (first) first.focus();
}

for (const panel of panels) {
  panel.querySelector("summary").addEventListener("click", (event) => {
    asked = panel;
    if (panel.open && event.detail === 0 && !panel.contains(document.activeElement)) {
      event.preventDefault();
      enter(panel);
    }
  });
  panel.addEventListener("toggle", () => {
    // Those that stand open when the page comes stay as they are: nobody is moved about while reading.
    if (!panel.open || asked !== panel) return;
    for (const other of panels) if (other !== panel) other.open = false;
    enter(panel);
  });
}

document.addEventListener("keydown", (event) => {
  const panel = event.target.closest?.("details[data-panel]");
  if (!panel) return;
  if (event.key === "Escape") {
    panel.open = false;
    panel.querySelector("summary").focus();
  }
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
    event.preventDefault();
    panel.querySelector("form").requestSubmit();
  }
});
