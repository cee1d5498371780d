/* The app's first page: says whether there is a signal, and opens an officer's provisions with the PIN. */

import { keep, newId } from "../js/outbox.js";
import { bytesOf, unbase64 } from "../people/hpke.js";
import { askPasskey, unwrapWith } from "../people/passkey.js";
import { leaseHere, openShown, openWith, stillHeld } from "./vault.js";

const line = document.querySelector("[data-offline-now]");
const box = document.querySelector("[data-provisions]");
const LOOK_MS = 30000;
const DRAWING = "http://www.w3.org/2000/svg";
let person = null;

/* A phone that believes in its line may still reach nothing: where this page stands in the place of another, none was reached. */
function look() { line.hidden = navigator.onLine && location.pathname === line.dataset.offlineNow; }

function make(name, words = "", kind = "") {
  return Object.assign(document.createElement(name), { textContent: words, className: kind });
}

function shape(name, attributes) {
  const made = document.createElementNS(DRAWING, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  return made;
}

const rings = ({ type, coordinates }) => (type === "Polygon" ? coordinates : type === "MultiPolygon" ? coordinates.flat() : []);

function drawn(item) {
  const areas = item.areas.features.map((feature) => ({ name: feature.properties?.name ?? "", code: feature.properties?.code ?? feature.id, rings: rings(feature.geometry ?? {}) }));
  const points = areas.flatMap((area) => area.rings.flat());
  if (!points.length) return make("p", "");
  const [xs, ys] = [points.map(([x]) => x), points.map(([, y]) => -y)];
  const [left, top] = [Math.min(...xs), Math.min(...ys)];
  const scale = 300 / Math.max(Math.max(...xs) - left, Math.max(...ys) - top, 1e-6);
  const svg = shape("svg", { viewBox: "-4 -4 308 308", role: "img", "aria-label": item.title, width: "100%" });
  for (const area of areas) {
    const d = area.rings.map((ring) => `M${ring.map(([x, y]) => `${((x - left) * scale).toFixed(1)} ${((-y - top) * scale).toFixed(1)}`).join("L")}Z`).join("");
    const path = shape("path", { d, fill: item.own.some((own) => String(area.code).startsWith(own)) ? "#e2efef" : "#ffffff", stroke: "#7d8a94", "stroke-width": "1" });
    path.append(Object.assign(shape("title", {}), { textContent: area.name }));
    svg.append(path);
  }
  return svg;
}

function taskForm(item) {
  const form = document.createElement("form");
  const id = `catatan-${item.id}`;
  const label = Object.assign(make("label", box.dataset.tnote), { htmlFor: id });
  const words = Object.assign(document.createElement("textarea"), { id, name: "note", rows: 2, maxLength: 4000, required: true });
  const told = make("p");
  told.setAttribute("role", "status");
  const save = make("button", box.dataset.tsave, "button");
  form.append(label, words, save, told);
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const key = newId();
    save.disabled = true; // a second tap while the disk writes means the same note
    try {
      await keep({ id: key, kind: "task", person, case: item.id, where: item.note }, { fields: { note: words.value, client_id: key }, label: item.title });
      words.value = "";
      told.textContent = box.dataset.tkept;
    } catch { told.textContent = box.dataset.tfull; }
    save.disabled = false;
  });
  return form;
}

function card(item) {
  const made = make("li", "", "card");
  made.append(item.url ? Object.assign(make("a", item.title, "strong"), { href: item.url }) : make("p", item.title, "strong"));
  for (const words of (item.lines ?? []).filter(Boolean)) made.append(make("p", words));
  for (const number of item.numbers ?? []) made.append(Object.assign(make("a", number, "button"), { href: `tel:${number.replace(/[^+\d]/g, "")}` }));
  if (item.kind === "map") made.append(drawn(item));
  if (item.note) made.append(taskForm(item));
  return made;
}

function show(items) {
  const place = box.querySelector("[data-items]");
  place.replaceChildren();
  for (const kind of ["task", "form", "contact", "map", "situation"]) {
    const some = items.filter((item) => item.kind === kind);
    if (!some.length) continue;
    const list = make("ul", "", "results");
    list.append(...some.map(card));
    place.append(make("h3", box.dataset[`t${kind}`]), list);
  }
}

function lock(words = "") {
  box.querySelector("[data-items]").replaceChildren();
  box.querySelector("form").hidden = Boolean(words);
  box.querySelector("[data-told]").textContent = words;
}

async function open(event) {
  event.preventDefault();
  const pin = event.target.elements.pin;
  const told = box.querySelector("[data-told]");
  told.textContent = box.dataset.topening;
  const typed = pin.value;
  pin.value = "";
  if (!await stillHeld()) return lock(box.dataset.tgone);
  const found = await openWith(typed);
  if (found.state === "gone") return lock(box.dataset[found.why === "tries" ? "ttries" : "tgone"]);
  if (found.state === "wrong") { told.textContent = box.dataset.twrong.replace("{n}", found.left); pin.focus(); return undefined; }
  return shown(found);
}

async function openByPasskey() {
  const told = box.querySelector("[data-told]");
  if (!await stillHeld()) return lock(box.dataset.tgone);
  const found = await openShown(async (kept) => unwrapWith(await askPasskey([unbase64(kept.credential)]), kept, bytesOf("bekal")));
  if (found.state === "gone") return lock(box.dataset.tgone);
  if (found.state === "declined") { told.textContent = box.dataset.tdeclined; return undefined; }
  return shown(found);
}

function shown(found) {
  person = found.person;
  box.querySelector("[data-told]").textContent = "";
  box.querySelector("form").hidden = true;
  show(found.items);
}

async function watch() {
  const held = await leaseHere();
  if (held && !await stillHeld()) lock(box.dataset.tgone);
}

if (line) {
  for (const name of ["online", "offline"]) window.addEventListener(name, look);
  look();
}
if (box && globalThis.crypto?.subtle && "indexedDB" in window) {
  leaseHere().then((lease) => {
    if (!lease) return;
    box.hidden = false;
    box.querySelector("form").addEventListener("submit", open);
    const shows = box.querySelector("[data-by-passkey]");
    shows.hidden = !lease.passkey;
    for (const part of box.querySelectorAll("form .field, form button.primary")) part.hidden = !lease.wrapped;
    shows.addEventListener("click", openByPasskey);
    watch();
    setInterval(watch, LOOK_MS);
    window.addEventListener("online", watch);
    // Shown again by "back", perhaps to somebody else: what was open is asked for anew.
    window.addEventListener("pageshow", (event) => { if (event.persisted) lock(); });
  }).catch(() => {});
}
