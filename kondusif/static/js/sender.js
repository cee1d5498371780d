/* Sends what the outbox holds: texts first in the order of typing, photos after in chunks that can be taken up
   again. The same key goes with every try, so that an answer lost on the way back does no harm. One page or the
   service worker sends at a time. */

import { firstThatDoes, prefixOf } from "./hashcash.js";
import { change, contentOf, dropPhoto, everything, keep, one, photoBytes, recall, remember, remove } from "./outbox.js";
import { askedUntil, endAfter, isOver, LONGEST_WAIT_MS, waitAfter } from "./patience.js";

const TEXT_MS = 20000;
const CHUNK_MS = 40000;
const CHUNKS = [16384, 65536, 262144];
const AGAIN_MS = 400;
const HEAR_EVERY_MS = 60000;
const GIVE_UP_AFTER = 3;
const FRESH = { tries: 0, next_at: 0, asked_until: 0 }; // something got through: its patience begins anew
const TOKEN = "/harian/tanda";
const PHOTO = "/laporan/foto";
const SUM = "/static/reports/sum.js";
const SUM_STEP = 512;
const SUM_SLICE_MS = 12;
let chunk = 1;
let heardAt = -Infinity;

class Later extends Error {
  constructor(why, askedMs = 0) {
    super(why);
    this.askedMs = askedMs;
  }
}

/* A page of a hotel's gate also answers 200: only our own words count. */
async function ask(address, options, patience) {
  let answer;
  try {
    answer = await fetch(address, {
      credentials: "same-origin", redirect: "manual", cache: "no-store", signal: endAfter(patience), ...options,
      headers: { Accept: "application/json", ...options.headers },
    });
  } catch { throw new Later("line"); }
  if (answer.type === "opaqueredirect") throw new Later("signin"); // the door sends whoever is not signed in elsewhere
  const isOurs = (answer.headers.get("Content-Type") ?? "").startsWith("application/json");
  const words = isOurs ? await answer.json().catch(() => { throw new Later("line"); }) : null;
  await hear(answer);
  if (answer.status === 429 && words?.work) return { status: 429, words };
  if (answer.status >= 500 || answer.status === 429 || answer.status === 408) throw new Later("busy", 1000 * Number(answer.headers.get("Retry-After")) || 0);
  if (!isOurs || words === null || typeof words !== "object") throw new Later(answer.status === 403 ? "signin" : "foreign");
  return { status: answer.status, words };
}

/* What the server's clock said when, by this phone's: lets a wrong clock be found out later. */
async function hear(answer) {
  const server = Date.parse(answer.headers.get("Date") ?? "");
  if (!server || performance.now() - heardAt < HEAR_EVERY_MS) return;
  heardAt = performance.now();
  await remember("heard", { server: new Date(server).toISOString(), phone: new Date().toISOString() }).catch(() => {});
}

export const heard = () => recall("heard");

async function session() {
  const { status, words } = await ask(TOKEN, {}, TEXT_MS);
  if (status !== 200 || !words.csrf) throw new Later("signin");
  return words;
}

/* In the service worker, and where a browser knows no workers of this kind: in slices, so that nothing stands still. */
async function summedInSlices({ token, bits }) {
  const prefix = await prefixOf(token);
  for (let n = 0, until = performance.now() + SUM_SLICE_MS; ; n += SUM_STEP) {
    const found = firstThatDoes(prefix, bits, n, SUM_STEP);
    if (found >= 0) return String(found);
    if (performance.now() < until) continue;
    await new Promise((resolve) => { setTimeout(resolve); });
    until = performance.now() + SUM_SLICE_MS;
  }
}

function summedApart(work) {
  return new Promise((resolve, reject) => {
    const worker = new Worker(SUM, { type: "module" });
    const end = (deed) => (event) => { worker.terminate(); deed(event); };
    worker.onmessage = (event) => { if (event.data.answer) end(() => resolve(event.data.answer))(); };
    worker.onerror = end(reject);
    worker.postMessage(work);
  });
}

async function summed(work) {
  if (!globalThis.crypto?.subtle) throw new Later("busy"); // no secure page: then it waits like whoever cannot calculate
  if (typeof Worker === "undefined") return summedInSlices(work);
  return summedApart(work).catch(() => summedInSlices(work));
}

