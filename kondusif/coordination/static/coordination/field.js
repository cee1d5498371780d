/* My tasks on a bad line. What is typed stays on this phone until the server has it; what could not be sent
   waits in the phone's outbox under the key the server stores it by, so that sending twice stores once. */

import { contentOf, everything, keep, newId, onChange, recall, remember, remove } from "../js/outbox.js";
import { flush, nextDue } from "../js/sender.js";

const KIND = "task", DRAFT_MS = 400;
const board = document.querySelector("[data-unsent]");
const person = board.dataset.person;
let own = [], timer = 0;

function clock(iso) {
  return new Date(iso).toLocaleString(document.documentElement.lang, { day: "numeric", month: "short", year: "numeric", hour: "2-digit", minute: "2-digit", timeZoneName: "short" });
}

async function look() {
  own = (await everything()).filter((item) => item.kind === KIND && item.person === person && item.state !== "sent"); // a phone may be shared
  tell();
}

function tell() {
  const waiting = own.filter((item) => item.state === "waiting");
  board.hidden = waiting.length === 0;
  if (!waiting.length) return;
  const words = waiting.length === 1 ? board.dataset.one : board.dataset.many;
  const why = waiting.some((item) => item.why === "signin") ? ` ${board.dataset.signedOut}` : "";
  board.textContent = words.replace("{n}", waiting.length).replace("{time}", clock(waiting[0].typed_at)) + why;
}

async function send(now = false) {
  clearTimeout(timer);
  try {
    await flush({ now, tell: ({ item, sent, refused }) => { if (item?.kind === KIND && (sent || refused)) settle(item, sent); } });
  } catch { /* nothing is lost: it is still kept */ }
  await look();
  await giveBack();
  const wait = await nextDue();
  if (wait !== null) timer = setTimeout(send, wait);
}

function settle(item, sent) {
  const form = document.querySelector(`form[data-field="${item.case}"]`);
  if (!form || !sent) return;
  form.querySelector("[data-status]").textContent = board.dataset.sent;
  if (item.isLast) form.querySelectorAll("button, textarea").forEach((control) => { control.disabled = true; });
}

/* What was not taken comes back where it was typed; where that is gone, it stands here to be copied. */
async function giveBack() {
  for (const item of own.filter((one) => one.state === "refused")) {
    const { fields } = await contentOf(item);
    const words = board.dataset.failed.replace("{why}", item.why);
    const form = document.querySelector(`form[data-field="${item.case}"]`);
    if (form && !form.elements.note.value) form.elements.note.value = fields.note;
    if (form && form.elements.note.value === fields.note) {
      form.querySelector("[data-status]").textContent = words;
      await remember(`task.${item.case}`, fields.note);
    } else {
      board.after(Object.assign(document.createElement("p"), { className: "note", textContent: `${words} “${fields.note}”` }));
      if (!form) continue; // kept until its task is seen again
    }
    await remove(item.id);
  }
}

async function take(form, event) {
  const button = event.submitter, note = form.elements.note;
  const isLast = Boolean(button?.hasAttribute("formaction"));
  const entry = {
    id: form.elements.client_id.value, kind: KIND, person, case: form.dataset.field, typed_at: new Date().toISOString(), isLast,
    where: new URL(isLast ? button.formAction : form.action).pathname, state: "waiting",
  };
  const fields = { note: note.value, client_id: entry.id };
  own.push(entry); // said at once; the disk follows within a few milliseconds
  try {
    await keep(entry, { fields, label: form.closest("article")?.querySelector("h2")?.textContent ?? "" });
  } catch {
    if (isLast) form.action = button.formAction; // what a form sends by itself knows no button
    return form.submit(); // then the form goes as it always did
  }
  form.elements.client_id.value = newId();
  note.value = "";
  await remember(`task.${entry.case}`, null).catch(() => {});
  form.querySelector("[data-status]").textContent = board.dataset.kept;
  tell();
  navigator.serviceWorker?.getRegistration().then((worker) => worker?.sync?.register("kondusif-kirim")).catch(() => {});
  return send(true);
}

/* What an earlier edition of this page left elsewhere on the phone. */
async function bringOver() {
  const OLD = "kondusif.tugas.antrean";
  for (const one of JSON.parse(localStorage.getItem(OLD) ?? "[]")) {
    await keep({ id: one.id, kind: KIND, person: one.person, case: one.task, typed_at: one.at, isLast: one.isLast, where: new URL(one.url, location.href).pathname }, { fields: one.fields, label: "" });
  }
  localStorage.removeItem(OLD);
}

for (const form of document.querySelectorAll("form[data-field]")) {
  const note = form.elements.note, draft = `task.${form.dataset.field}`;
  let typing = 0;
  form.elements.client_id.value ||= newId(); // a page that the phone kept has none
  recall(draft).then((kept) => { if (kept && !note.value) note.value = kept; });
  note.addEventListener("input", () => {
    clearTimeout(typing);
    typing = setTimeout(() => remember(draft, note.value || null).catch(() => {}), DRAFT_MS);
  });
  form.addEventListener("submit", (event) => {
    if (!note.value.trim() || !("indexedDB" in window)) return; // the browser or the server says so
    event.preventDefault();
    take(form, event);
  });
}
addEventListener("online", () => send(true));
document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && send(true));
onChange(look);
bringOver().catch(() => {}).then(() => send(true));
navigator.serviceWorker?.ready.then((ready) => ready.active.postMessage({
  keep: [location.pathname, ...performance.getEntriesByType("resource").map((r) => r.name).filter((n) => n.includes("/static/"))], person,
})).catch(() => {});
