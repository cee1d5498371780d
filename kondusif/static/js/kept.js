/* Has the service worker keep a page and the files it shows, so that it opens without a signal; tells whether all of
   it is kept now. */

export async function keepPage(path, person) {
  const { active } = await navigator.serviceWorker.ready;
  const files = performance.getEntriesByType("resource").map((r) => r.name).filter((n) => n.includes("/static/"));
  const { port1: answer, port2: back } = new MessageChannel();
  const kept = new Promise((resolve) => { answer.onmessage = ({ data }) => resolve(data.kept); });
  active.postMessage({ keep: [...files, path], person }, [back]);
  return kept;
}
