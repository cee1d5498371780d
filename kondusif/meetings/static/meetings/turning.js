/* The wall: fetches its own page again, so that the code turns and the count grows. */
const wall = document.querySelector("[data-turning]");
async function turn() {
  try {
    const answer = await fetch(location.href, { credentials: "same-origin" });
    if (!answer.ok || answer.redirected) return;
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").getElementById(wall.id);
    if (fresh) wall.replaceChildren(...fresh.childNodes);
  } catch { /* no signal: the old code stays, and the next turn tries again */ }
}
if (wall) setInterval(turn, Number(wall.dataset.turning) * 1000);
