/* My tasks on a bad line. What is typed stays on this phone until the server has it; what could not be sent
   waits in a queue under the key the server stores it by, so that sending twice stores once. */
const QUEUE = "kondusif.tugas.antrean", DRAFT = "kondusif.tugas.draf.";
const RETRY_MS = 30000;
const board = document.querySelector("[data-unsent]");

function stored(key, fallback) {
  try { return JSON.parse(localStorage.getItem(key)) ?? fallback; } catch { return fallback; }
}
function store(key, value) {
  try { localStorage.setItem(key, JSON.stringify(value)); return true; } catch { return false; } // full or forbidden
}
const queue = () => stored(QUEUE, []);
const own = () => queue().filter((one) => one.person === board.dataset.person); // a phone may be shared: nobody sends under another name

function clock(iso) {
  return new Date(iso).toLocaleString(document.documentElement.lang, { day: "numeric", month: "short", hour: "2-digit", minute: "2-digit" });
}

function tell() {
  const waiting = own();
  board.hidden = waiting.length === 0;
  if (!waiting.length) return;
  const words = waiting.length === 1 ? board.dataset.one : board.dataset.many;
  const why = waiting.find((one) => one.why)?.why;
  board.textContent = words.replace("{n}", waiting.length).replace("{time}", clock(waiting[0].at)) + (why ? " " + why : "");
}

function csrf() {
  return document.querySelector("[name=csrfmiddlewaretoken]")?.value ?? "";
}

/* "sent", "later" (no signal, no session, server busy) or the server's word why not. */
async function send(one) {
  let answer;
  try {
    answer = await fetch(one.url, {
      method: "POST", credentials: "same-origin", headers: { Accept: "application/json", "X-CSRFToken": csrf() },
      body: new URLSearchParams(one.fields),
    });
  } catch { return { state: "later" }; }
  const isOurs = (answer.headers.get("Content-Type") ?? "").startsWith("application/json");
  if (!isOurs) return { state: "later", why: answer.redirected || answer.status === 403 ? board.dataset.signedOut : "" };
  const body = await answer.json();
  if (answer.ok) return { state: "sent" };
  return answer.status >= 500 ? { state: "later" } : { state: "refused", why: body.problem };
}

let busy = false;
async function flush() {
  if (busy) return;
  busy = true;
  try {
    for (const one of own()) {
      const result = await send(one);
      if (result.state === "later") {
        store(QUEUE, queue().map((other) => (other.id === one.id ? { ...other, why: result.why } : other)));
        break;
      }
      store(QUEUE, queue().filter((other) => other.id !== one.id));
      settle(one, result);
    }
  } finally { busy = false; }
  tell();
}

function settle(one, result) {
  const form = document.querySelector(`[data-field="${one.task}"]`);
  if (!form) {
    if (result.state === "refused") orphan(one, result.why);
    return;
  }
  const status = form.querySelector("[data-status]");
  if (result.state === "sent") {
    status.textContent = board.dataset.sent;
    if (one.isLast) form.querySelectorAll("button, textarea").forEach((control) => { control.disabled = true; });
  } else {
    status.textContent = board.dataset.failed.replace("{why}", result.why);
    if (!form.elements.note.value) form.elements.note.value = one.fields.note; // what was typed is never lost
  }
}

/* The task is no longer on this page: what was typed stands here, to be copied. */
function orphan(one, why) {
  const told = document.createElement("p");
  told.className = "note";
  told.textContent = `${board.dataset.failed.replace("{why}", why)} “${one.fields.note}”`;
  board.after(told);
}

for (const form of document.querySelectorAll("[data-field]")) {
  const key = DRAFT + form.dataset.field, note = form.elements.note;
  const draft = stored(key, "");
  if (draft && !note.value) note.value = draft;
  note.addEventListener("input", () => store(key, note.value));
  form.addEventListener("submit", (event) => {
    if (!note.value.trim()) return; // the browser or the server says so
    const button = event.submitter;
    const fields = { note: note.value, client_id: form.elements.client_id.value };
    const one = {
      id: fields.client_id, task: form.dataset.field, person: board.dataset.person,
      url: button?.hasAttribute("formaction") ? button.formAction : form.action, fields,
      at: new Date().toISOString(), isLast: Boolean(button?.hasAttribute("formaction")),
    };
    if (!store(QUEUE, [...queue().filter((other) => other.id !== one.id), one])) return; // then the form goes as it always did
    event.preventDefault();
    form.elements.client_id.value = crypto.randomUUID?.() ?? one.id.slice(0, 24) + Math.random().toString(16).slice(2).padEnd(12, "0").slice(0, 12);
    note.value = "";
    localStorage.removeItem(key);
    form.querySelector("[data-status]").textContent = board.dataset.kept;
    tell();
    flush();
  });
}
addEventListener("online", flush);
setInterval(flush, RETRY_MS);
tell();
flush();
