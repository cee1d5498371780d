/* The citizen's form without a signal. What is sent from it is first kept on the phone, then sent; the page goes on
   to the receipt when the server has answered, and says plainly where the report lies when it has not.
   Without this file, or where a browser keeps nothing, the form is an ordinary form. */

import { carriedPhoto, change, contentOf, keep, keepPhotos, newId, one, sealPhoto } from "../js/outbox.js";
import { heard } from "../js/sender.js";
import { draw, sendNow } from "../js/waiting.js";
import { redrawn } from "./pictures.js";

const form = document.querySelector("form[data-report]");
const said = document.querySelector("[data-said-kept]");
const LARGEST = 12 * 1024 * 1024;
const PHOTOS = 3;
let mending = null;
let lastId = "";

const text = (name) => form.dataset[`t${name.toLowerCase()}`] || "";
const field = (name) => form.querySelector(`[name="${name}"]`);

function say(words, tone = "caution") {
  said.hidden = !words;
  said.className = `note ${tone}`;
  said.textContent = words;
  if (words) said.scrollIntoView({ block: "center" });
}

function typed(data) {
  const values = [...data].filter(([name, value]) => typeof value === "string" && name !== "csrfmiddlewaretoken" && name !== "client_id");
  return Object.fromEntries(values.filter(([, value]) => value !== ""));
}

/* What the server would ask back at once; the rest it may say later. */
function missing(fields) {
  if (!fields.category) return "Category";
  if ((fields.text ?? "").trim().length < 5) return "Text";
  if (!fields.village_code && !fields.village_pick && !fields.lat && !(fields.place_text ?? "").trim()) return "Place";
  return "";
}

const isSure = (fields) => Boolean(fields.village_code || fields.village_pick || fields.lat);

/* Photos to be sealed for this phone alone, and those that the page has sealed to the officers already. */
function chosen(data) {
  const files = (name) => data.getAll(name).filter((file) => typeof file !== "string" && file.size).slice(0, PHOTOS);
  return { plain: files("photos"), sealed: files("sealed_photos") };
}

async function store(fields, photos_) {
  const known = await heard();
  const extra = { entered_at: new Date().toISOString(), ...(known && { heard_at: known.server, heard_phone_at: known.phone }) };
  const label = `${form.querySelector("[name=category]:checked + label")?.textContent ?? ""}: ${fields.text.trim().slice(0, 80)}`;
  const content = { fields: { ...fields, ...extra }, label };
  // A part of this page may seal the words to those who may read them before anything is kept.
  const waits = [];
  form.dispatchEvent(new CustomEvent("kondusif:keep", { detail: { content, wait: (promise) => waits.push(promise) } }));
  await Promise.all(waits);
  const item = mending ? await rewritten(content) : await keep({ id: lastId = freshId(), kind: "report", where: form.dataset.report }, content);
  if (!photos_.plain.length && !photos_.sealed.length) return { item };
  try {
    const photos = [];
    for (const file of photos_.plain) {
      const blob = (await redrawn(file)) ?? file; // a kind this browser cannot draw: the server judges it
      if (blob.size <= LARGEST) photos.push(await sealPhoto(blob));
    }
    for (const blob of photos_.sealed) photos.push(await carriedPhoto(blob, fields.sealed_key));
    await keepPhotos(item.id, photos);
    return { item, n_left: photos_.plain.length + photos_.sealed.length - photos.length };
  } catch (trouble) {
    return { item, full: trouble };
  }
}

/* The page's own key, so that the page sent once the ordinary way and once from here is one report. */
function freshId() {
  const own = field("client_id").value;
  field("client_id").value = "";
  return own || newId();
}

async function rewritten(content) {
  const before = mending;
  mending = null;
  const now = await one(before.id);
  if (!now || now.state === "sent" || now.state === "gone") {
    return keep({ kind: "report", where: form.dataset.report, case: before.case }, content); // it had left meanwhile
  }
  const known = await contentOf(now);
  const values = { state: "waiting", held_until: 0, next_at: 0, why: "", changed: Boolean(now.tried) };
  // What was sealed to some, or to nobody, does not go with words that are sealed to others.
  if ((known.fields.sealed_key ?? "") !== (content.fields.sealed_key ?? "")) {
    values.photos = now.photos.map((photo) => ({ ...photo, done: true, refused: text("Photosagain") }));
  }
  return change(before.id, values, { ...known, ...content });
}

async function submit(event) {
  if (event.submitter?.name === "search") return;
  const button = form.querySelector("button.primary");
  if (button.disabled) { event.preventDefault(); return; } // the first tap is being kept
  const data = new FormData(form);
  const fields = typed(data);
  const lack = missing(fields);
  // With a line the server's own answer is the better one: it knows every village of that name.
  if (navigator.onLine && !mending && (lack || !isSure(fields))) return;
  event.preventDefault();
  if (lack) { say(text(lack)); return; }
  button.disabled = true;
  try {
    await begin(fields, chosen(data));
  } finally { button.disabled = false; }
}

async function begin(fields, photos) {
  let kept;
  try {
    kept = await store(fields, photos);
  } catch (trouble) {
    if (navigator.onLine) { field("client_id").value ||= lastId || newId(); form.submit(); return; }
    say(text(trouble?.name === "QuotaExceededError" ? "Full" : "Unkept"), "alarm");
    return;
  }
  form.reset(); // the words lie in the list now: sent from here once more they would be a second report
  clearPlace();
  say(navigator.onLine ? text("Sending") : text("Kept"));
  await draw();
  if (kept.full) say(text("Fullphotos"), "alarm");
  await askForSync();
  const done = await sendNow({ shown: new Set([kept.item.id]) });
  await onwards(kept, done);
}

function clearPlace() {
  for (const name of ["village_code", "lat", "lon"]) if (field(name)) field(name).value = "";
}

async function onwards({ item, full }, done) {
  const hasPage = done.some((one_) => one_.item.id === item.id && one_.words.shown);
  const now = await one(item.id);
  const whole = now?.state === "sent" && now.photos.every((photo) => photo.done);
  if (whole && !full && hasPage) {
    await change(item.id, { shown: true }); // the page of the receipt takes it off the phone
    location.assign(form.dataset.sent);
  } else if (now?.state === "sent") say(text("Part"), "good");
  else if (now?.state === "refused") say(text("Refused").replace("{why}", now.why), "alarm");
  else say(text("Kept"));
}

async function askForSync() {
  try { await (await navigator.serviceWorker.getRegistration())?.sync?.register("kondusif-kirim"); } catch { /* sent when the page is open */ }
  navigator.storage?.persist?.().catch(() => {});
}

async function mend(item, content) {
  mending = item;
  for (const [name, value] of Object.entries(content.fields)) {
    for (const input of form.querySelectorAll(`[name="${CSS.escape(name)}"]`)) {
      if (input.type === "radio") input.checked = input.value === value;
      else if (input.type === "checkbox") input.checked = true;
      else if (input.type !== "file") input.value = value;
    }
  }
  if (!content.fields.anonymous) field("anonymous").checked = false;
  form.dispatchEvent(new Event("change"));
  say(text("Mending"));
  form.querySelector("textarea").focus();
}

if (form && said && "indexedDB" in window) {
  field("client_id").value ||= newId(); // a page that the phone kept has none
  form.addEventListener("submit", submit);
  document.addEventListener("kondusif:mend", (event) => { event.preventDefault(); mend(event.detail.item, event.detail.content); });
  const asked = new URLSearchParams(location.search).get("antrean");
  if (asked) one(asked).then(async (item) => item && mend(item, await contentOf(item))).catch(() => {});
}
