/* A signature drawn with finger, pen or mouse. Keeps strokes as numbers, never as a picture; adds to a form
   that also works with a typed name. What was drawn survives a lost connection until the server has it.

   <div data-ink data-key="…" hidden> <canvas></canvas> <button data-clear type="button">…</button> <p data-said role="status"></p> </div>
   inside a form with inputs named strokes and client_id. */

const pad = document.querySelector("[data-ink]");
if (pad) begin(pad);

function begin(root) {
  const form = root.closest("form");
  const canvas = root.querySelector("canvas");
  const said = root.querySelector("[data-said]");
  const field = form.elements.strokes;
  const store = `ink:${root.dataset.key}`;
  const context = canvas.getContext("2d");
  let strokes = [];
  let current = null;

  root.hidden = false;
  const kept = read();
  if (!form.elements.client_id.value) form.elements.client_id.value = kept?.id || number();
  strokes = parse(field.value) || kept?.strokes || [];
  fit();
  keep();
  addEventListener("resize", fit);

  canvas.addEventListener("pointerdown", (event) => {
    if (!event.isPrimary) return;
    event.preventDefault();
    canvas.setPointerCapture(event.pointerId);
    current = [at(event)];
    strokes.push(current);
    draw();
  });
  canvas.addEventListener("pointermove", (event) => {
    if (!current || !event.isPrimary) return;
    for (const e of event.getCoalescedEvents?.().length ? event.getCoalescedEvents() : [event]) add(at(e));
    draw();
  });
  for (const name of ["pointerup", "pointercancel"]) canvas.addEventListener(name, () => { current = null; keep(); });
  root.querySelector("[data-clear]").addEventListener("click", () => { strokes = []; keep(); draw(); });
  form.addEventListener("submit", keep);

  function add(point) {
    const last = current[current.length - 1];
    /* Two pixels apart is all that can be seen; a slow finger would send thousands of points. */
    if (Math.hypot(point[0] - last[0], point[1] - last[1]) >= 2) current.push(point);
  }

  function at(event) {
    const box = canvas.getBoundingClientRect();
    const clamp = (n, most) => Math.min(Math.max(n, 0), most);
    return [round(clamp(event.clientX - box.left, box.width)), round(clamp(event.clientY - box.top, box.height))];
  }

  function fit() {
    const ratio = window.devicePixelRatio || 1;
    canvas.width = canvas.clientWidth * ratio;
    canvas.height = canvas.clientHeight * ratio;
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    draw();
  }

  function draw() {
    context.clearRect(0, 0, canvas.clientWidth, canvas.clientHeight);
    Object.assign(context, { lineWidth: 2.5, lineCap: "round", lineJoin: "round", strokeStyle: "#14213d" });
    for (const stroke of strokes) {
      context.beginPath();
      stroke.forEach(([x, y], n) => (n ? context.lineTo(x, y) : context.moveTo(x, y)));
      if (stroke.length === 1) context.lineTo(stroke[0][0], stroke[0][1]);
      context.stroke();
    }
  }

  function keep() {
    field.value = strokes.length ? JSON.stringify(strokes) : "";
    said.textContent = strokes.length ? root.dataset.drawn : root.dataset.empty;
    try { sessionStorage.setItem(store, JSON.stringify({ id: form.elements.client_id.value, strokes })); } catch { /* private window */ }
  }

  function read() {
    try { return JSON.parse(sessionStorage.getItem(store)); } catch { return null; }
  }

  function parse(text) {
    try { return JSON.parse(text); } catch { return null; }
  }

  function round(n) { return Math.round(n * 10) / 10; }

  /* crypto.randomUUID needs a secure context; a phone at an event may be on plain http inside the office. */
  function number() {
    const b = crypto.getRandomValues(new Uint8Array(16));
    b[6] = (b[6] & 15) | 64; b[8] = (b[8] & 63) | 128;
    const h = [...b].map((n) => n.toString(16).padStart(2, "0")).join("");
    return `${h.slice(0, 8)}-${h.slice(8, 12)}-${h.slice(12, 16)}-${h.slice(16, 20)}-${h.slice(20)}`;
  }
}
