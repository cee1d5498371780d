/* Subscribing this browser to notices. Without it the page says what else there is. */

const box = document.querySelector("[data-push]");
const show = (name) => {
  for (const part of ["off", "on", "denied", "lacking"]) box.querySelector(`[data-push-${part}]`).hidden = part !== name;
};

function bytes(text) {
  const plain = atob(text.replace(/-/g, "+").replace(/_/g, "/"));
  return Uint8Array.from(plain, (letter) => letter.charCodeAt(0));
}

async function tell(address, body) {
  const answer = await fetch(address, {
    method: "POST",
    headers: { "Content-Type": "application/json", "X-CSRFToken": box.dataset.token },
    body: JSON.stringify(body),
  });
  if (!answer.ok) throw new Error(`${address}: ${answer.status}`);
}

async function begin(worker) {
  const subscription = await worker.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: bytes(box.dataset.key) });
  try {
    await tell(box.dataset.subscribe, { ...subscription.toJSON(), label: navigator.userAgentData?.platform ?? "" });
    worker.active.postMessage({ subscribed: subscription.toJSON() }); // so that it can renew it by itself
  } catch (fault) {
    await subscription.unsubscribe(); // the browser must not believe what the office does not know
    throw fault;
  }
}

async function end(subscription) {
  await tell(box.dataset.unsubscribe, { endpoint: subscription.endpoint });
  await subscription.unsubscribe();
  (await navigator.serviceWorker.ready).active.postMessage({ unsubscribed: true });
}

async function draw(worker) {
  if (Notification.permission === "denied") return show("denied");
  return show((await worker.pushManager.getSubscription()) ? "on" : "off");
}

async function start() {
  const worker = await navigator.serviceWorker.ready; // js/app.js registers it; where that fails, the page stays as it is
  const act = (deed) => async (event) => {
    const failed = box.querySelector("[data-push-failed]");
    failed.hidden = true;
    event.target.disabled = true;
    try { await deed(); } catch { failed.hidden = Notification.permission === "denied"; } // that is told in its own words
    event.target.disabled = false;
    await draw(worker);
  };
  box.querySelector("[data-push-on-button]").addEventListener("click", act(() => begin(worker)));
  box.querySelector("[data-push-off-button]").addEventListener("click", act(async () => end(await worker.pushManager.getSubscription())));
  await draw(worker);
}

if (box && "serviceWorker" in navigator && "PushManager" in window && "Notification" in window) start();
