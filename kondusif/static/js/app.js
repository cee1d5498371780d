/* Makes the site a thing that opens without a signal: the one service worker. Where a browser has none, nothing
   changes. <script type="module" data-app="/pekerja.js" src="…"> */

const here = document.querySelector("script[data-app]");

async function begin() {
  for (const old of await navigator.serviceWorker.getRegistrations()) {
    if (!old.active?.scriptURL.endsWith(here.dataset.app) && old.scope !== `${location.origin}/`) await old.unregister();
  }
  await navigator.serviceWorker.register(here.dataset.app, { scope: "/", updateViaCache: "none" });
}

if (here && "serviceWorker" in navigator) begin().catch(() => {});
