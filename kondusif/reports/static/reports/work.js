/* When very many send at once, the phone does a sum before it sends. It begins when the page opens, shows how far it is,
   and holds the form only until it is done. */

const box = document.querySelector("[data-work]");

function begin(form) {
  const bar = box.querySelector("progress");
  const worker = new Worker(box.dataset.sum, { type: "module" });
  let waiting = null;
  worker.onmessage = ({ data }) => {
    if (data.share) { bar.value = data.share; return; }
    form.elements.work_answer.value = data.answer;
    bar.value = 1;
    box.hidden = true;
    worker.terminate();
    if (waiting) setTimeout(() => form.requestSubmit(waiting));
  };
  worker.onerror = () => { // then the server lets it wait
    form.elements.work_token.value = "";
    box.hidden = true;
    if (waiting) setTimeout(() => form.requestSubmit(waiting));
  };
  worker.postMessage({ token: form.elements.work_token.value, bits: Number(box.dataset.bits) });
  window.addEventListener("submit", (event) => {
    if (event.target !== form || event.submitter?.name === "search" || form.elements.work_answer.value || !form.elements.work_token.value) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    waiting = event.submitter;
    box.scrollIntoView({ block: "center" });
  }, { capture: true });
}

if (box && "Worker" in window && window.isSecureContext) begin(box.closest("form"));
