/* Says on the start page whether there is a signal. */

const line = document.querySelector("[data-offline-now]");
const look = () => { line.hidden = navigator.onLine; };

if (line) {
  for (const name of ["online", "offline"]) window.addEventListener(name, look);
  look();
}
