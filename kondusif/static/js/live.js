/* News without movement. One EventSource per page; two ways to show what it says:
   - [data-arrivals="report."] counts matching events and offers them: "3 laporan baru — tampilkan".
     Its link reloads the list, or refetches only the element named by data-target.
   - [data-live="alert. task."][data-live-url] is refetched in place: for figures and short lists of
     fixed size, where nothing under the reader's eyes changes its place. Never while it holds focus or a finger.
   The payload is id and kind only; what the reader may see is decided by the page that is fetched. */

import { released } from "./finger.js";

const announcer = document.querySelector("[data-announce]");
const lamp = document.querySelector("[data-connection]");
const SETTLE_MS = 1200;
const GAP_MS = 5000;
const POLL_MS = 20000;
let pollTimer = 0;

function matches(kinds, kind) {
  return kinds.split(/\s+/).some((prefix) => prefix && kind.startsWith(prefix));
}

function say(words) {
  if (announcer) announcer.textContent = words;
}

function show(state) {
  if (!lamp) return;
  lamp.dataset.state = state;
  lamp.textContent = lamp.dataset[state] || "";
}

function offer(element) {
  const n = Number(element.dataset.n || 0) + 1;
  element.dataset.n = n;
  const words = (n === 1 ? element.dataset.one : element.dataset.many).replace("{n}", n);
  element.querySelector("a").textContent = words;
  element.hidden = false;
  say(words);
}

function busy(element) {
  return element !== document.body && element.contains(document.activeElement) && document.activeElement !== document.body;
}

function replace(element, fresh) {
  const found = element.id && fresh.getElementById(element.id);
  element.replaceChildren(...(found ?? fresh.body).childNodes);
  window.htmx?.process(element);
  element.dispatchEvent(new CustomEvent("kondusif:fresh", { bubbles: true }));
}

/* One fetch serves every element that shows the same address. What holds the focus waits until it lets go. */
async function refetch(url, elements) {
  const free = elements.filter((element) => !busy(element));
  for (const element of elements) element.toggleAttribute("data-stale", busy(element));
  if (!free.length) return;
  try {
    const answer = await fetch(url, { headers: { "X-Fragment": free.map((e) => e.id).join(" ") }, credentials: "same-origin" });
    if (!answer.ok || answer.redirected) return;
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
    await Promise.all(free.map(async (element) => {
      await released(element);
      element.toggleAttribute("data-stale", busy(element)); // entered while the answer was on its way
      if (!busy(element)) replace(element, fresh);
    }));
  } catch { /* the next event or poll tries again */ }
}

/* Many events in a row cost one fetch, and at most one every few seconds. */
const waiting = new Map();
const fetched = new Map();
function soon(element) {
  const url = element.dataset.liveUrl;
  if (waiting.has(url)) { waiting.get(url).add(element); return; }
  waiting.set(url, new Set([element]));
  const rest = (fetched.get(url) ?? 0) + GAP_MS - Date.now();
  setTimeout(() => {
    const elements = [...waiting.get(url)];
    waiting.delete(url);
    fetched.set(url, Date.now());
    refetch(url, elements);
  }, Math.max(SETTLE_MS, rest));
}

/* A page's own module may listen, too: "kondusif:news" carries the name of what happened. */
function hear(kind) {
  document.dispatchEvent(new CustomEvent("kondusif:news", { detail: kind }));
  for (const element of document.querySelectorAll("[data-arrivals]")) {
    if (matches(element.dataset.arrivals, kind)) offer(element);
  }
  for (const element of document.querySelectorAll("[data-live][data-live-url]")) {
    if (matches(element.dataset.live, kind)) soon(element);
  }
}

function poll() {
  for (const element of document.querySelectorAll("[data-live][data-live-url]")) soon(element);
}

function pollWhileSilent(on) {
  clearInterval(pollTimer);
  pollTimer = on ? setInterval(poll, POLL_MS) : 0;
}

function listen(address) {
  const source = new EventSource(address);
  let broken = false;
  source.addEventListener("open", () => {
    show("live");
    pollWhileSilent(false);
    if (broken) poll();
    broken = false;
  });
  source.addEventListener("error", () => { broken = true; show("lost"); pollWhileSilent(true); });
  const onNews = (event) => {
    let kind = event.type;
    try {
      const news = JSON.parse(event.data);
      kind = news.kind || news.name || kind;
    } catch { return; }
    hear(kind);
  };
  source.addEventListener("message", onNews);
  source.addEventListener("news", onNews);
  window.addEventListener("pagehide", () => source.close(), { once: true });
  // A page that the browser had put by and shows again hears news again, and what it missed meanwhile.
  window.addEventListener("pageshow", (event) => { if (event.persisted) { listen(address); poll(); } }, { once: true });
}

document.addEventListener("click", (event) => {
  const link = event.target.closest("[data-arrivals] a[data-target]");
  const target = link && document.getElementById(link.dataset.target);
  if (!target) return;
  event.preventDefault();
  const box = link.closest("[data-arrivals]");
  box.hidden = true;
  delete box.dataset.n;
  refetch(target.dataset.liveUrl || link.href, [target]).then(() => {
    target.setAttribute("tabindex", "-1");
    target.focus();
  });
});

document.addEventListener("focusout", () => {
  for (const element of document.querySelectorAll("[data-stale]")) soon(element);
});

const address = document.querySelector("[data-events]")?.dataset.events;
if (address && "EventSource" in window) listen(address);
else pollWhileSilent(true);
