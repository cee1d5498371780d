/* What was typed on this phone and has not reached the server yet. Every entry is on disk before anybody is told
   that it is kept; its words are sealed under a key of this browser that no script can read out, its photos each
   under a key of their own. Used by pages and, pasted into it, by the service worker: no page is touched here. */

const OUTBOX = "kondusif-antrean";
const TURN = "kondusif-antrean-berubah";
let opening = null;

export const newId = () => crypto.randomUUID?.() ?? ([1e7] + -1e3 + -4e3 + -8e3 + -1e11).replace(/[018]/g, (c) =>
  (c ^ (crypto.getRandomValues(new Uint8Array(1))[0] & (15 >> (c / 4)))).toString(16));

function openOutbox() {
  opening ??= new Promise((resolve, reject) => {
    const asking = indexedDB.open(OUTBOX, 1);
    asking.onupgradeneeded = () => {
      asking.result.createObjectStore("items", { keyPath: "id" });
      asking.result.createObjectStore("photos", { keyPath: "key" });
      asking.result.createObjectStore("meta");
    };
    asking.onblocked = asking.onerror = () => { opening = null; reject(asking.error ?? new Error("blocked")); };
    asking.onsuccess = () => {
      asking.result.onclose = () => { opening = null; };
      asking.result.onversionchange = () => { opening = null; asking.result.close(); }; // else the other page waits for ever
      resolve(asking.result);
    };
  });
  return opening;
}

/* A browser may close the store behind our back (a phone woken up, data cleared): then it is opened once more. */
async function withOutbox(work) {
  try { return await work(await openOutbox()); } catch (trouble) {
    if (trouble?.name !== "InvalidStateError") throw trouble;
    opening = null;
    return work(await openOutbox());
  }
}

/* Resolves only when the disk has it: a phone may go dark the moment after. */
function write(stores, work) {
  return withOutbox((database) => new Promise((resolve, reject) => {
    const turn = database.transaction(stores, "readwrite", { durability: "strict" });
    let outcome;
    turn.oncomplete = () => resolve(outcome);
    turn.onabort = turn.onerror = () => reject(turn.error ?? new Error("aborted"));
    work(turn, (value) => { outcome = value; });
  }));
}

function read(store, ask) {
  return withOutbox((database) => new Promise((resolve, reject) => {
    const asking = ask(database.transaction(store).objectStore(store));
    asking.onsuccess = () => resolve(asking.result);
    asking.onerror = () => reject(asking.error);
  }));
}

/* What is on disk is kept, also where a browser cannot tell its other pages. */
function changed() {
  if (typeof BroadcastChannel === "undefined") return;
  const line = new BroadcastChannel(TURN);
  line.postMessage("changed");
  line.close();
}

export function onChange(hear) {
  if (typeof BroadcastChannel === "undefined") return null;
  const line = new BroadcastChannel(TURN);
  line.onmessage = hear;
  return line;
}

/* Without a secure page a browser gives no such key; then the words lie as they are, as in any form. */
async function deviceKey() {
  if (!crypto.subtle) return null;
  const known = await read("meta", (store) => store.get("key"));
  if (known) return known;
  const fresh = await crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
  return write("meta", (turn, give) => {
    const store = turn.objectStore("meta");
    const asking = store.get("key");
    asking.onsuccess = () => { // another page may have been quicker
      if (asking.result) return give(asking.result);
      store.put(fresh, "key");
      return give(fresh);
    };
  });
}

async function seal(content) {
  const key = await deviceKey();
  if (!key) return { plain: content };
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const bytes = new TextEncoder().encode(JSON.stringify(content));
  return { iv, bytes: await crypto.subtle.encrypt({ name: "AES-GCM", iv }, key, bytes) };
}

async function unseal(sealed) {
  if (!sealed) return null;
  if (sealed.plain !== undefined) return sealed.plain;
  const bytes = await crypto.subtle.decrypt({ name: "AES-GCM", iv: sealed.iv }, await deviceKey(), sealed.bytes);
  return JSON.parse(new TextDecoder().decode(bytes));
}

const hex = (buffer) => [...new Uint8Array(buffer)].map((byte) => byte.toString(16).padStart(2, "0")).join("");

