// Keeps what is typed on this device until the server has it: a report filled in on the road survives a lost signal.
// Files are not kept. Without storage or script the form works as any other.
const TYPED = /^(text|textarea|hidden)$/;

function read(key) {
  try { return JSON.parse(localStorage.getItem(key)); } catch { return null; }
}

function wire(form) {
  const key = `keep:${form.dataset.keep}`;
  const note = form.querySelector("[data-keep-note]");
  const fields = [...form.elements].filter((e) => e.name && e.name !== "csrfmiddlewaretoken" && TYPED.test(e.type));
  let sending = false;
  const tell = (sentence) => { if (note) note.textContent = sentence; };
  const keep = () => {
    try {
      localStorage.setItem(key, JSON.stringify(Object.fromEntries(fields.map((e) => [e.name, e.value]))));
    } catch { /* a full or forbidden storage must not stop anybody from writing */ }
  };
  const former = read(key);
  // After a refusal the server shows what was sent: that is newer than what lies here.
  if (former && !form.querySelector(".errors")) {
    for (const field of fields) if (field.name in former) field.value = former[field.name];
    tell(form.dataset.kept);
  }
  form.addEventListener("input", keep);
  form.addEventListener("submit", (event) => {
    if (!event.submitter) return;
    event.preventDefault();
    keep();
    if (sending) return; // an impatient finger: the first tap is on its way
    sending = true;
    const body = new FormData(form);
    body.set(event.submitter.name, event.submitter.value);
    send(form, body, key).catch(() => {
      sending = false;
      tell(form.dataset.offline);
      note?.scrollIntoView({ block: "nearest" });
    });
  });
}

async function send(form, body, key) {
  const answer = await fetch(location.pathname, { method: "POST", body, credentials: "same-origin" });
  if (answer.redirected) {
    // A session that ran out leads to the door; what was typed waits here until it is through.
    if (!answer.url.includes("/akun/")) localStorage.removeItem(key);
    location.assign(answer.url);
    return;
  }
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const [fresh, old] = [page.querySelector("main"), document.querySelector("main")];
  if (!fresh) throw new Error("no page");
  old.replaceWith(fresh);
  fresh.querySelectorAll("form[data-keep]").forEach(wire);
  fresh.querySelector("[data-focus]")?.focus();
}

document.querySelectorAll("form[data-keep]").forEach(wire);
