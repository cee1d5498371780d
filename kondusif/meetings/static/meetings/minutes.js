/* Minutes that several people write at once over a bad line.

   Each text keeps what the server last said (known) and what is on its way. One operation is on its way at a
   time and is sent again, unchanged, until it is answered; what is typed meanwhile waits. An answer brings the
   merged text: what was typed since is merged onto it, and the field changes only where it differs, so the
   caret stays. Everything unsent lies in this device's own store and survives a reload or a flat battery.
   Without this script every text is a plain form. */

import { merge, stretches } from "./merging.js";
import { openShelf } from "./shelf.js";

const root = document.querySelector("[data-minutes]");
const SEND_AFTER_MS = 900;
const LOOK_EVERY_MS = 5000;
const LOOK_HIDDEN_MS = 30000;
const GIVE_UP_MS = 15000;
const MOST_WAIT_MS = 30000;

const status = root.querySelector("[data-status]");
const others = root.querySelector("[data-others]");
const words = root.dataset;
const token = root.querySelector("[name=csrfmiddlewaretoken]").value;
const client = clientId();
const texts = new Map();
let shelf = null;
let busy = true; // until what lies on this device has been read
let failures = 0;
let signedOut = false;
let timer = 0;
let due = Infinity;

function clientId() {
  let id = null;
  try { id = sessionStorage.getItem("kondusif.minutes.client"); } catch { /* a private window */ }
  if (!id) {
    id = crypto.randomUUID ? crypto.randomUUID() : uuid();
    try { sessionStorage.setItem("kondusif.minutes.client", id); } catch { /* kept in memory only */ }
  }
  return id;
}

