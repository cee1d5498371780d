/* The one service worker: opens the shell and the field's forms without a signal, sends what waits, shows what is
   pushed. It keeps public pages as nobody sees them, and forms of one person only: the one signed in last. */

const SET = {{ settings|safe }};
const SHELL = `kondusif-${SET.version}`;
const FIELD = "kondusif-lapangan";
const PUSH = "kondusif-langganan";
const PATIENCE_MS = 6000;
const CALL_EVERY_MS = 30000;
const ASK_EVERY_MS = 86400000;
const HASHED = /\.[0-9a-f]{12}\.\w+$/;

self.addEventListener("install", (event) => event.waitUntil(take()));
self.addEventListener("activate", (event) => event.waitUntil(tidy()));

async function take() {
  const shelf = await caches.open(SHELL);
  // Without credentials: the page that everybody may see, never the one of whoever is signed in here.
  await Promise.all([...SET.pages, SET.villages].map((address) => store(shelf, address, { credentials: "omit", cache: "reload" })));
  await Promise.all(SET.files.map((address) => store(shelf, address, { cache: HASHED.test(address) ? "default" : "reload" })));
  await self.skipWaiting();
}

async function store(shelf, address, options) {
  const answer = await fetch(new Request(address, options));
  if (!answer.ok || answer.redirected) throw new Error(`${address}: ${answer.status}`);
  await shelf.put(address, answer);
}

async function tidy() {
  for (const name of await caches.keys()) if (name.startsWith("kondusif-") && ![SHELL, FIELD, PUSH].includes(name)) await caches.delete(name);
  await self.registration.navigationPreload?.enable().catch(() => {});
  await self.clients.claim();
}

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (url.origin !== self.location.origin) return;
  if (request.method === "POST" && SET.doors.includes(url.pathname)) event.waitUntil(caches.delete(FIELD));
  if (request.method !== "GET") return;
  if (request.mode === "navigate") event.respondWith(page(event, url));
  else if (url.pathname.startsWith(SET.static)) event.respondWith(file(request, url));
  else if (url.pathname === SET.search || url.pathname === SET.locate) event.respondWith(place(request, url));
});

const isField = (url) => !url.search && (SET.field.includes(url.pathname) || SET.alike.some((form) => new RegExp(form).test(url.pathname)));

let calledAt = -Infinity;

/* Whoever reaches the server at all hears that a lease was taken back: what it opened is thrown away then. */
async function callAtTimes() {
  if (performance.now() - calledAt < CALL_EVERY_MS) return;
  calledAt = performance.now();
  await tellRenewed().catch(() => {}); // what could not be told when it happened
  await stillHeld().catch(() => {});
}

async function page(event, url) {
  event.waitUntil(callAtTimes());
  const asked = fromServer(event, url);
  const old = isField(url) ? await (await caches.open(FIELD)).match(url.pathname) : await caches.match(url.pathname, { cacheName: SHELL });
  try {
    if (!old) return await asked;
    const tired = new Promise((resolve) => { setTimeout(() => resolve(keyless(old)), PATIENCE_MS); });
    return await Promise.race([asked, tired]);
  } catch {
    return (old && keyless(old)) ?? (await caches.match(SET.offline, { cacheName: SHELL })) ?? Response.error();
  }
}

/* A kept page is opened many times, and the key that the server wrote into it stands for one thing typed: two reports
   under one key would be one. Its script makes a key of its own where none stands. */
async function keyless(old) {
  const headers = new Headers(old.headers);
  for (const name of ["Content-Encoding", "Content-Length"]) headers.delete(name);
  const text = await old.clone().text();
  return new Response(text.replace(/(name="client_id" value=")[^"]*/g, "$1"), { status: old.status, headers });
}

async function fromServer(event, url) {
  const answer = (await event.preloadResponse) ?? (await fetch(event.request));
  if (isField(url) && isPage(answer)) await (await caches.open(FIELD)).put(url.pathname, answer.clone());
  return answer;
}

// A redirect is the sign-in page: that must never stand in the place of the form.
const isPage = (answer) => answer.ok && !answer.redirected && answer.type === "basic";

async function file(request, url) {
  const kept = await caches.match(request.url);
  if (kept && HASHED.test(url.pathname)) return kept;
  try { return await fetch(request); } catch (trouble) {
    if (kept) return kept;
    throw trouble;
  }
}

/* Names of villages are public and few: without a signal they are looked up here. */
async function place(request, url) {
  try { return await fetch(request); } catch (trouble) {
    if (url.pathname === SET.locate) return Response.json({ code: "", name: `${url.searchParams.get("lat")}, ${url.searchParams.get("lon")}`, where: "" });
    const kept = await caches.match(SET.villages, { cacheName: SHELL });
    if (!kept) throw trouble;
    const plain = (words) => words.toLowerCase().replace(/[^a-z0-9 ]/g, "").trim();
    const wanted = plain(url.searchParams.get("q") ?? "").replace(/^(desa|kelurahan|kel|ds) /, "");
    const results = (await kept.json()).villages.filter(([, name]) => wanted && plain(name).includes(wanted));
    return Response.json({ results: results.slice(0, 12).map(([code, name, where]) => ({ code, name, where, level: 4 })) });
  }
}

self.addEventListener("message", (event) => {
  const { keep: addresses, person, forget, subscribed, unsubscribed, follows, leaves } = event.data ?? {};
  if (subscribed) event.waitUntil(noteSubscription(subscribed));
  if (unsubscribed) event.waitUntil(caches.delete(PUSH));
  if (follows || leaves) event.waitUntil(noteFollowed(follows, leaves));
  if (Array.isArray(addresses)) event.waitUntil(keepField(addresses, person ?? "").then((kept) => event.ports[0]?.postMessage({ kept })));
  if (forget) event.waitUntil(caches.delete(FIELD));
});