async function sendText(item, csrf, shown) {
  const content = await contentOf(item);
  const post = (more) => {
    const fields = { ...content.fields, client_id: item.id, sent_at: new Date().toISOString(), ...(shown && { shown: "1" }), ...more };
    return ask(item.where, { method: "POST", body: new URLSearchParams(fields), headers: csrf ? { "X-CSRFToken": csrf } : {} }, TEXT_MS);
  };
  let { status, words } = await post({});
  if (status === 429) { // very many send: a sum first, then on
    await change(item.id, { why: "work" });
    ({ status, words } = await post({ work_token: words.work.token, work_answer: await summed(words.work) }));
  }
  if (status === 429) throw new Later("busy");
  if (status < 300 && (words.receipt || words.stored || words.ok)) return settle(item, content, words);
  if (status === 409 && item.changed) {
    // The first wording had arrived after all: the changed one goes as a further report of the same case.
    await change(item.id, { state: "gone" });
    return { again: true, item, content };
  }
  const why = words.problem || Object.values(words.faults ?? {}).flat().join(" ") || words.detail || String(status);
  await change(item.id, { state: "refused", why, faults: words.faults ?? null });
  return { refused: true };
}

async function settle(item, content, words) {
  const rest = item.photos.filter((photo) => !photo.done).length;
  const said = { receipt: words.receipt ?? "", said: words.said ?? words.ok ?? "", label: content.label ?? "", keys: content.keys ?? {} };
  if (!rest && !words.receipt) await remove(item.id);
  else await change(item.id, { state: "sent", sent_at: new Date().toISOString(), why: "", ...FRESH }, said);
  return { sent: true, words };
}

async function sendPhoto(item, photo, tell, shown) {
  const bytes = await photoBytes(item.id, photo.hash);
  const keys = (await contentOf(item)).keys?.[photo.hash];
  if (!bytes || !keys) return { ...photo, done: true, refused: "lost" };
  let sent = photo.sent;
  let stuck = 0;
  while (sent < photo.size) {
    const part = bytes.slice(sent, sent + CHUNKS[chunk]);
    let reply;
    try {
      reply = await ask(PHOTO, {
        method: "POST", body: part,
        headers: {
          "Content-Type": "application/octet-stream", "X-Report": item.id, "X-Photo": photo.hash, "X-Size": String(photo.size),
          "X-Offset": String(sent),
        },
      }, CHUNK_MS);
    } catch (later) {
      chunk = Math.max(0, chunk - 1);
      throw later;
    }
    if (reply.status >= 300) return { ...photo, done: true, refused: reply.words.problem ?? String(reply.status) };
    stuck = reply.words.offset > sent ? 0 : stuck + 1;
    if (stuck > 3) throw new Later("busy");
    sent = reply.words.offset;
    chunk = Math.min(CHUNKS.length - 1, chunk + 1);
    await note(item.id, { ...photo, sent });
    tell({ item, sent, size: photo.size });
  }
  const { status, words } = await ask(`${PHOTO}/selesai`, {
    method: "POST", headers: { "Content-Type": "application/json" },
    body: JSON.stringify({
      client_id: item.id, photo: photo.hash, shown, ...(keys[1] === null ? { sealed_key: keys[0] } : { key: keys[0], iv: keys[1] }),
    }),
  }, CHUNK_MS);
  if (status === 409 && words.offset === 0) { await note(item.id, { ...photo, sent: 0 }); throw new Later("busy"); }
  return { ...photo, sent, done: true, refused: status < 300 ? words.refused ?? "" : words.problem ?? String(status) };
}

async function note(id, photo) {
  const item = await one(id);
  if (item) await change(id, { ...FRESH, photos: item.photos.map((other) => (other.hash === photo.hash ? photo : other)) });
}

async function postpone(item, later) {
  const tries = item.tries + 1;
  await change(item.id, { tries, next_at: Date.now() + waitAfter(tries, later.askedMs), asked_until: askedUntil(Date.now(), later.askedMs), why: later.message === "line" ? "" : later.message });
}

/* An impatient *now* skips the waits that we chose ourselves, never one that the server asked for. */
const isDue = (item, now) => isOver((now ? item.asked_until : item.next_at) ?? 0, Date.now());

/* Two in a row that did not get through are no trouble of their own: the whole queue waits, and longer each time. */
async function pause(later) {
  const tries = ((await recall("pause"))?.tries ?? 0) + 1;
  await remember("pause", { tries, until: Date.now() + waitAfter(tries, later.askedMs), asked: askedUntil(Date.now(), later.askedMs) }).catch(() => {});
}