/* crypto.randomUUID is missing where the page does not come over https: an office's own network. */
function uuid() {
  const b = crypto.getRandomValues(new Uint8Array(16));
  b[6] = (b[6] & 0x0f) | 0x40;
  b[8] = (b[8] & 0x3f) | 0x80;
  const hex = [...b].map((n) => n.toString(16).padStart(2, "0")).join("");
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

/* One text: a field on the page, or one that another page of this device left behind unsent. */
class Text {
  constructor(id, { field = null, number = 0, known = "", shown = null, op = null, since = 0, owner = client }) {
    Object.assign(this, { id, field, number, known, op, since, owner, refused: "" });
    this.loose = shown ?? known;
    this.composing = this.touched = false;
    if (field) this.listen(field);
  }

  listen(field) {
    field.addEventListener("compositionstart", () => { this.composing = true; });
    field.addEventListener("compositionend", () => { this.composing = false; this.typed(); });
    field.addEventListener("input", () => this.typed());
    field.addEventListener("blur", () => wake(0));
  }

  get shown() { return this.field ? this.field.value : this.loose; }

  typed() {
    this.touched = true;
    this.refused = "";
    if (this.waits && !this.since) this.since = Date.now();
    this.keep();
    fit(this.field);
    tell();
    wake(SEND_AFTER_MS);
  }

  get waits() { return this.op !== null || this.shown !== this.known; }

  next() {
    if (this.refused || this.composing) return null;
    if (!this.op && this.shown !== this.known) {
      this.op = { op: uuid(), passage: this.id, base: this.number, text: this.shown };
      this.keep();
    }
    return this.op;
  }

  hear(answer) {
    if (this.composing) return;
    const before = this.op ? this.op.text : this.known;
    this.show(merge(before, this.shown, answer.text));
    this.number = answer.number;
    this.known = answer.text;
    this.op = null;
    if (!this.waits) this.since = 0;
    this.keep();
  }

  show(text) {
    if (!this.field) { this.loose = text; return; }
    const active = document.activeElement === this.field, top = this.field.scrollTop;
    for (const [start, end, insert] of stretches(this.field.value, text)) {
      this.field.setRangeText(insert, start, end, "preserve");
    }
    if (active) this.field.scrollTop = top;
    fit(this.field);
  }

  keep() {
    if (!shelf) return;
    const { id, number, known, op, since, owner } = this;
    shelf.put(`${owner}/${id}`, this.waits ? { id, owner, number, known, op, since, shown: this.shown } : null);
  }
}

function fit(field) {
  if (!field || CSS.supports("field-sizing", "content")) return;
  field.style.height = "auto";
  field.style.height = `${field.scrollHeight + 4}px`;
}

const clock = (moment) => new Intl.DateTimeFormat(document.documentElement.lang || "id", { hour: "2-digit", minute: "2-digit" }).format(moment);

/* What is unsent since when, and whether the line holds: said in one sentence, never by colour alone. */
function tell() {
  const waiting = [...texts.values()].filter((text) => text.waits);
  const refused = [...texts.values()].find((text) => text.refused);
  const since = Math.min(...waiting.map((text) => text.since || Date.now()));
  let sentence = words.saved, tone = "good";
  if (signedOut) { sentence = words.signedOut; tone = "alarm"; }
  else if (refused) { sentence = refused.refused; tone = "alarm"; }
  else if (waiting.length && failures) { sentence = words.lost.replace("{time}", clock(since)).replace("{n}", waiting.length); tone = "caution"; }
  else if (waiting.length) { sentence = words.sending; tone = ""; }
  else if (failures) { sentence = words.offline; tone = "caution"; }
  if (status.textContent !== sentence) status.textContent = sentence;
  status.className = `note ${tone}`.trim();
  // Who only reads has nothing to save; a lost line is told all the same.
  status.hidden = sentence === words.saved && !root.querySelector("[data-passage-form]");
  status.dataset.waiting = waiting.length;
}

function showOthers(writers) {
  const here = writers.filter((one) => one.client !== client);
  others.hidden = !here.length;
  others.textContent = here.length ? words.writing.replace("{names}", [...new Set(here.map((one) => one.name))].join(", ")) : "";
  for (const mark of root.querySelectorAll("[data-writing]")) {
    const names = here.filter((one) => one.passage === mark.dataset.writing).map((one) => one.name);
    mark.textContent = names.length ? words.writingHere.replace("{names}", [...new Set(names)].join(", ")) : "";
  }
}

function wake(milliseconds) {
  const at = Date.now() + milliseconds;
  if (at >= due && timer) return;
  due = at;
  clearTimeout(timer);
  timer = setTimeout(round, milliseconds);
}

async function round() {
  timer = 0;
  due = Infinity;
  if (busy) return;
  busy = true;
  try {
    await talk();
    failures = 0;
    signedOut = false;
  } catch (fault) {
    failures += 1;
    signedOut = fault.signedOut === true;
  } finally {
    busy = false;
  }
  tell();
  const pending = [...texts.values()].some((text) => text.waits && !text.refused);
  const rest = document.hidden ? LOOK_HIDDEN_MS : LOOK_EVERY_MS;
  // The pause grows with each failure, and two pages that lost the line together do not come back together.
  const pause = Math.min(MOST_WAIT_MS, 1000 * 2 ** Math.min(failures - 1, 5)) * (0.7 + 0.6 * Math.random());
  wake(failures ? pause : pending ? SEND_AFTER_MS : rest);
}

async function talk() {
  const ops = [...texts.values()].map((text) => text.next()).filter(Boolean).slice(0, 20);
  const known = Object.fromEntries([...texts.values()].filter((t) => t.field || t.node).map((t) => [t.id, t.number]));
  const stop = new AbortController();
  const giveUp = setTimeout(() => stop.abort(), GIVE_UP_MS);
  let said;
  try {
    const answer = await fetch(root.dataset.sync, {
      method: "POST", credentials: "same-origin", signal: stop.signal, redirect: "manual",
      headers: { "Content-Type": "application/json", "X-CSRFToken": token },
      body: JSON.stringify({ client, known, ops }),
    });
    if (!answer.ok) {
      const away = answer.type === "opaqueredirect" || answer.status === 401 || answer.status === 403;
      throw Object.assign(new Error(`answer ${answer.status}`), { signedOut: away });
    }
    said = await answer.json();
  } finally {
    clearTimeout(giveUp);
  }
  for (const one of said.ops) heard(one);
  for (const one of said.passages) seen(one);
  showOthers(said.writers);
  if (said.changed !== root.dataset.laidOut) root.querySelector("[data-reload]").hidden = false;
}

/* Only the operation that is on its way is listened to: a late or doubled answer changes nothing. */
function heard(one) {
  for (const [key, text] of texts) {
    if (!text.op || text.op.op !== one.op) continue;
    // Refused is not stored: the words stay in the field and are sent anew once they are changed.
    if (one.sentence) { text.refused = one.sentence; text.op = null; text.keep(); continue; }
    text.hear(one);
    if (text.field === null && !text.node && !text.waits) texts.delete(key);
  }
}

function seen(one) {
  const text = texts.get(one.id);
  if (!text || text.op || one.number < text.number) return;
  if (text.node) { text.node.textContent = one.text; text.number = one.number; text.known = text.loose = one.text; return; }
  text.hear(one);
}

/* What another page of this device left behind unsent is sent as it is; a page still open keeps its own. */
async function adopt(records) {
  for (const record of records) {
    const mine = record.owner === client;
    if (mine && texts.has(record.id)) {
      const text = texts.get(record.id);
      // A quick hand: what was typed before this was read is merged with it.
      const shown = text.touched ? merge(text.known, record.shown, text.field.value) : record.shown;
      Object.assign(text, { number: record.number, known: record.known, op: record.op, since: record.since });
      text.field.value = shown;
      fit(text.field);
    } else if (!mine && (await isGone(record.owner))) {
      texts.set(`${record.owner}/${record.id}`, new Text(record.id, record));
    }
  }
}

async function isGone(owner) {
  if (!navigator.locks) return true; // sending it twice stores it once
  return navigator.locks.request(`kondusif.minutes.${owner}`, { ifAvailable: true }, async (lock) => lock !== null);
}

async function start() {
  for (const field of root.querySelectorAll("textarea[data-passage]")) {
    const { passage, number } = field.dataset;
    // The field may already hold what the browser itself restored; what the server said stands in defaultValue.
    texts.set(passage, new Text(passage, { field, number: Number(number), known: field.defaultValue }));
    fit(field);
  }
  for (const node of root.querySelectorAll("div[data-passage]")) {
    const text = new Text(node.dataset.passage, { number: Number(node.dataset.number), known: node.textContent });
    text.node = node;
    texts.set(text.id, text);
  }
  for (const button of root.querySelectorAll("[data-plain]")) button.hidden = true;
  if (navigator.locks) navigator.locks.request(`kondusif.minutes.${client}`, () => new Promise(() => {}));
  shelf = await openShelf(`kondusif.minutes.${words.person}`).catch(() => null);
  if (shelf) await adopt(await shelf.all()).catch(() => {});
  for (const form of root.querySelectorAll("form[data-passage-form]")) {
    form.addEventListener("submit", (event) => { event.preventDefault(); wake(0); });
  }
  busy = false;
  root.dataset.ready = "yes";
  tell();
  wake(0);
}

window.addEventListener("online", () => { failures = 0; wake(0); });
document.addEventListener("visibilitychange", () => wake(document.hidden ? LOOK_HIDDEN_MS : 0));
document.addEventListener("kondusif:news", (event) => { if (event.detail.startsWith("minutes.")) wake(200 + 400 * Math.random()); });
window.addEventListener("beforeunload", (event) => {
  if (!shelf && [...texts.values()].some((text) => text.waits)) event.preventDefault();
});
start();
