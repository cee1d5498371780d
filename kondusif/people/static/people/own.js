/* How a member opens a key: with it open, a passkey is added beside the passphrase, or the passphrase is changed. */

import { unbase64 } from "./hpke.js";
import { askPasskey, canUsePasskey, makePasskey, openWithPasskey, wrapUnder } from "./passkey.js";
import { SHORTEST, unwrap, wrap } from "./wrap.js";

const opening = document.querySelector("form[data-ways]");
const next = document.querySelector("[data-next]");
const box = document.querySelector("[data-said]");
const held = JSON.parse(opening.dataset.held);
const known = JSON.parse(opening.dataset.known);
const [adding, changing] = ["passkey", "passphrase"].map((name) => next.querySelector(`form[data-${name}]`));
let raw = null;

class Refusal extends Error {}

function say(words) {
  box.hidden = !words;
  box.textContent = words;
  if (words) box.scrollIntoView({ block: "center" });
}

const refuse = (name) => { throw new Refusal(opening.dataset[`t${name}`]); };
const put = (form, values) => { for (const [name, value] of Object.entries(values)) form.elements[name].value = value; };

/* What the person or the device declines is told, what is broken is not hidden. */
async function asked(deed) {
  try { return await deed() ?? refuse("noprf"); } catch (trouble) {
    if (trouble.name === "InvalidStateError") refuse("there");
    if (trouble instanceof DOMException && trouble.name !== "OperationError") refuse("cancelled");
    throw trouble;
  }
}

async function attempt(deed, button) {
  say("");
  button.disabled = true;
  try { await deed(); } catch (trouble) {
    if (!(trouble instanceof Refusal)) throw trouble;
    say(trouble.message);
  } finally { button.disabled = false; }
}

async function opened(found) {
  raw = found;
  opening.hidden = true;
  next.hidden = false;
  const can = await canUsePasskey();
  adding.querySelector("[data-with]").hidden = !can;
  adding.querySelector("[data-without]").hidden = can;
}

async function openTyped() {
  const field = opening.querySelector("[data-own]");
  const grant = held.find((one) => !one.credential);
  const typed = field.value;
  field.value = "";
  let found;
  try { found = await unwrap(grant, typed); } catch { refuse("wrong"); }
  await opened(found);
}

async function openShown() {
  const [first] = await asked(() => openWithPasskey(held));
  if (!first) refuse("noprf");
  await opened(first[1]);
}

async function add(get) {
  const passkey = await asked(get);
  put(adding, await wrapUnder(passkey, raw, unbase64(held[0].public)));
  adding.submit();
}

async function change() {
  const [typed, again] = ["pass", "pass-again"].map((name) => changing.querySelector(`[data-${name}]`));
  if ([...typed.value].length < SHORTEST) refuse("short");
  if (typed.value !== again.value) refuse("differ");
  put(changing, await wrap(raw, typed.value, held[0].public));
  typed.value = again.value = "";
  changing.submit();
}

window.addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); }); // an open key is not brought back
const ownIds = held.map((one) => one.credential).filter(Boolean);
opening.addEventListener("submit", (event) => { event.preventDefault(); attempt(openTyped, event.submitter); });
opening.querySelector("[data-by-passkey]")?.addEventListener("click", (event) => attempt(openShown, event.currentTarget));
adding.addEventListener("submit", (event) => event.preventDefault());
adding.querySelector("[data-new]").addEventListener("click", (event) => attempt(() => add(() => makePasskey(opening.dataset.label, ownIds)), event.currentTarget));
adding.querySelector("[data-again]")?.addEventListener("click", (event) => attempt(() => add(() => askPasskey(known)), event.currentTarget));
changing.addEventListener("submit", (event) => { event.preventDefault(); attempt(change, event.submitter); });
