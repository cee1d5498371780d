/* Following an area on this device. Shown only where the browser can take pushes; the server never learns whose it is. */

const box = document.querySelector("[data-push]");
const follow = box?.querySelector("[data-follow]");
const leave = box?.querySelector("[data-leave]");
const say = (words) => { box.querySelector("[data-said]").textContent = words; };
const token = () => document.cookie.match(/(?:^|; )(?:__Host-)?csrf(?:token)?=([^;]+)/)?.[1] ?? "";

function bytes(key) {
  const plain = atob(key.replace(/-/g, "+").replace(/_/g, "/").padEnd(Math.ceil(key.length / 4) * 4, "="));
  return Uint8Array.from(plain, (c) => c.charCodeAt(0));
}

async function tell(method, subscription) {
  const answer = await fetch(box.dataset.to, {
    method, body: JSON.stringify(subscription),
    headers: { "Content-Type": "application/json", "X-CSRFToken": token() },
  });
  if (!answer.ok) throw new Error(String(answer.status));
}

function show(following) {
  follow.hidden = following;
  leave.hidden = !following;
}

const tellWorker = async (words) => (await navigator.serviceWorker.ready).active.postMessage(words);

/* What a push service signed off, the office forgot. The browser alone knows what it followed: one tap begins again. */
async function ended() {
  const followed = await (await caches.match("/diikuti", { cacheName: "kondusif-langganan" }))?.json() ?? [];
  return followed.includes(box.dataset.area);
}

/* A device that takes notices at all may follow this area or another: only the server knows, so both ways stay open. */
async function mayFollow() {
  const worker = await navigator.serviceWorker.getRegistration("/");
  leave.hidden = !(await worker?.pushManager.getSubscription());
  if (leave.hidden && await ended()) say(box.dataset.ended);
}

async function begin() {
  if (await Notification.requestPermission() !== "granted") { say(box.dataset.refused); return; }
  const worker = await navigator.serviceWorker.register(box.dataset.worker, { scope: "/" });
  await navigator.serviceWorker.ready;
  const subscription = await worker.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: bytes(box.dataset.key) });
  await tell("POST", subscription);
  await tellWorker({ subscribed: subscription.toJSON(), follows: box.dataset.area }); // so that it can renew it by itself
  say("");
  show(true);
}

async function end() {
  const worker = await navigator.serviceWorker.getRegistration("/");
  const subscription = await worker?.pushManager.getSubscription();
  // The subscription itself stays: other areas and an officer's own notices may hang on it.
  if (subscription) await tell("DELETE", subscription);
  await tellWorker({ leaves: box.dataset.area });
  show(false);
}

if (box && "serviceWorker" in navigator && "PushManager" in window) {
  box.hidden = false;
  mayFollow().catch(() => {});
  follow.addEventListener("click", () => begin().catch(() => say(box.dataset.failed)));
  leave.addEventListener("click", () => end().catch(() => say(box.dataset.failed)));
}
