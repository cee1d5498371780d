/* Takes provisions along: asks the server for them, seals them under the PIN, says until when they open. */

import { bytesOf } from "../people/hpke.js";
import { askPasskey, canUsePasskey, makePasskey, wrapUnder } from "../people/passkey.js";
import { fillVault, leaseHere } from "./vault.js";

const form = document.querySelector("[data-provision]");

const KNOWN = "kondusif-passkey-bekal"; // its name alone, so that a phone gets one passkey and not one a day

/* The device's lock, asked before anything is fetched: null where it keeps no secrets; throws where it is declined. */
async function locked() {
  const known = localStorage.getItem(KNOWN);
  const passkey = (known && await askPasskey([known]).catch(() => null)) || await makePasskey(form.dataset.label);
  if (!passkey) return null;
  return async (raw) => {
    const kept = await wrapUnder(passkey, raw, bytesOf("bekal"));
    localStorage.setItem(KNOWN, kept.credential);
    return kept;
  };
}

async function take(lock) {
  const before = await leaseHere();
  const answer = await fetch(form.dataset.url, {
    method: "POST", redirect: "error", headers: { "Content-Type": "application/json", Accept: "application/json", "X-CSRFToken": form.dataset.token },
    body: JSON.stringify({ lease: before?.lease ?? null, label: form.elements.label.value }),
  });
  if (!answer.ok) throw new Error(String(answer.status));
  const given = await answer.json();
  await fillVault(form.elements.pin.value, given, lock);
  return given;
}

function fault() {
  const pin = form.elements.pin.value;
  if (form.elements.passkey.checked && !pin && !form.elements.again.value) return "";
  if (!/^\d{6,12}$/.test(pin) || new Set(pin).size < 2) return form.dataset.tshort;
  return pin === form.elements.again.value ? "" : form.dataset.tdiffer;
}

if (form && globalThis.crypto?.subtle && "indexedDB" in window) {
  const told = form.querySelector("[data-told]");
  const button = form.querySelector("[data-go]");
  button.disabled = false;
  canUsePasskey().then((can) => { form.querySelector("[data-with-passkey]").hidden = !can; });
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const wrong = fault();
    told.textContent = wrong || form.dataset.twait;
    if (wrong) return;
    button.disabled = true;
    let lock = null;
    if (form.elements.passkey.checked) {
      try { lock = await locked(); } catch { /* declined: told with what lacks a secret */ }
      if (!lock) { told.textContent = form.dataset.tnopasskey; form.elements.passkey.checked = false; button.disabled = false; return; }
    }
    try {
      const given = await take(lock);
      const time = new Date(given.expires_at).toLocaleString(document.documentElement.lang || "id", { day: "numeric", month: "short", year: "numeric", hour: "2-digit", minute: "2-digit", timeZoneName: "short" });
      told.textContent = form.dataset.tdone.replace("{n}", given.items.length).replace("{time}", time);
      form.reset();
    } catch { told.textContent = form.dataset.tfault; }
    button.disabled = false;
  });
}
