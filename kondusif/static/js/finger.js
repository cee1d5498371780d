/* A finger on the page. What it presses must not be replaced before the tap is heard: a button that goes away between
   the press and the release never hears of it, and whoever pressed believes it did. */

const CLICK_MS = 350; // a telephone may tell of the tap this long after the finger has left
const waiting = [];
let pressed = null;
let timer = 0;

function lift() {
  clearTimeout(timer);
  pressed = null;
  for (const go of waiting.splice(0)) go();
}

function liftAfter(milliseconds) {
  clearTimeout(timer);
  timer = setTimeout(lift, milliseconds);
}

window.addEventListener("pointerdown", ({ button, target }) => {
  if (button) return; // the release of another one may go to a menu and never be told
  clearTimeout(timer);
  pressed = target;
}, { capture: true });
window.addEventListener("pointerup", () => liftAfter(CLICK_MS), { capture: true });
window.addEventListener("click", () => liftAfter(0), { capture: true }); // in a turn of its own: the button hears it first
window.addEventListener("pointercancel", lift, { capture: true });

/* Waits until no finger presses within *element*; then the caller may draw it anew. */
export async function released(element) {
  while (pressed && element.contains(pressed)) await new Promise((lifted) => { waiting.push(lifted); });
}
