/* An officer's page of a sealed report: the key opens under the officer's passphrase or passkey, in this browser; answers
   are sealed to the reporter and to the group before they are sent. */

import { ANSWER, MESSAGE, openWords, sealWords } from "../people/words.js";
import { openWithPasskey } from "../people/passkey.js";
import { keepOpen, shut, stillOpen, unwrap } from "../people/wrap.js";
import { openPhoto } from "./sealed_photos.js";

const box = document.querySelector("[data-unlock]");
const answer = document.querySelector("form[data-seal-answer]");
const grants = JSON.parse(box.dataset.grants);
const pairs = new Map();
let sealing = false;

function paragraph(words) {
  const line = document.createElement("p");
  line.textContent = words;
  return line;
}

async function openOne(place) {
  const pair = pairs.get(place.dataset.key);
  if (!pair) {
    if (pairs.size) place.replaceChildren(paragraph(box.dataset.tother));
    return;
  }
  try {
    const words = await openWords(pair, place.dataset.sealed, place.dataset.info, place.dataset.reading);
    const where = [words.place_text, words.lat && `${words.lat}, ${words.lon}`].filter(Boolean).join(" · ");
    place.replaceChildren(paragraph(words.text), ...(where ? [paragraph(`${box.dataset.tplace}: ${where}`)] : []));
  } catch {
    place.replaceChildren(paragraph(box.dataset.tdamaged));
  }
}

async function openPicture(place) {
  const pair = pairs.get(place.dataset.key);
  if (!pair) {
    if (pairs.size) place.replaceChildren(paragraph(box.dataset.tother));
    return;
  }
  try {
    const answer = await fetch(place.dataset.sealedPhoto);
    const photo = await openPhoto(pair, new Uint8Array(await answer.arrayBuffer()), place.dataset.reading);
    const picture = new Image();
    picture.alt = place.dataset.alt;
    picture.src = URL.createObjectURL(photo);
    await picture.decode();
    place.replaceChildren(picture);
  } catch {
    place.replaceChildren(paragraph(box.dataset.tphoto));
  }
}

async function openAll() {
  for (const place of document.querySelectorAll("[data-sealed]")) await openOne(place);
  for (const place of document.querySelectorAll("[data-sealed-photo]")) await openPicture(place);
  const form = box.querySelector("form");
  const held = form?.contains(document.activeElement);
  if (form) form.hidden = pairs.size > 0;
  if (held && form.hidden) { // whoever typed the passphrase goes on where the words are
    const first = document.querySelector("[data-sealed]");
    first?.setAttribute("tabindex", "-1");
    first?.focus();
  }
  const button = box.querySelector("[data-shut]");
  if (button) button.hidden = pairs.size === 0;
}

async function unlock(event) {
  event.preventDefault();
  const field = box.querySelector("input");
  event.submitter.disabled = true;
  for (const grant of grants.filter((one) => !one.credential)) {
    try { pairs.set(grant.key, await keepOpen(grant, await unwrap(grant, field.value))); } catch { /* another passphrase */ }
  }
  event.submitter.disabled = false;
  if (pairs.size) field.value = "";
  await tell(box.dataset.twrong);
}

async function unlockShown(event) {
  const button = event.currentTarget;
  button.disabled = true;
  try {
    for (const [grant, raw] of await openWithPasskey(grants)) pairs.set(grant.key, await keepOpen(grant, raw));
  } catch { /* declined: told below */ }
  button.disabled = false;
  await tell(box.dataset.tcancelled);
}

async function tell(refusal) {
  const said = box.querySelector("[data-unlock-said]");
  said.hidden = pairs.size > 0;
  said.textContent = refusal;
  await openAll();
}

async function send(event) {
  const words = answer.querySelector("[data-words]");
  const text = words.value.trim();
  if (answer.elements.sealed.value || !text) return;
  event.preventDefault();
  if (sealing) return; // a second tap meanwhile means the same answer, and must not send what is not sealed yet
  sealing = true;
  const { key, public: group, reading } = answer.dataset;
  try {
    const [sealed, sealedAnswer] = await Promise.all([sealWords(group, MESSAGE, reading, { text }), sealWords(reading, ANSWER, reading, { text })]);
    for (const [name, value] of [["sealed", sealed], ["sealed_answer", sealedAnswer], ["sealed_key", key]]) answer.elements[name].value = value;
  } finally { sealing = false; }
  setTimeout(() => answer.requestSubmit(event.submitter)); // in a turn of its own: Chromium drops it otherwise
}

box.querySelector("form")?.addEventListener("submit", unlock);
box.querySelector("[data-by-passkey]")?.addEventListener("click", unlockShown);
box.querySelector("[data-shut]")?.addEventListener("click", async () => { await shut(); location.reload(); });
answer?.addEventListener("submit", send);
// Words changed after they were sealed (the line broke, somebody went back) are sealed anew.
answer?.addEventListener("input", () => { answer.elements.sealed.value = ""; });
window.addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); }); // the key may be shut by now
Promise.all(grants.map(async (grant) => {
  const pair = await stillOpen(grant);
  if (pair) pairs.set(grant.key, pair);
})).then(openAll);
