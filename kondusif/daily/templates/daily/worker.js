/* The field's forms once had a worker of their own here. It makes room for the one of the whole site. */

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(leave()));

async function leave() {
  for (const name of await caches.keys()) if (name.startsWith("kondusif-field-")) await caches.delete(name);
  await self.registration.unregister();
}
