/* The clerk's list without signal. Every tick is first kept in this browser, then sent; what the server has
   confirmed is forgotten. Each tick carries its own id, so sending twice stores once; a reload loses nothing. */

import { keepPage } from "../js/kept.js";

const list = document.querySelector("[data-roll]");
const words = document.querySelector("[data-words]").dataset;
const unsent = document.querySelector("p[data-unsent]");
const KEY = `kondusif:hadir:${list.dataset.roll}:${list.dataset.person}`; // a device may be shared: nobody sends another's ticks
const TRY_MS = 10000;
const BOUNCE_MS = 600; // a finger that taps twice means one tick, not a tick and its taking back
const tapped = new WeakMap();
let sending = false;

let unkept = null; // where a browser keeps nothing, a tick is held on this page and sent all the same

function kept() {
  if (unkept) return unkept;
  try { return JSON.parse(localStorage.getItem(KEY) || "[]"); } catch { return []; }
}

function keep(notes) {
  try {
    if (notes.length) localStorage.setItem(KEY, JSON.stringify(notes));
    else localStorage.removeItem(KEY);
    unkept = null;
  } catch { unkept = notes; }
}

const newId = () => crypto.randomUUID?.() ?? "10000000-1000-4000-8000-100000000000".replace(/[018]/g, (c) =>
  (Number(c) ^ (crypto.getRandomValues(new Uint8Array(1))[0] & (15 >> (Number(c) / 4)))).toString(16));

function lineOf(note) {
  return list.querySelector(`[data-line="${CSS.escape(note.invitee)}"]`);
}

/* How a line looks with this tick: told as kept until the server has it. */
function show(note, waiting, refusal = "") {
  const line = lineOf(note);
  if (!line) return;
  line.classList.toggle("waiting", waiting);
  const told = line.querySelector("[data-told]");
  const clock = new Date(note.at).toLocaleTimeString("id", { hour: "2-digit", minute: "2-digit" });
  const state = (note.present ? words.present : words.undone) + (waiting ? words.kept : "");
  told.textContent = refusal ? `${words.refused}: ${refusal}` : `${note.present ? "✓ " : ""}${state} · ${clock}`;
  const button = line.querySelector("button");
  button.firstChild.textContent = note.present && !refusal ? words.undo : words.tick;
  if (note.present && !refusal) line.dataset.mark = note.client_id; else delete line.dataset.mark;
}

function count() {
  const n = kept().length;
  unsent.hidden = n === 0;
  const told = unsent.querySelector("[data-unsent-one]").dataset;
  unsent.querySelector("[data-unsent-one]").textContent = n === 1 ? told.unsentOne : told.unsentMany.replace("{n}", n);
}

function settle(done) {
  const ids = new Map(done.map((d) => [d.id, d]));
  for (const note of kept().filter((n) => ids.has(n.client_id))) {
    const { result, sentence } = ids.get(note.client_id);
    show(note, false, result === "refused" ? sentence : "");
  }
}

async function send() {
  const notes = kept();
  if (sending || !notes.length) return;
  sending = true;
  try {
    const answer = await fetch(list.dataset.sync, {
      method: "POST",
      credentials: "same-origin",
      headers: { "Content-Type": "application/json", "X-CSRFToken": list.dataset.token },
      body: JSON.stringify({ notes }),
    });
    if (answer.ok && !answer.redirected) {
      settle((await answer.json()).done);
      const gone = new Set(notes.map((n) => JSON.stringify(n)));
      keep(kept().filter((n) => !gone.has(JSON.stringify(n))));
      await freshPicture();
      keepHere().catch(() => {}); // whoever ticks on does not wait for it
    }
  } catch { /* no signal: everything stays kept */ }
  sending = false;
  count();
}

/* The list opens without a signal too: this page, as the server shows it now, is kept for who is signed in. */
async function keepHere() {
  if (!("serviceWorker" in navigator)) return;
  await navigator.serviceWorker.register(list.dataset.worker);
  if (await keepPage(location.pathname, list.dataset.person)) list.dataset.kept = "yes";
}

/* The picture of who is missing is the server's; it is fetched anew when something arrived there. */
async function freshPicture() {
  const answer = await fetch(location.href, { credentials: "same-origin" });
  if (!answer.ok || answer.redirected) return;
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").getElementById("gambar");
  if (fresh) document.getElementById("gambar").replaceChildren(...fresh.childNodes);
}

list.addEventListener("submit", (event) => {
  event.preventDefault();
  const line = event.target.closest("[data-line]");
  const before = tapped.get(line) ?? -Infinity;
  tapped.set(line, event.timeStamp);
  if (event.timeStamp - before < BOUNCE_MS) return;
  const present = !line.dataset.mark;
  const note = { client_id: line.dataset.mark || newId(), invitee: line.dataset.line, at: new Date().toISOString(), present };
  keep([...kept(), note]);
  show(note, true);
  count();
  send();
});

for (const note of kept()) show(note, true);
count();
send();
addEventListener("online", send);
setInterval(send, TRY_MS);
unsent.querySelector("[data-send-now]").addEventListener("click", send);

keepHere().catch(() => {}); // an old phone: the ticks are kept all the same

const finder = document.querySelector("[data-finder]");
finder.hidden = false;
finder.querySelector("input").addEventListener("input", (event) => {
  const wanted = event.target.value.toLowerCase();
  for (const line of list.children) line.hidden = !line.querySelector(".who").textContent.toLowerCase().includes(wanted);
});
