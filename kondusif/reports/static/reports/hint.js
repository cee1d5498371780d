/* Before words are sent: what in them may tell who the reporter is, each piece with a button that covers it. It warns
   once and never stands in the way; names of others may belong into a report. */

import { covered, findings } from "./telltale.js";

const MOST = 8;
const known = new WeakMap(); // what somebody has seen and left as it is

const told = (found) => found.map((one) => one.text).join("\n");

function say(box, field, found) {
  box.hidden = !found.length;
  const list = box.querySelector("ul");
  list.replaceChildren(...found.slice(0, MOST).map((one) => line(box, field, one)));
  box.querySelector("[data-cover-all]").hidden = found.length < 2;
}

function line(box, field, one) {
  const item = document.createElement("li");
  const button = document.createElement("button");
  button.type = "button";
  button.className = "button";
  button.textContent = box.dataset.tcover.replace("{piece}", one.text);
  button.addEventListener("click", () => cover(box, field, [one]));
  item.append(`${box.dataset[`tkind${one.kind}`]}: `, button);
  return item;
}

function cover(box, field, which) {
  const now = findings(field.value).filter((one) => which.some((w) => w.text === one.text && w.kind === one.kind));
  field.value = covered(field.value, now);
  field.dispatchEvent(new Event("input", { bubbles: true }));
  field.focus();
}

function begin(box) {
  const form = box.closest("form");
  const field = form.querySelector("textarea");
  const look = () => say(box, field, findings(field.value));
  let waiting;
  field.addEventListener("input", () => { clearTimeout(waiting); waiting = setTimeout(look, 400); });
  box.querySelector("[data-cover-all]").addEventListener("click", () => cover(box, field, findings(field.value)));
  form.querySelector("[name=told]").value = "1"; // this page has told it; the server need not
  window.addEventListener("submit", (event) => {
    if (event.target !== form || event.submitter?.name === "search") return;
    const found = findings(field.value);
    if (!found.length || known.get(field) === told(found)) return;
    known.set(field, told(found));
    event.preventDefault();
    event.stopImmediatePropagation();
    say(box, field, found);
    box.scrollIntoView({ block: "center" });
  }, { capture: true });
  form.addEventListener("reset", () => { box.hidden = true; });
  look();
}

document.querySelectorAll("[data-hint]").forEach(begin);
