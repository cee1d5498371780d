/* A panel that a key or a click opened takes the focus into its first field, and closes the others,
   so that a report can be judged without leaving the keyboard. Without this file the panels still work. */

const panels = [...document.querySelectorAll("details[data-panel]")];

for (const panel of panels) {
  panel.addEventListener("toggle", () => {
    if (!panel.open) return;
    for (const other of panels) if (other !== panel) other.open = false;
    const first = panel.querySelector("select, textarea, input:not([type=hidden])");
    if (first) first.focus();
  });
}

document.addEventListener("keydown", (event) => {
  const panel = event.target.closest?.("details[data-panel]");
  if (!panel) return;
  if (event.key === "Escape") {
    panel.open = false;
    panel.querySelector("summary").focus();
  }
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) panel.querySelector("form").requestSubmit();
});