const goOn = async () => { if (await recall("pause")) await remember("pause", null); };

/* Whoever failed most goes last, so that what the server always fails on stops nobody else; a case stays in its order. */
async function inTurn() {
  const all = await everything();
  const tries = {};
  for (const item of all) tries[item.case] = Math.max(tries[item.case] ?? 0, item.tries);
  return all.sort((a, b) => tries[a.case] - tries[b.case] || a.n - b.n);
}

/* Twice at once before anybody waits: most lost lines are back at the next try. */
async function insistently(work) {
  for (let n = 1; ; n += 1) {
    try { return await work(); } catch (trouble) {
      if (!(trouble instanceof Later) || trouble.message !== "line" || n >= GIVE_UP_AFTER || navigator.onLine === false) throw trouble;
      await new Promise((resolve) => { setTimeout(resolve, AGAIN_MS * n); });
    }
  }
}

async function texts(now, tell, shown) {
  const blocked = new Set();
  const done = [];
  let who = null;
  let lost = 0;
  for (const stale of await inTurn()) {
    const item = await one(stale.id);
    if (!item || item.state !== "waiting") continue;
    if (blocked.has(item.case)) continue;
    if (item.held_until > Date.now() || !isDue(item, now)) { blocked.add(item.case); continue; }
    try {
      if (item.person) {
        who ??= await session();
        if (who.person !== item.person) { blocked.add(item.case); continue; } // nobody sends under another's name
      }
      await change(item.id, { tried: true });
      const outcome = await insistently(() => sendText(item, item.person && who.csrf, shown.has(item.id)));
      if (outcome.again) await keepOn(outcome);
      if (outcome.sent) done.push({ item, words: outcome.words });
      lost = 0;
      await goOn();
      tell({ item, ...outcome });
    } catch (later) {
      if (!(later instanceof Later)) throw later;
      blocked.add(item.case);
      await postpone(item, later);
      if (later.message === "signin") { who = null; continue; }
      lost += 1;
      if (lost < 2) continue;
      await pause(later);
      break;
    }
  }
  return done;
}

async function keepOn({ item, content }) {
  await keep({ kind: item.kind, where: item.where, person: item.person, case: item.case, typed_at: item.typed_at }, content);
  await remove(item.id);
}

async function photos(now, tell, shown) {
  for (const stale of await everything()) {
    for (const photo of stale.photos.filter((one_) => !one_.done)) {
      const item = await one(stale.id);
      if (!item || item.state !== "sent" || !isDue(item, now)) break;
      try {
        const after = await insistently(async () => {
          const known = (await one(item.id))?.photos.find((other) => other.hash === photo.hash);
          return known && sendPhoto(item, known, tell, shown.has(item.id));
        });
        if (!after) break; // taken off the phone meanwhile
        await note(item.id, after);
        await dropPhoto(item.id, photo.hash);
        tell({ item, photo: after });
      } catch (later) {
        if (!(later instanceof Later)) throw later;
        await postpone(item, later);
        if (later.message === "line") return;
        break;
      }
    }
  }
}

/* Send what is due, or with *now* everything. *shown* holds the ids whose receipt the next page shows. */
export function flush({ now = false, tell = () => {}, shown = new Set() } = {}) {
  const work = async () => {
    const paused = await recall("pause");
    if (!isOver((now ? paused?.asked : paused?.until) ?? 0, Date.now())) return [];
    const done = await texts(now, tell, shown);
    await photos(now, tell, shown);
    return done;
  };
  // A browser without locks sends all the same: the server stores nothing twice.
  if (!navigator.locks) return work();
  return navigator.locks.request("kondusif-kirim", { ifAvailable: !now }, (lock) => (lock ? work() : []));
}

/* How long until something is due again, or null where nothing waits. */
export async function nextDue() {
  const waiting = (await everything()).filter((item) => item.state === "waiting" || (item.state === "sent" && item.photos.some((photo) => !photo.done)));
  if (!waiting.length) return null;
  const first = Math.max(Math.min(...waiting.map((item) => item.next_at)), (await recall("pause"))?.until ?? 0);
  return Math.max(1000, Math.min(first, Date.now() + LONGEST_WAIT_MS) - Date.now());
}
