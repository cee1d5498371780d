/* The phone's own way to share: <button data-share="address" data-title="…" hidden>. No other site hears of it. */

for (const button of document.querySelectorAll("[data-share]")) {
  if (!navigator.share) continue;
  button.hidden = false;
  button.addEventListener("click", () => {
    navigator.share({ title: button.dataset.title, text: button.dataset.title, url: button.dataset.share }).catch(() => {});
  });
}
