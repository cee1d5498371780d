/* The frame of a staff page: opens the navigation on wide screens, moves the reader to what is wrong. */

const nav = document.querySelector("[data-nav]");
if (nav) {
  const wide = window.matchMedia("(min-width: 821px)");
  const fit = () => { nav.open = wide.matches; };
  wide.addEventListener("change", fit);
  fit();
}

/* Whoever has begun to type, to tap or to read elsewhere before this script came is not moved. */
if (document.activeElement === document.body) document.querySelector("[data-focus]")?.focus();

/* A form sent twice by an impatient finger is sent once. The server is idempotent anyway. */
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || form.method !== "post" || event.submitter?.formTarget === "_blank") return; // a look in another window sends nothing
  if (form.dataset.sent) { event.preventDefault(); return; }
  form.dataset.sent = "yes";
  setTimeout(() => { delete form.dataset.sent; }, 5000);
});
window.addEventListener("pageshow", () => { for (const form of document.querySelectorAll('form[data-sent="yes"]')) delete form.dataset.sent; });

/* Printing from a button, where a page offers it. */
for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}
