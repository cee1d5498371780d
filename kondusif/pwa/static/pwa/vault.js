/* Provisions of an officer, sealed on this device. A random key seals each item; that key lies here only wrapped
   under a PIN that is never kept, or a passkey, or each of both. Too many wrong PINs, an end of the lease, or a clock set back: all is thrown away.
   Used by pages and, pasted into it, by the service worker. */

import { endAfter } from "../js/patience.js";

const VAULT = "kondusif-bekal";
const ROUNDS = 600000;
const TRIES = 10;
const LEASE_DOOR = "/luring/sewa";
const BACKWARDS_MS = 120000;
let vaultOpening = null;

function openVault() {
  vaultOpening ??= new Promise((resolve, reject) => {
    const asking = indexedDB.open(VAULT, 1);
    asking.onupgradeneeded = () => {
      asking.result.createObjectStore("lease");
      asking.result.createObjectStore("items", { autoIncrement: true });
    };
    asking.onerror = () => { vaultOpening = null; reject(asking.error); };
    asking.onsuccess = () => {
      asking.result.onclose = () => { vaultOpening = null; };
      asking.result.onversionchange = () => { vaultOpening = null; asking.result.close(); };
      resolve(asking.result);
    };
  });
  return vaultOpening;
}

async function vaultTurn(mode, work) {
  const database = await openVault();
  return new Promise((resolve, reject) => {
    const turn = database.transaction(["lease", "items"], mode, { durability: "strict" });
    const outcome = work(turn);
    turn.oncomplete = () => resolve(outcome instanceof IDBRequest ? outcome.result : outcome);
    turn.onabort = turn.onerror = () => reject(turn.error);
  });
}

export const leaseHere = () => vaultTurn("readonly", (turn) => turn.objectStore("lease").get("lease"));

/* In one turn, so that a lease thrown away or renewed meanwhile by another page is not put back; resolves to what was there. */
const changeLease = (change) => vaultTurn("readwrite", (turn) => {
  const store = turn.objectStore("lease");
  const asking = store.get("lease");
  asking.onsuccess = () => { if (asking.result) store.put({ ...asking.result, ...change(asking.result) }, "lease"); };
  return asking;
});

export async function wipeVault() {
  await vaultTurn("readwrite", (turn) => { turn.objectStore("lease").clear(); turn.objectStore("items").clear(); });
}

async function pinKey(pin, salt, uses) {
  const typed = await crypto.subtle.importKey("raw", new TextEncoder().encode(pin), "PBKDF2", false, ["deriveKey"]);
  return crypto.subtle.deriveKey({ name: "PBKDF2", hash: "SHA-256", salt, iterations: ROUNDS }, typed, { name: "AES-GCM", length: 256 }, false, uses);
}

/* *lock* wraps the key under a passkey; without one the PIN alone opens, and without a PIN the passkey alone. */
export async function fillVault(pin, { lease, person, now, expires_at: expiresAt, items }, lock = null) {
  const salt = crypto.getRandomValues(new Uint8Array(16));
  const raw = crypto.getRandomValues(new Uint8Array(32));
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const wrapped = pin ? await crypto.subtle.encrypt({ name: "AES-GCM", iv }, await pinKey(pin, salt, ["encrypt"]), raw) : null;
  const key = await crypto.subtle.importKey("raw", raw, "AES-GCM", false, ["encrypt"]);
  const passkey = lock ? await lock(raw) : null;
  raw.fill(0);
  const sealed = await Promise.all(items.map(async (item) => {
    const own = crypto.getRandomValues(new Uint8Array(12));
    return { iv: own, bytes: await crypto.subtle.encrypt({ name: "AES-GCM", iv: own }, key, new TextEncoder().encode(JSON.stringify(item))) };
  }));
  const offset = Date.parse(now) - Date.now(); // by the server's clock, whatever this one says
  await vaultTurn("readwrite", (turn) => {
    turn.objectStore("items").clear();
    for (const one of sealed) turn.objectStore("items").put(one);
    turn.objectStore("lease").put({ lease, person, salt, iv, wrapped, passkey, offset, expires: Date.parse(expiresAt), tries: 0, seen: Date.now() }, "lease");
  });
}

function hasRunOut(lease) {
  return Date.now() + lease.offset >= lease.expires || Date.now() < lease.seen - BACKWARDS_MS;
}

/* "open" with the items, "wrong" with the tries left, or "gone": run out, taken back, or too many tries. */
export async function openWith(pin) {
  const lease = await leaseHere();
  if (!lease) return { state: "gone" };
  if (hasRunOut(lease)) { await wipeVault(); return { state: "gone", why: "run out" }; }
  if (!lease.wrapped) return { state: "declined" };
  const before = await changeLease((one) => ({ tries: one.tries + 1 })); // counted before it is tried: a crash gives no try back
  if (!before) return { state: "gone" };
  const tries = before.tries + 1;
  try {
    const raw = await crypto.subtle.decrypt({ name: "AES-GCM", iv: lease.iv }, await pinKey(pin, lease.salt, ["decrypt"]), lease.wrapped);
    return await opened(raw, lease);
  } catch {
    if (tries < TRIES) return { state: "wrong", left: TRIES - tries };
    await wipeVault();
    await callHome(lease.lease, true).catch(() => {});
    return { state: "gone", why: "tries" };
  }
}

/* The same with a passkey: *unlock* gives the key's bytes of what was wrapped. Declining costs no try of the PIN. */
export async function openShown(unlock) {
  const lease = await leaseHere();
  if (!lease?.passkey) return { state: "gone" };
  if (hasRunOut(lease)) { await wipeVault(); return { state: "gone", why: "run out" }; }
  try { return await opened(await unlock(lease.passkey), lease); } catch { return { state: "declined" }; }
}

async function opened(raw, lease) {
  const key = await crypto.subtle.importKey("raw", raw, "AES-GCM", false, ["decrypt"]);
  new Uint8Array(raw).fill(0);
  await changeLease(() => ({ tries: 0, seen: Date.now() }));
  const rows = await vaultTurn("readonly", (turn) => turn.objectStore("items").getAll());
  const items = await Promise.all(rows.map(async ({ iv, bytes }) => JSON.parse(new TextDecoder().decode(await crypto.subtle.decrypt({ name: "AES-GCM", iv }, key, bytes)))));
  return { state: "open", items, person: lease.person, expires: lease.expires - lease.offset };
}

async function callHome(lease, wiped) {
  const answer = await fetch(LEASE_DOOR, {
    method: "POST", headers: { "Content-Type": "application/json", Accept: "application/json" }, body: JSON.stringify({ lease, wiped }),
    redirect: "error", cache: "no-store", signal: endAfter(8000),
  });
  if (!answer.ok) throw new Error(String(answer.status));
  return answer.json();
}

/* Asks whether the lease still runs, and throws all away if not. True while there is something to open. */
export async function stillHeld() {
  const lease = await leaseHere();
  if (!lease) return false;
  if (hasRunOut(lease)) { await wipeVault(); return false; }
  let told;
  try { told = await callHome(lease.lease, false); } catch { return true; } // no signal: the lease itself says how long
  if (told.runs === false) { await wipeVault(); return false; }
  return Boolean(await changeLease(() => ({ seen: Date.now() })));
}
