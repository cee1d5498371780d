/* Buttons that copy: <button data-copy="text" data-copied="Disalin" hidden>. Shown only where they work. */

function fallback(text) {
  const area = document.createElement("textarea");
  area.value = text;
  area.className = "unseen";
  document.body.append(area);
  area.select();
  const done = document.execCommand("copy");
  area.remove();
  return done;
}

async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return fallback(text);
  }
}

for (const button of document.querySelectorAll("[data-copy]")) {
  button.hidden = false;
  const words = button.innerHTML;
  button.setAttribute("aria-live", "polite");
  button.addEventListener("click", async () => {
    if (!await copy(button.dataset.copy)) return;
    button.textContent = button.dataset.copied;
    setTimeout(() => { button.innerHTML = words; }, 2500);
  });
}
