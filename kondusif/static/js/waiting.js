/* The list of what this phone still holds: what is unsent and since when, what was refused and why, receipts that
   nobody has noted yet. <section data-outbox hidden data-t…="texts"><ul></ul></section>

   A report can be mended until it is sent: the list hands it to whoever listens for "kondusif:mend". */

import { released } from "./finger.js";
import { change, contentOf, everything, onChange, remove } from "./outbox.js";
import { flush, nextDue } from "./sender.js";

const box = document.querySelector("[data-outbox]");
const HELD_MS = 600000;
const PATIENCE_MS = 120;
let timer = 0;
let drawing = 0;
let asked = null; // the entry whose throwing away waits for the second tap
let wanted = null; // the button that is to have the focus when it is drawn
let progress = new Map();

const text = (name) => box.dataset[`t${name}`] || "";

function moment(iso) {
  return new Date(iso).toLocaleString(document.documentElement.lang || "id", { day: "numeric", month: "short", year: "numeric", hour: "2-digit", minute: "2-digit", timeZoneName: "short" });
}

function button(name, act, kind = "") {
  const made = document.createElement("button");
  made.type = "button";
  made.dataset.deed = name;
  made.className = `button ${kind}`;
  made.textContent = text(name);
  made.addEventListener("click", act);
  return made;
}

function paragraph(words, kind = "") {
  const made = document.createElement("p");
  made.className = kind;
  made.textContent = words;
  return made;
}

const open = (photo) => !photo.done;

function standing(item) {
  if (item.state === "refused") return text("refused").replace("{why}", item.why);
  const since = text("since").replace("{time}", moment(item.typed_at));
  if (item.state === "sent") return item.photos.some(open) ? text("photos") : text("sent");
  if (item.why === "work") return `${since} ${text("work")}`;
  if (item.why === "signin") return `${since} ${text("signin")}`;
  return item.tries ? `${since} ${text("again")}` : since;
}

function amount(item) {
  const bytes = item.photos.filter(open).reduce((sum, photo) => sum + photo.size, 0);
  const sent = item.photos.filter(open).reduce((sum, photo) => sum + (progress.get(photo.hash) ?? photo.sent), 0);
  if (!bytes) return null;
  const bar = document.createElement("progress");
  bar.max = bytes;
  bar.value = sent;
  bar.setAttribute("aria-label", text("progress"));
  return bar;
}

async function entry(item) {
  const content = await contentOf(item).catch(() => null);
  const made = document.createElement("li");
  made.className = "card";
  made.dataset.item = item.id;
  made.dataset.state = item.state;
  made.append(paragraph(content?.label || content?.fields?.text?.slice(0, 90) || text("unnamed"), "strong"), paragraph(standing(item)));
  const bar = amount(item);
  if (bar) made.append(bar);
  for (const photo of item.photos.filter((one) => one.refused)) made.append(paragraph(`${text("photo")} ${photo.refused}`, "error"));
  const row = document.createElement("div");
  row.className = "buttons";
  if (content?.receipt) made.append(paragraph(text("receipt")), paragraph(content.receipt.replace(/(.{4})(?=.)/g, "$1 "), "receipt"));
  row.append(...deeds(item, content));
  made.append(row);
  return made;
}

/* Throwing away takes two taps, and the second one says what it does: nothing typed is lost by one finger. */
function deeds(item, content) {
  if (content?.receipt) return item.photos.some(open) ? [] : [button("noted", () => remove(item.id))];
  if (asked === item.id) return [button("surely", () => remove(item.id)), button("keep", () => ask(item, false), "plain")];
  const discard = button("discard", () => ask(item, true), "plain");
  return item.kind === "report" ? [button("mend", () => mend(item, content)), discard] : [discard];
}

function ask(item, isAsked) {
  asked = isAsked ? item.id : null;
  wanted = { item: item.id, deed: isAsked ? "surely" : "discard" };
  return draw();
}

async function mend(item, content) {
  await change(item.id, { held_until: Date.now() + HELD_MS });
  const asked = new CustomEvent("kondusif:mend", { cancelable: true, detail: { item, content } });
  if (document.dispatchEvent(asked)) location.href = `${item.where}?antrean=${item.id}`;
}

/* Whoever walks by keyboard stands, in the new list, where he stood in the old one. */
function replaceList(list) {
  const ul = box.querySelector("ul");
  const held = ul.contains(document.activeElement) ? document.activeElement : null;
  const here = wanted ?? { item: held?.closest("li")?.dataset.item, deed: held?.dataset.deed };
  wanted = null;
  ul.replaceChildren(...list);
  ul.querySelector(`[data-item="${CSS.escape(here.item ?? "")}"] [data-deed="${here.deed}"]`)?.focus({ preventScroll: true });
}

export async function draw() {
  const turn = ++drawing;
  const person = box.dataset.person || null;
  const all = (await everything()).filter((item) => item.state !== "gone");
  const mine = all.filter((item) => !item.person || item.person === person);
  const list = await Promise.all(mine.slice(0, 50).map(entry));
  await released(box.querySelector("ul"));
  if (turn !== drawing) return;
  const unsent = all.filter((item) => item.state !== "sent").length;
  box.hidden = !all.length;
  box.querySelector("[data-count]").textContent = unsent ? text("count").replace("{n}", unsent) : text("none");
  const others = all.length - mine.length;
  const more = mine.length - list.length;
  if (others) list.push(Object.assign(document.createElement("li"), { textContent: text("others").replace("{n}", others) }));
  if (more > 0) list.push(Object.assign(document.createElement("li"), { textContent: text("more").replace("{n}", more) }));
  replaceList(list);
  box.querySelector("[data-send]").hidden = !unsent && !all.some((item) => item.photos.some(open));
  document.documentElement.dataset.unsent = String(unsent);
}

let soon = 0;
function drawSoon() {
  clearTimeout(soon);
  soon = setTimeout(() => draw().catch(() => {}), PATIENCE_MS); // the store may be gone; what is sent goes on
}

function tell({ sent, photo, item }) {
  const hash = photo?.hash ?? item?.photos.find(open)?.hash;
  if (sent !== undefined && hash) progress.set(hash, sent);
}

export async function sendNow(options = {}) {
  clearTimeout(timer);
  try { return await flush({ now: true, ...options, tell }); } finally { await again(); drawSoon(); }
}

async function again() {
  clearTimeout(timer);
  const wait = await nextDue().catch(() => null);
  if (wait !== null) timer = setTimeout(async () => { await flush({ tell }).catch(() => []); again(); }, wait);
}

if (box) {
  onChange(drawSoon);
  const send = () => sendNow().catch(() => {}); // nothing is lost: the list says what still waits
  box.querySelector("[data-send]").addEventListener("click", send);
  window.addEventListener("online", send);
  document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && send());
  draw().then(() => sendNow()).catch(() => {}); // a browser that keeps nothing sends the ordinary way
}
