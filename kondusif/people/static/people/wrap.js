/* A private key under a member's own passphrase, and the opened key kept in this browser for half an hour. */

import { base64, importPrivate, unbase64 } from "./hpke.js";

export const ITERATIONS = 600000;
export const SHORTEST = 15;
const LEASE_MS = 30 * 60 * 1000;
const STORE = "kondusif-kunci";

async function wrapping(passphrase, salt, iterations) {
  const typed = new TextEncoder().encode(passphrase.normalize("NFKC"));
  const base = await crypto.subtle.importKey("raw", typed, "PBKDF2", false, ["deriveKey"]);
  const way = { name: "PBKDF2", hash: "SHA-256", salt, iterations };
  return crypto.subtle.deriveKey(way, base, { name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
}

export async function wrap(raw, passphrase, publicKey) {
  const salt = crypto.getRandomValues(new Uint8Array(16));
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const key = await wrapping(passphrase, salt, ITERATIONS);
  const wrapped = new Uint8Array(await crypto.subtle.encrypt({ name: "AES-GCM", iv, additionalData: unbase64(publicKey) }, key, raw));
  return { salt: base64(salt), nonce: base64(iv), wrapped: base64(wrapped), iterations: ITERATIONS };
}

/* The private key's bytes; throws where the passphrase is another. */
export async function unwrap(grant, passphrase) {
  const key = await wrapping(passphrase, unbase64(grant.salt), grant.iterations);
  const way = { name: "AES-GCM", iv: unbase64(grant.nonce), additionalData: unbase64(grant.public) };
  return new Uint8Array(await crypto.subtle.decrypt(way, key, unbase64(grant.wrapped)));
}

function store(mode, work) {
  return new Promise((resolve, reject) => {
    const asking = indexedDB.open(STORE, 1);
    asking.onupgradeneeded = () => asking.result.createObjectStore("open", { keyPath: "id" });
    asking.onerror = () => reject(asking.error);
    asking.onsuccess = () => {
      const turn = asking.result.transaction("open", mode);
      const request = work(turn.objectStore("open"));
      turn.oncomplete = () => { asking.result.close(); resolve(request.result); };
      turn.onabort = () => { asking.result.close(); reject(turn.error); };
    };
  });
}

/* What lies in the browser can be used for a while, but no script can read it out. */
export async function keepOpen(grant, raw) {
  const pair = { privateKey: await importPrivate(raw), publicKey: unbase64(grant.public) };
  await store("readwrite", (s) => s.put({ id: grant.key, pair, person: grant.person, until: Date.now() + LEASE_MS })).catch(() => {});
  return pair;
}

export async function stillOpen(grant) {
  const found = await store("readonly", (s) => s.get(grant.key)).catch(() => null);
  // A clock that was put back opens nothing longer than the lease either.
  if (found && found.until > Date.now() && found.until <= Date.now() + LEASE_MS && found.person === grant.person) return found.pair;
  if (found) await store("readwrite", (s) => s.delete(grant.key)).catch(() => {}); // over, or another's: it lies here no longer
  return null;
}

export const shut = () => store("readwrite", (s) => s.clear()).catch(() => {});
