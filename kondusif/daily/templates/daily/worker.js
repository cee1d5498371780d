/* Opens the field's two light forms without a signal: the last copy of the page and its few files.
   Nothing else is kept, and nothing is ever sent from here. */

const SHELF = "kondusif-field-1";
const PAGES = ["/harian/situasi/", "/harian/kehadiran/saya"];
const PATIENCE_MS = 6000;

const isPage = (url) => PAGES.includes(url.pathname) && !url.search;
const isFile = (url) => url.pathname.startsWith("/static/");

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(tidy()));
self.addEventListener("message", (event) => {
  if (Array.isArray(event.data?.keep)) event.waitUntil(keep(event.data.keep));
});

async function tidy() {
  for (const name of await caches.keys()) if (name.startsWith("kondusif-field-") && name !== SHELF) await caches.delete(name);
  await self.clients.claim();
}

async function keep(addresses) {
  const shelf = await caches.open(SHELF);
  for (const address of addresses) {
    const url = new URL(address, self.location.href);
    if (url.origin !== self.location.origin || !(isPage(url) || isFile(url))) continue;
    try {
      await put(shelf, url.href, await fetch(url.href, { credentials: "same-origin" }));
    } catch {
      /* no signal now: the next visit keeps it */
    }
  }
}

async function put(shelf, key, response) {
  // A redirect is the sign-in page: that must never stand in the place of the form.
  if (response.ok && !response.redirected) await shelf.put(key, response.clone());
  return response;
}

self.addEventListener("fetch", (event) => {
  const url = new URL(event.request.url);
  if (event.request.method !== "GET" || url.origin !== self.location.origin) return;
  if (event.request.mode === "navigate" && isPage(url)) event.respondWith(fresh(event.request, url));
  else if (isFile(url) && PAGES.includes(new URL(event.request.referrer || "/", self.location.href).pathname)) event.respondWith(kept(event.request));
});

async function fresh(request, url) {
  const shelf = await caches.open(SHELF);
  const old = await shelf.match(url.href);
  const asked = fetch(request).then((response) => put(shelf, url.href, response));
  if (!old) return asked;
  const tired = new Promise((resolve) => setTimeout(() => resolve(old), PATIENCE_MS));
  return Promise.race([asked.catch(() => old), tired]);
}

async function kept(request) {
  const shelf = await caches.open(SHELF);
  return (await shelf.match(request.url)) || put(shelf, request.url, await fetch(request));
}
