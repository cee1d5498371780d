/* The reporter's page of a sealed report: answers open with the reading code; lines and photos are sealed before they
   are sent. */

import { base64, canSeal, derivedPrivate, pairOf } from "../people/hpke.js";
import { ANSWER, letters, MESSAGE, openWords, READING, readingSecret, sealWords } from "../people/words.js";
import { PHOTOS, sealPhotos, Undrawable } from "./sealed_photos.js";

const reader = document.querySelector("[data-reader]");
const form = document.querySelector("form[data-seal-line]");
const album = document.querySelector("form[data-seal-photos]");
let photos = [];
let stage = ""; // "sealing", then "ready", then "sent"; a second tap meanwhile means the same
let whose = null; // the form that it is about
const SENT_MS = 5000; // then it may be tried again

async function sealed(event, work) {
  if (stage === "ready" && event.target === whose) {
    stage = "sent";
    setTimeout(() => { stage = ""; }, SENT_MS);
    return;
  }
  event.preventDefault();
  if (stage) return;
  [stage, whose] = ["sealing", event.target];
  let done = false;
  try { done = await work(); } finally { stage = done ? "ready" : ""; }
  if (done) setTimeout(() => event.target.requestSubmit(event.submitter)); // in a turn of its own: Chromium drops it otherwise
}

async function read(event) {
  event.preventDefault();
  const said = reader.querySelector("[data-reader-said]");
  const code = letters(reader.querySelector("input").value) ?? "";
  const pair = code.length === READING ? await pairOf(await derivedPrivate(readingSecret(code))) : null;
  const fits = pair && base64(pair.publicKey) === reader.dataset.reading;
  said.hidden = fits;
  if (!fits) { said.textContent = reader.dataset.twrong; return; }
  for (const line of document.querySelectorAll("[data-answer]")) {
    try {
      line.textContent = (await openWords(pair, line.dataset.answer, ANSWER, reader.dataset.reading)).text;
    } catch { line.textContent = reader.dataset.tdamaged; } // the others open all the same
  }
}

function send(event) {
  const text = form.elements.text.value.trim();
  if (!text || !["message", "reopen"].includes(event.submitter?.value)) return;
  if (form.elements.sealed.value && !stage) return;
  sealed(event, async () => {
    form.elements.sealed.value = await sealWords(form.dataset.public, MESSAGE, form.dataset.reading, { text });
    form.elements.sealed_key.value = form.dataset.key;
    return true;
  });
}

function sendPhotos(event) {
  const files = [...album.elements.photos.files].slice(0, PHOTOS);
  if (!files.length || (photos.length && !stage)) return;
  const said = album.querySelector("[data-album-said]");
  sealed(event, async () => {
    try {
      photos = await sealPhotos(files, form.dataset.public, form.dataset.reading);
    } catch (trouble) {
      if (!(trouble instanceof Undrawable)) throw trouble;
      said.textContent = album.dataset.tphoto.replace("{name}", trouble.message);
      said.hidden = false;
      return false;
    }
    album.elements.sealed_key.value = form.dataset.key;
    return true;
  });
}

function stripPhotos({ formData }) {
  if (!photos.length) return;
  formData.delete("photos");
  for (const photo of photos) formData.append("sealed_photos", photo);
}

function strip({ formData }) {
  if (form.elements.sealed.value) formData.set("text", "");
}

if (reader && form) {
  reader.querySelector("form").addEventListener("submit", read);
  form.addEventListener("input", () => { form.elements.sealed.value = ""; });
  canSeal().then((can) => {
    if (!can) return; // then the box stays that asks whether a line may go unsealed
    form.addEventListener("submit", send);
    form.addEventListener("formdata", strip);
    form.querySelector("[data-seal-off]").hidden = true;
    album.addEventListener("submit", sendPhotos);
    album.addEventListener("formdata", stripPhotos);
    album.addEventListener("input", () => { photos = []; album.querySelector("[data-album-said]").hidden = true; });
    album.querySelector("[data-seal-off]").hidden = true;
    reader.querySelector("form").hidden = false;
  });
}
