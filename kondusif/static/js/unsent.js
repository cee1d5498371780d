/* Words that did not arrive because the session had ended, or the server could not take them: they stay in this tab
   and stand in their form again after the sign-in of the same person. Nothing is kept once a page was answered.

   <script type="module" data-unsent data-person="…" data-told="…" src="…"> on pages of staff,
   with data-bounced="door" on the sign-in, data-bounced="trouble" on their pages of errors. Other errors and a line
   that was lost have no script of ours: whoever goes back from there finds the words. */

const own = document.querySelector("script[data-unsent]").dataset;
const PLACE = "kondusif-kata";
const LONGEST_MS = 3600000;
const here = location.pathname + location.search;

function read() {
  try { return JSON.parse(sessionStorage.getItem(PLACE)); } catch { return null; }
}

function write(kept) {
  try {
    if (kept) sessionStorage.setItem(PLACE, JSON.stringify(kept));
    else sessionStorage.removeItem(PLACE);
  } catch { /* a full or forbidden storage must not stop anybody from sending */ }
}

const isWords = (field) => field.name && /^(text|textarea|select-one|date|time|datetime-local|number|radio|checkbox)$/.test(field.type);
const addressOf = (form) => new URL(form.getAttribute("action") || location.href, location.href).pathname;
const hasWords = (form) => [...form.elements].some((field) => field.type === "textarea" && field.name && field.value.trim());

function remember(event) {
  const form = event.target;
  if (event.defaultPrevented || form.method !== "post" || !hasWords(form)) return;
  const fields = [...form.elements].filter(isWords).map((field) => [field.name, field.value, field.checked ?? false]);
  write({ at: Date.now(), person: own.person, page: here, address: addressOf(form), fields });
}

function fill(form, fields) {
  for (const [name, value, checked] of fields) {
    for (const field of [...form.elements].filter((one) => one.name === name && isWords(one))) {
      if (field.type === "radio" || field.type === "checkbox") { if (field.value === value) field.checked = checked; }
      else field.value = value;
      field.dispatchEvent(new Event("input", { bubbles: true }));
    }
  }
}

function bring(kept) {
  const form = [...document.forms].find((one) => one.method === "post" && addressOf(one) === kept.address && !one.dataset.field && !one.dataset.keep);
  if (!form) return;
  for (let around = form.closest("details"); around; around = around.parentElement.closest("details")) around.open = true;
  fill(form, kept.fields);
  const told = Object.assign(document.createElement("p"), { className: "note caution", textContent: own.told });
  told.setAttribute("role", "status");
  form.before(told);
  form.querySelector("textarea")?.focus();
}

function begin() {
  const kept = read();
  if (own.bounced) return kept && write({ ...kept, bounced: own.bounced });
  document.addEventListener("submit", remember);
  if (!kept) return undefined;
  const [{ type: way } = {}] = performance.getEntriesByType("navigation");
  const isBounced = kept.bounced || (way === "back_forward" && kept.page === here);
  if (!isBounced || kept.person !== own.person || Math.abs(Date.now() - kept.at) > LONGEST_MS) return write(null);
  if (kept.page === here) { write(null); return bring(kept); }
  if (kept.bounced !== "door") return undefined;
  write({ ...kept, bounced: "trouble" }); // led there once
  return location.replace(kept.page);
}

begin();
