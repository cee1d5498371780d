/* The field's light forms outlive a lost signal: what is typed is kept on the phone at once, what is
   sent waits in a queue until the desk has answered for it. The same client id is sent again, so that
   the desk stores it once. Without this file the form is an ordinary form.

   <form data-field="situation" data-person="…" data-token="/harian/tanda" data-t-…="texts">
   <div data-kept hidden><ul></ul></div>  */

const form = document.querySelector("form[data-field]");
const box = document.querySelector("[data-kept]");
const QUEUE = "kondusif.field.queue";
const AGAIN_MS = 20000;
let busy = false;

const text = (name) => form.dataset[`t${name}`] || "";
const draftKey = () => `kondusif.field.draft.${form.dataset.field}.${form.dataset.person}`;

function read(key, otherwise) {
  try {
    return JSON.parse(localStorage.getItem(key)) ?? otherwise;
  } catch {
    return otherwise;
  }
}

function write(key, value) {
  try {
    localStorage.setItem(key, JSON.stringify(value));
    return true;
  } catch {
    return false; // a full or forbidden store: the form is then sent the ordinary way
  }
}

function newId() {
  if (crypto.randomUUID) return crypto.randomUUID();
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 15) | 64;
  bytes[8] = (bytes[8] & 63) | 128;
  const hex = [...bytes].map((b) => b.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

const values = () => Object.fromEntries([...new FormData(form)].filter(([name]) => name !== "csrfmiddlewaretoken"));
const queue = () => read(QUEUE, []);

function fill(kept) {
  for (const [name, value] of Object.entries(kept)) {
    for (const field of form.querySelectorAll(`[name="${CSS.escape(name)}"]`)) {
      if (field.type === "radio") field.checked = field.value === value;
      else if (name !== "client_id" && name !== "entered_at" && name !== "due_at") field.value = value;
    }
  }
}

function hour(iso) {
  return new Date(iso).toLocaleTimeString(document.documentElement.lang || "id", { hour: "2-digit", minute: "2-digit" });
}

function show(said = [], tone = "caution") {
  const waiting = queue().filter((e) => e.kind === form.dataset.field);
  const lines = waiting.map((e) => ({
    words: e.faults ? text("refused").replace("{why}", e.faults) : text("waiting").replace("{hour}", hour(e.fields.entered_at)),
    id: e.faults ? e.id : null,
  }));
  for (const words of said) lines.push({ words, id: null });
  box.hidden = !lines.length;
  box.className = `note ${waiting.length ? "caution" : tone}`;
  const list = box.querySelector("ul");
  list.replaceChildren(...lines.map(line));
}

function line({ words, id }) {
  const item = document.createElement("li");
  item.textContent = words;
  if (id) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "button";
    button.textContent = text("mend");
    button.addEventListener("click", () => mend(id));
    item.append(" ", button);
  }
  return item;
}

function mend(id) {
  const entry = queue().find((e) => e.id === id);
  if (!entry) return;
  fill(entry.fields);
  write(QUEUE, queue().filter((e) => e.id !== id));
  show();
  form.querySelector("input:not([type=hidden]), textarea")?.focus();
}

async function token() {
  const answer = await fetch(form.dataset.token, { headers: { Accept: "application/json" }, redirect: "error" });
  return answer.json();
}

async function send(entry, csrf) {
  const answer = await fetch(entry.where, {
    method: "POST",
    redirect: "error",
    headers: { Accept: "application/json", "X-CSRFToken": csrf },
    body: new URLSearchParams(entry.fields),
  });
  if (answer.status >= 500 || answer.status === 429) throw new Error("later");
  return { status: answer.status, data: await answer.json().catch(() => ({})) };
}

async function flush() {
  if (busy || !queue().some((e) => !e.faults)) return show();
  busy = true;
  const said = [];
  let tone = "good";
  try {
    const { person, csrf } = await token();
    for (const entry of queue().filter((e) => !e.faults)) {
      if (entry.person !== person) continue; // another person's words are never sent under this name
      const { status, data } = await send(entry, csrf);
      if (status < 300) {
        write(QUEUE, queue().filter((e) => e.id !== entry.id));
        said.push(`${text("sent")} ${data.said || ""}`.trim());
      } else {
        const why = Object.values(data.faults || {}).flat().join(" ") || text("trouble");
        write(QUEUE, queue().map((e) => (e.id === entry.id ? { ...e, faults: why } : e)));
      }
    }
  } catch {
    if (navigator.onLine) said.push(text("signin"));
    tone = "caution";
  }
  busy = false;
  show(said, tone);
}

function submit(event) {
  const now = new Date().toISOString();
  const fields = { ...values(), client_id: newId(), entered_at: now };
  if (event.submitter?.name) fields[event.submitter.name] = event.submitter.value;
  const entry = { id: fields.client_id, kind: form.dataset.field, person: form.dataset.person, where: form.dataset.where, fields };
  if (!form.reportValidity()) return event.preventDefault();
  if (!write(QUEUE, [...queue(), entry])) return undefined;
  event.preventDefault();
  localStorage.removeItem(draftKey());
  form.reset();
  show();
  box.scrollIntoView({ block: "center" });
  return flush();
}

async function keepPage() {
  if (!("serviceWorker" in navigator)) return;
  try {
    await navigator.serviceWorker.register(form.dataset.worker, { scope: "/harian/" });
    const ready = await navigator.serviceWorker.ready;
    const files = performance.getEntriesByType("resource").map((r) => r.name).filter((n) => n.includes("/static/"));
    ready.active.postMessage({ keep: [form.dataset.where, ...files] });
    form.dataset.kept = "yes";
  } catch {
    /* an old phone: the queue works all the same */
  }
}

if (form && box) {
  const draft = read(draftKey(), null);
  if (draft && !form.querySelector(".wrong") && !new URLSearchParams(location.search).has("perbaiki")) fill(draft);
  form.addEventListener("input", () => write(draftKey(), values()));
  form.addEventListener("submit", submit);
  window.addEventListener("online", flush);
  document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && flush());
  setInterval(flush, AGAIN_MS);
  flush();
  keepPage();
}
