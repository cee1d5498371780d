/* A secret of a passkey (WebAuthn Level 3, extension prf; CTAP hmac-secret) and what is wrapped under it. Nobody signs in
   with these passkeys: the server never sees an assertion, so the challenge may be any. What needs the secret works
   without a signal too. */

import { base64, bytesOf, joined, unbase64 } from "./hpke.js";

// One question to every passkey: each answers with a secret of its own, and each wrapping adds its own salt.
const ASKED = bytesOf("kondusif/1 kunci sandi");
const random = (n) => crypto.getRandomValues(new Uint8Array(n));
const listed = (ids) => ids.map((id) => ({ type: "public-key", id: typeof id === "string" ? unbase64(id) : id }));

/* False only where it is certain: an older browser does not say what it can do, and is asked. */
export async function canUsePasskey() {
  if (!globalThis.isSecureContext || !globalThis.PublicKeyCredential) return false;
  const can = await PublicKeyCredential.getClientCapabilities?.().catch(() => null);
  return can?.["extension:prf"] !== false;
}

/* A new passkey, or null where it keeps no secrets; throws where the person declines. *elsewhere*: not on this device, but
   on the phone or security key of somebody who is present. */
export async function makePasskey(name, known = [], { elsewhere = false } = {}) {
  const made = await navigator.credentials.create({ publicKey: {
    rp: { name: "Kondusif" },
    user: { id: random(16), name, displayName: name }, // never the person's own: the passkey of signing in would be replaced
    challenge: random(32),
    pubKeyCredParams: [-7, -257, -8].map((alg) => ({ type: "public-key", alg })),
    authenticatorSelection: { residentKey: "required", userVerification: "required", ...(elsewhere && { authenticatorAttachment: "cross-platform" }) },
    excludeCredentials: listed(known),
    extensions: { prf: { eval: { first: ASKED } } },
  } });
  const { enabled, results } = made.getClientExtensionResults().prf ?? {};
  if (results?.first) return { id: new Uint8Array(made.rawId), secret: results.first };
  if (enabled) return askPasskey([new Uint8Array(made.rawId)]); // many devices tell the secret only when asked again
  await PublicKeyCredential.signalUnknownCredential?.({ rpId: location.hostname, credentialId: made.id }).catch(() => {});
  return null;
}

/* The secret of one of these passkeys, or null where it keeps none; throws where the person declines. */
export async function askPasskey(ids) {
  const given = await navigator.credentials.get({ publicKey: {
    challenge: random(32), allowCredentials: listed(ids), userVerification: "required", extensions: { prf: { eval: { first: ASKED } } },
  } });
  const secret = given.getClientExtensionResults().prf?.results?.first;
  return secret ? { id: new Uint8Array(given.rawId), secret } : null;
}

async function wrapping(passkey, salt, about) {
  const base = await crypto.subtle.importKey("raw", passkey.secret, "HKDF", false, ["deriveKey"]);
  const way = { name: "HKDF", hash: "SHA-256", salt, info: joined("kondusif/1 bungkus ", about) };
  return crypto.subtle.deriveKey(way, base, { name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
}

/* *about* says what is wrapped (a group's public key, a name): wrapped for one thing, it opens as nothing else. */
export async function wrapUnder(passkey, raw, about) {
  const salt = random(16), iv = random(12);
  const wrapped = new Uint8Array(await crypto.subtle.encrypt({ name: "AES-GCM", iv }, await wrapping(passkey, salt, about), raw));
  return { credential: base64(passkey.id), salt: base64(salt), nonce: base64(iv), wrapped: base64(wrapped), iterations: 0 };
}

export async function unwrapWith(passkey, kept, about) {
  const key = await wrapping(passkey, unbase64(kept.salt), about);
  return new Uint8Array(await crypto.subtle.decrypt({ name: "AES-GCM", iv: unbase64(kept.nonce) }, key, unbase64(kept.wrapped)));
}

/* Every key of *grants* that the passkey opens which the person shows: pairs of a grant and the private key's bytes. */
export async function openWithPasskey(grants) {
  const passkey = await askPasskey([...new Set(grants.map((grant) => grant.credential).filter(Boolean))]);
  if (!passkey) return [];
  const id = base64(passkey.id);
  return Promise.all(grants.filter((grant) => grant.credential === id).map(async (grant) => [grant, await unwrapWith(passkey, grant, unbase64(grant.public))]));
}