/* Tells whether all of it is kept: only then does a page open again without a signal. */
async function keepField(addresses, person) {
  let shelf = await caches.open(FIELD);
  const owner = await (await shelf.match("/pemilik"))?.text();
  if (owner !== undefined && owner !== person) {
    await caches.delete(FIELD); // a phone may change hands: nobody opens another's form
    shelf = await caches.open(FIELD);
  }
  await shelf.put("/pemilik", new Response(person));
  let whole = true;
  for (const address of addresses) {
    const url = new URL(address, self.location.href);
    if (url.origin !== self.location.origin || !(isField(url) || url.pathname.startsWith(SET.static))) continue;
    try {
      const answer = await fetch(url.href, { credentials: "same-origin" });
      if (isPage(answer)) await shelf.put(isField(url) ? url.pathname : url.href, answer);
      else whole = false;
    } catch { whole = false; /* no signal now: the next visit keeps it */ }
  }
  return whole;
}

self.addEventListener("sync", (event) => {
  if (event.tag === "kondusif-kirim") event.waitUntil(sendWaiting());
});

async function sendWaiting() {
  await flush({ now: true });
  // Failing asks the browser to call again when it thinks fit.
  if ((await nextDue()) !== null) throw new Error("some still wait");
}

self.addEventListener("push", (event) => {
  let said = {};
  try { said = event.data?.json() ?? {}; } catch { said = { body: event.data?.text() ?? "" }; }
  const options = { body: said.body ?? "", tag: said.tag ?? "kondusif", icon: SET.icon, badge: SET.badge, data: { url: said.url ?? "/", ack: said.ack ?? "" }, actions: said.ack ? [{ action: "siap", title: "SIAP" }] : [], requireInteraction: Boolean(said.urgent) };
  event.waitUntil(self.registration.showNotification(said.title || "Kondusif", options));
});

/* The browser may end a subscription and begin another at any time, with no page open and nobody signed in. What the
   server knows is kept beside the shell; its secret proves that the new one is the same browser's. */
self.addEventListener("pushsubscriptionchange", (event) => event.waitUntil(renewSubscription(event)));

const put = async (name, told) => (await caches.open(PUSH)).put(name, Response.json(told));
const kept = async (name) => (await caches.match(name, { cacheName: PUSH }))?.json();
const noteSubscription = (told) => Promise.all([put("/langganan", told), put("/ditanya", Date.now())]);

async function noteFollowed(area, left) {
  const areas = new Set(await kept("/diikuti"));
  if (area) areas.add(area);
  areas.delete(left);
  await put("/diikuti", [...areas]);
}

async function renewSubscription(event) {
  const known = await kept("/langganan") ?? event.oldSubscription?.toJSON();
  if (!known) return;
  await noteSubscription(known);
  await tellRenewed();
}

/* A push service may sign a browser off without telling it: then the office has forgotten it. Asked once a day. */
async function isForgotten(known) {
  if (Math.abs(Date.now() - (await kept("/ditanya") ?? 0)) < ASK_EVERY_MS) return false;
  await put("/ditanya", Date.now());
  return (await tellOffice(known, known)).status === 404;
}

const tellOffice = (former, fresh, areas = []) => fetch(SET.renew, { method: "POST", credentials: "omit", redirect: "error", headers: { "Content-Type": "application/json" }, body: JSON.stringify({ former, fresh, areas }) });

/* Nothing where notices are not allowed any more, or the browser wants a tap for it: a page offers that. */
async function subscribedAnew() {
  if (Notification.permission !== "granted") return null;
  const key = Uint8Array.from(atob(SET.push.replace(/-/g, "+").replace(/_/g, "/")), (letter) => letter.charCodeAt(0));
  return self.registration.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: key }).catch(() => null);
}

async function tellRenewed() {
  const former = await kept("/langganan");
  let now = await self.registration.pushManager.getSubscription();
  if (!former && now) await noteSubscription(now.toJSON()); // made before this worker kept one
  if (!former) return;
  if (now?.endpoint === former.endpoint) {
    if (!(await isForgotten(former))) return;
    await now.unsubscribe();
    now = null;
  }
  now ??= await subscribedAnew();
  if (!now) return;
  const answer = await tellOffice(former, now.toJSON(), await kept("/diikuti"));
  if (answer.status === 404) await now.unsubscribe(); // nobody's any more: the browser must not believe what the office does not know
  if (answer.status === 404) await caches.delete(PUSH);
  if (answer.ok) await noteSubscription(now.toJSON());
}

self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  const { url = "/", ack = "" } = event.notification.data ?? {};
  event.waitUntil(event.action === "siap" && ack.startsWith("/kanal/siap/") ? acknowledge(ack, url) : openPage(url));
});

// The signed path is the proof, so nobody has to sign in; where the line fails the page itself is opened.
async function acknowledge(path, page) {
  const answer = await fetch(path, { method: "POST" }).catch(() => null);
  return answer?.ok ? undefined : openPage(page);
}

async function openPage(address) {
  const url = new URL(address, self.location.origin);
  if (url.origin !== self.location.origin) url.href = `${self.location.origin}/`; // never led elsewhere by a message
  for (const window of await self.clients.matchAll({ type: "window", includeUncontrolled: true })) {
    if (new URL(window.url).pathname === url.pathname) return window.focus();
  }
  return self.clients.openWindow(url.href);
}

{{ hashcash|safe }}
{{ outbox|safe }}
{{ patience|safe }}
{{ sender|safe }}
{{ vault|safe }}