/* A photo is sealed before it is kept, and travels as it lies here; its key goes last, when all of it has arrived. */
export async function sealPhoto(blob) {
  const plain = await blob.arrayBuffer();
  const raw = crypto.getRandomValues(new Uint8Array(32));
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const key = await crypto.subtle.importKey("raw", raw, "AES-GCM", false, ["encrypt"]);
  const bytes = await crypto.subtle.encrypt({ name: "AES-GCM", iv }, key, plain);
  return { hash: hex(await crypto.subtle.digest("SHA-256", bytes)), size: bytes.byteLength, key: hex(raw), iv: hex(iv), bytes };
}

/* A photo that only officers can open is sealed already, and goes as it is: *key* names the officers' key. */
export async function carriedPhoto(blob, key) {
  const bytes = await blob.arrayBuffer();
  return { hash: hex(await crypto.subtle.digest("SHA-256", bytes)), size: bytes.byteLength, key, iv: null, bytes };
}

/* Keep what was typed. *entry* is what sending needs to know: kind, where, person (none: anybody), case. */
export async function keep(entry, content) {
  const sealed = await seal(content);
  const item = {
    id: newId(), case: null, person: null, typed_at: new Date().toISOString(), state: "waiting", tries: 0, next_at: 0,
    held_until: 0, photos: [], ...entry, sealed,
  };
  item.case ??= item.id;
  await write(["items", "meta"], (turn) => {
    const meta = turn.objectStore("meta");
    const counting = meta.get("n");
    counting.onsuccess = () => {
      item.n ??= (counting.result ?? 0) + 1; // the order of typing; clocks jump, counters do not
      meta.put(Math.max(counting.result ?? 0, item.n), "n");
      turn.objectStore("items").put(item);
    };
  });
  changed();
  return item;
}

/* The photos of an entry that is kept already: text is safe before the first photo is tried. */
export async function keepPhotos(id, photos) {
  const item = await one(id);
  const content = { ...await unseal(item.sealed) };
  content.keys = Object.fromEntries(photos.map((photo) => [photo.hash, [photo.key, photo.iv]]));
  const sealed = await seal(content);
  await write(["items", "photos"], (turn) => {
    for (const { hash, bytes } of photos) turn.objectStore("photos").put({ key: `${id}/${hash}`, bytes });
    const store = turn.objectStore("items");
    const asking = store.get(id);
    asking.onsuccess = () => store.put({
      ...asking.result, sealed, photos: photos.map(({ hash, size }) => ({ hash, size, sent: 0, done: false })),
    });
  });
  changed();
}

export const one = (id) => read("items", (store) => store.get(id));
export const photoBytes = async (id, hash) => (await read("photos", (store) => store.get(`${id}/${hash}`)))?.bytes;
export const contentOf = (item) => unseal(item.sealed);
export const everything = async () => (await read("items", (store) => store.getAll())).sort((a, b) => a.n - b.n);

export async function change(id, values, content) {
  const sealed = content === undefined ? null : await seal(content);
  const found = await write("items", (turn, give) => {
    const store = turn.objectStore("items");
    const asking = store.get(id);
    asking.onsuccess = () => {
      if (!asking.result) return give(null);
      const item = { ...asking.result, ...values, ...(sealed && { sealed }) };
      store.put(item);
      return give(item);
    };
  });
  changed();
  return found;
}

export async function remove(id) {
  await write(["items", "photos"], (turn) => {
    turn.objectStore("items").delete(id);
    turn.objectStore("photos").delete(IDBKeyRange.bound(`${id}/`, `${id}/~`));
  });
  changed();
}

export async function dropPhoto(id, hash) {
  await write("photos", (turn) => { turn.objectStore("photos").delete(`${id}/${hash}`); });
}

/* Small things apart from the queue, sealed alike: half-written forms, when the server was last heard. */
export async function remember(name, value) {
  const sealed = value === null ? null : await seal(value);
  await write("meta", (turn) => {
    if (sealed === null) turn.objectStore("meta").delete(`note.${name}`);
    else turn.objectStore("meta").put(sealed, `note.${name}`);
  });
}

export async function recall(name) {
  try { return await unseal(await read("meta", (store) => store.get(`note.${name}`))); } catch { return null; }
}
