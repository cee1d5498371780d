/* The ceremonies of a group's key: found, give, recover. What is secret is made, shown and used here; the form that
   leaves holds public and wrapped halves only. Fields that hold a secret have no name, so no form can send them. */

import { base64, bytesOf, canSeal, freshPrivate, pairOf, unbase64 } from "./hpke.js";
import { canUsePasskey, makePasskey, openWithPasskey, wrapUnder } from "./passkey.js";
import { combine, read, sha256, split, written } from "./shares.js";
import { SHORTEST, unwrap, wrap } from "./wrap.js";

const form = document.querySelector("form[data-ceremony]");
const box = document.querySelector("[data-said]");
const find = (name) => form.querySelector(`[data-${name}]`);

class Refusal extends Error {}
let shown = null;

function say(words) {
  box.hidden = !words;
  box.textContent = words;
  if (words) box.scrollIntoView({ block: "center" });
}

function refuse(name, n = "") { throw new Refusal(form.dataset[`t${name}`].replace("{n}", n)); }

function passphrase() {
  const typed = find("pass").value;
  if ([...typed].length < SHORTEST) refuse("short");
  if (typed !== find("pass-again").value) refuse("differ");
  return typed;
}

const put = (values) => { for (const [name, value] of Object.entries(values)) form.elements[name].value = value; };

const byPasskey = () => form.elements.way.value === "passkey";

/* Whoever is given a key has an own device; the others sit at theirs. */
async function newPasskey() {
  let made;
  try { made = await makePasskey(form.dataset.label, [], { elsewhere: form.dataset.ceremony === "give" }); } catch { refuse("cancelled"); }
  return made ?? refuse("noprf");
}

async function wrapInto(raw, publicKey) {
  put({ credential: "", ...(byPasskey() ? await wrapUnder(await newPasskey(), raw, unbase64(publicKey)) : await wrap(raw, passphrase(), publicKey)) });
}

function showWay() {
  find("by-words").hidden = byPasskey();
  find("by-shown").hidden = !byPasskey();
}

async function make() {
  const names = [1, 2, 3].map((n) => form.elements[`custodian_${n}`].value.trim().toLowerCase());
  if (names.some((name) => !name) || new Set(names).size < 3) refuse("names");
  if (!byPasskey()) passphrase();
  const raw = await freshPrivate();
  const publicKey = base64((await pairOf(raw)).publicKey);
  await wrapInto(raw, publicKey);
  put({ public_key: publicKey });
  for (const share of split(raw, 3, 2)) {
    const paper = await written(share);
    form.querySelector(`[data-paper="${share.x}"]`).textContent = paper;
    form.querySelector(`[data-custodian="${share.x}"]`).textContent = form.elements[`custodian_${share.x}`].value;
    put({ [`mark_${share.x}`]: base64(await sha256(bytesOf(paper.replaceAll(" ", "")))) });
  }
  find("papers").hidden = false;
  find("make").hidden = true;
  find("papers").scrollIntoView();
}

async function give() {
  if (!form.elements.person.value) refuse("person");
  const held = JSON.parse(form.dataset.held);
  let raw = shown;
  if (!raw) try { raw = await unwrap(held.find((grant) => !grant.credential), find("own").value); } catch { refuse("wrong"); }
  await wrapInto(raw, held[0].public);
}

/* The giver's key, opened with a passkey instead of typing. */
async function openShown() {
  let found;
  try { [found] = await openWithPasskey(JSON.parse(form.dataset.held)); } catch { refuse("cancelled"); }
  if (!found) refuse("noprf");
  shown = found[1];
  find("opened").hidden = false;
}

async function recover() {
  const marks = JSON.parse(form.dataset.marks);
  const shares = [];
  for (const n of [1, 2]) {
    const typed = form.querySelector(`[data-typed="${n}"]`).value;
    const share = await read(typed);
    if (!share || base64(await sha256(bytesOf((await written(share)).replaceAll(" ", "")))) !== marks[share.x]) refuse("misread", n);
    shares.push(share);
    form.querySelector(`[data-number="${n}"]`).value = share.x;
  }
  if (shares[0].x === shares[1].x) refuse("same");
  const raw = combine(shares);
  if (base64((await pairOf(raw)).publicKey) !== form.dataset.public) refuse("misread", "1/2");
  await wrapInto(raw, form.dataset.public);
}

const DEEDS = { give, recover };

async function attempt(deed, button) {
  say("");
  button.disabled = true;
  try {
    await deed();
    return true;
  } catch (trouble) {
    if (!(trouble instanceof Refusal)) throw trouble;
    say(trouble.message);
    return false;
  } finally { button.disabled = false; }
}

async function submit(event) {
  const deed = DEEDS[form.dataset.ceremony];
  event.preventDefault();
  if (deed && !await attempt(deed, event.submitter)) return;
  for (const secret of form.querySelectorAll("input[type=password], [data-typed]")) secret.value = "";
  form.submit();
}

if (form) {
  window.addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); }); // papers and keys are not brought back
  canSeal().then((can) => { if (!can) say(form.dataset.tunable); });
  canUsePasskey().then((can) => { find("ways-to-open").hidden = !can; });
  for (const way of form.elements.way) way.addEventListener("change", showWay);
  showWay();
  form.addEventListener("submit", submit);
  find("by-passkey")?.addEventListener("click", (event) => attempt(openShown, event.currentTarget));
  find("make")?.addEventListener("click", (event) => attempt(make, event.currentTarget));
  find("taken")?.addEventListener("change", (event) => { find("use").disabled = !event.currentTarget.checked; });
}
