/* The citizen's form seals the words and photos of sensitive reports before anything leaves the page, also before anything
   is kept on the phone. What goes out under "text" then is a placeholder. Where a browser cannot, the form says so and asks. */

import { base64, canSeal, derivedPrivate, pairOf } from "../people/hpke.js";
import { freshReading, grouped, readingSecret, REPORT, sealWords } from "../people/words.js";
import { PHOTOS, sealPhotos, Undrawable } from "./sealed_photos.js";

const box = document.querySelector("[data-seal]");
const form = box?.closest("form");
const PLAIN = ["place_text", "lat", "lon"];
const LEAST = 5;
let able; // undefined until the browser has shown what it can
let early = null; // sent before that: it goes once it is known
let sealing = false;
let ready = false; // the envelope holds what the page shows now
let code = "";
let own = ""; // the reading key of that code; another one comes with a report that is mended
let photos = [];

const find = (name) => box.querySelector(`[data-seal-${name}]`);

const village = () => form.elements.village_code.value || form.querySelector("[name=village_pick]:checked")?.value || "";

/* The key of the group for what is chosen; a village nobody has chosen yet is taken for the only region there is. */
function key() {
  const group = JSON.parse(box.dataset.categories)[form.querySelector("[name=category]:checked")?.value];
  const code_ = village();
  const keys = JSON.parse(box.dataset.keys).filter((k) => k.group === group && (!code_ || `${code_}.`.startsWith(`${k.region}.`)));
  if (!code_ && new Set(keys.map((k) => k.region)).size > 1) return keys.length ? keys[0] : null;
  return keys.sort((a, b) => b.region.length - a.region.length)[0] ?? null;
}

/* Without a signal no list of villages comes: then the typed place goes along in the clear, for the server to find the
   village by, and is not stored. That takes a phone that is cut off and only one region to choose from. */
const isAlone = () => !navigator.onLine && new Set(JSON.parse(box.dataset.keys).map((k) => k.region)).size === 1;

function show() {
  const wanted = key() !== null;
  find("on").hidden = !(wanted && able);
  find("off").hidden = !(wanted && able === false);
  find("said").hidden = true;
  const isBrought = ![own, ""].includes(form.elements.reading_key.value);
  box.querySelector("[data-reading]").textContent = isBrought ? box.dataset.tnoted : grouped(code);
}

function say(words) {
  find("said").textContent = words;
  find("said").hidden = false;
  find("said").scrollIntoView({ block: "center" });
}

function fresh() {
  code = freshReading();
  clear();
}

function clear() {
  for (const name of ["sealed", "sealed_key", "reading_key"]) form.elements[name].value = "";
  own = "";
  photos = [];
  ready = false;
}

const files = () => [...(form.elements.photos?.files ?? [])].slice(0, PHOTOS);

async function reading() {
  if (form.elements.reading_key.value) return form.elements.reading_key.value;
  own = base64((await pairOf(await derivedPrivate(readingSecret(code)))).publicKey);
  try { sessionStorage.setItem("kondusif-kode-baca", code); } catch { /* it stands on this page */ }
  return own;
}

/* Photos added to an envelope that a queue has brought go to the key of that envelope. */
async function morePhotos() {
  const brought = JSON.parse(box.dataset.keys).find((k) => k.id === form.elements.sealed_key.value);
  if (!brought) throw new Undrawable("");
  photos = await sealPhotos(files(), brought.public, form.elements.reading_key.value);
  ready = true;
}

async function envelope() {
  const chosen = key();
  const words = { text: form.elements.text.value.trim() };
  for (const name of PLAIN) if (form.elements[name]?.value) words[name] = form.elements[name].value;
  const about = await reading();
  photos = await sealPhotos(files(), chosen.public, about);
  form.elements.sealed.value = await sealWords(chosen.public, REPORT, about, words);
  form.elements.sealed_key.value = chosen.id;
  form.elements.reading_key.value = about;
  ready = true;
}

/* A queue that brings a sealed report back to be mended shows the placeholder: its envelope still counts. */
const untouched = () => form.elements.sealed.value !== "" && form.elements.text.value === box.dataset.tplaceholder;

async function submit(event) {
  if (able === undefined) { event.preventDefault(); event.stopImmediatePropagation(); early = event; return; }
  if (!able || key() === null) { if (!untouched()) clear(); return; }
  if (ready || (untouched() && !files().length)) { ready = true; return; }
  event.preventDefault();
  event.stopImmediatePropagation();
  if (sealing) return; // a second tap while the words are sealed means the same report
  if (untouched()) { await sealedBy(morePhotos, event); return; }
  if (event.submitter?.name === "search" || (!village() && !isAlone())) { say(box.dataset.tplace); return; }
  if (form.elements.text.value.trim().length < LEAST) { say(box.dataset.tshort); return; }
  await sealedBy(envelope, event);
}

async function sealedBy(work, event) {
  sealing = true;
  try {
    await work();
  } catch (trouble) {
    if (trouble instanceof Undrawable) say(box.dataset.tphoto.replace("{name}", trouble.message));
    else if (trouble instanceof RangeError) say(box.dataset.tlong);
    else throw trouble;
    return;
  } finally { sealing = false; }
  // In a turn of its own: Chromium drops a form sent from inside the event that it has just stopped.
  setTimeout(() => form.requestSubmit(event.submitter ?? undefined));
}

/* Whatever reads this form, the browser or a queue, finds the envelope and not the words. */
function strip({ formData }) {
  if (!ready || !form.elements.sealed.value) return;
  formData.set("text", box.dataset.tplaceholder);
  formData.delete("photos");
  for (const photo of photos) formData.append("sealed_photos", photo);
  if (village()) for (const name of PLAIN) formData.set(name, "");
}

if (form) {
  window.addEventListener("submit", (event) => { if (event.target === form) submit(event); }, { capture: true });
  form.addEventListener("formdata", strip);
  form.addEventListener("input", () => { if (!untouched()) ready = false; });
  form.addEventListener("change", show);
  form.addEventListener("kondusif:place", () => { ready = false; show(); });
  form.addEventListener("reset", () => { setTimeout(() => { fresh(); show(); }); });
  fresh();
  canSeal().then((can) => {
    able = can;
    show();
    if (early) form.requestSubmit(early.submitter ?? undefined);
  });
}
