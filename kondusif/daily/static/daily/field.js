/* The field's light forms outlive a lost signal: what is typed is kept on the phone at once, what is
   sent waits in the phone's outbox until the desk has answered for it. The same client id is sent again, so that
   the desk stores it once. Without this file the form is an ordinary form.

   <form data-field="situation" data-person="…" data-t-…="texts">
   <div data-kept hidden><ul></ul></div>  */

import { keepPage } from "../js/kept.js";
import { contentOf, everything, keep, newId, onChange, recall, remember, remove } from "../js/outbox.js";
import { flush, heard, nextDue } from "../js/sender.js";

const form = document.querySelector("form[data-field]");
const box = document.querySelector("div[data-kept]");
const DRAFT_MS = 400;
const said = [];
let timer = 0;
let typing = 0;
let keeping = false;

const text = (name) => form.dataset[`t${name}`] || "";
const draft = () => `${form.dataset.field}.${form.dataset.person}`;
const values = () => Object.fromEntries([...new FormData(form)].filter(([name]) => name !== "csrfmiddlewaretoken"));
const mine = (item) => item.kind === form.dataset.field && item.person === form.dataset.person;

function fill(kept, typed = new Set()) {
  for (const [name, value] of Object.entries(kept).filter(([one]) => !typed.has(one))) {
    for (const field of form.querySelectorAll(`[name="${CSS.escape(name)}"]`)) {
      if (field.type === "radio") field.checked = field.value === value;
      else if (name !== "client_id" && name !== "entered_at" && name !== "due_at") field.value = value;
    }
  }
}

function hour(iso) {
  return new Date(iso).toLocaleTimeString(document.documentElement.lang || "id", { hour: "2-digit", minute: "2-digit" });
}

async function show(tone = "good") {
  const waiting = (await everything()).filter((item) => mine(item) && item.state !== "sent");
  const lines = waiting.map((item) => ({
    words: item.state === "refused" ? text("refused").replace("{why}", item.why || text("trouble"))
      : `${text("waiting").replace("{hour}", hour(item.typed_at))}${item.why === "signin" ? ` ${text("signin")}` : ""}`,
    item: item.state === "refused" ? item : null,
  }));
  for (const words of said) lines.push({ words, item: null });
  box.hidden = !lines.length;
  box.className = `note ${waiting.length ? "caution" : tone}`;
  box.querySelector("ul").replaceChildren(...lines.map(line));
}

function line({ words, item }) {
  const made = document.createElement("li");
  made.textContent = words;
  if (item) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "button";
    button.textContent = text("mend");
    button.addEventListener("click", () => mend(item));
    made.append(" ", button);
  }
  return made;
}

async function mend(item) {
  fill((await contentOf(item)).fields);
  await remove(item.id);
  await show();
  form.querySelector("input:not([type=hidden]), textarea")?.focus();
}

async function send(now = false) {
  clearTimeout(timer);
  const tell = ({ item, sent, words }) => { if (sent && item && mine(item)) said.push(`${text("sent")} ${words.said || ""}`.trim()); };
  try { await flush({ now, tell }); } catch { /* nothing is lost: it is still kept */ }
  await show();
  const wait = await nextDue();
  if (wait !== null) timer = setTimeout(send, wait);
}

async function submit(event) {
  event.preventDefault();
  if (keeping || !form.reportValidity()) return; // a second tap while the disk writes means the same report
  keeping = true;
  try { await take(event); } finally { keeping = false; }
}

async function take(event) {
  const known = heard();
  const now = new Date().toISOString();
  const id = newId();
  const fields = { ...values(), client_id: id, entered_at: now };
  if (event.submitter?.name) fields[event.submitter.name] = event.submitter.value;
  try {
    const last = await known;
    if (last) Object.assign(fields, { heard_at: last.server, heard_phone_at: last.phone });
    await keep({ id, kind: form.dataset.field, person: form.dataset.person, where: form.dataset.where, case: form.dataset.field, typed_at: now }, { fields, label: document.title });
  } catch {
    const pressed = Object.assign(document.createElement("input"), { type: "hidden", name: event.submitter?.name ?? "", value: event.submitter?.value ?? "" });
    if (pressed.name) form.append(pressed);
    form.submit(); // a full or forbidden store: the form is then sent the ordinary way
    return;
  }
  said.length = 0;
  clearTimeout(typing);
  form.reset();
  await remember(draft(), null).catch(() => {});
  await show();
  box.scrollIntoView({ block: "center" });
  navigator.serviceWorker?.getRegistration().then((worker) => worker?.sync?.register("kondusif-kirim")).catch(() => {});
  send(true);
}

async function keepHere() {
  if (!("serviceWorker" in navigator)) return;
  if (await keepPage(form.dataset.where, form.dataset.person)) form.dataset.kept = "yes";
}

/* What an earlier edition of this page left elsewhere on the phone. */
async function bringOver() {
  const OLD = "kondusif.field.queue";
  const left = JSON.parse(localStorage.getItem(OLD) ?? "[]");
  for (const one of left) {
    await keep({ id: one.id, kind: one.kind, person: one.person, where: one.where, case: one.kind, typed_at: one.fields.entered_at }, { fields: one.fields, label: "" });
  }
  localStorage.removeItem(OLD);
}

async function begin(typed) {
  await bringOver().catch(() => {});
  const kept = await recall(draft());
  if (kept && !form.querySelector(".wrong") && !new URLSearchParams(location.search).has("perbaiki")) fill(kept, typed);
  await send(true);
}

if (form && box && "indexedDB" in window) {
  if (form.elements.client_id) form.elements.client_id.value ||= newId(); // a page that the phone kept has none
  const typed = new Set(); // a quick hand: the draft comes back around what was typed before it was read
  form.addEventListener("input", ({ target }) => {
    typed.add(target.name);
    clearTimeout(typing);
    typing = setTimeout(() => remember(draft(), values()).catch(() => {}), DRAFT_MS);
  });
  form.addEventListener("submit", submit);
  window.addEventListener("online", () => send(true));
  document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && send(true));
  onChange(() => show());
  begin(typed);
  keepHere().catch(() => {}); // an old phone: the outbox works all the same
}
