/* Hybrid Public Key Encryption (RFC 9180), base mode, one message per key: DHKEM(X25519, HKDF-SHA256), HKDF-SHA256 and
   AES-GCM, all of it from the browser's own WebCrypto. Checked in Chromium against appendix A.1 of the RFC and against
   another implementation. No page is touched here. */

export const AES128 = { id: 1, bytes: 16 };
export const AES256 = { id: 2, bytes: 32 };
const KEM = 0x0020;
const KDF = 0x0001;
const PKCS8 = [0x30, 0x2e, 2, 1, 0, 0x30, 5, 6, 3, 0x2b, 0x65, 0x6e, 4, 0x22, 4, 0x20];
const EMPTY = new Uint8Array(0);

export const bytesOf = (text) => new TextEncoder().encode(text);
export const textOf = (bytes) => new TextDecoder("utf-8", { fatal: true }).decode(bytes);

export function joined(...parts) {
  const all = parts.map((part) => (typeof part === "string" ? bytesOf(part) : new Uint8Array(part)));
  const whole = new Uint8Array(all.reduce((n, part) => n + part.length, 0));
  all.reduce((at, part) => { whole.set(part, at); return at + part.length; }, 0);
  return whole;
}

const two = (n) => [n >> 8, n & 255];
const KEM_SUITE = joined("KEM", two(KEM));
const suiteOf = (aead) => joined("HPKE", two(KEM), two(KDF), two(aead.id));

export const base64 = (bytes) => btoa(String.fromCharCode(...bytes)).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
export const unbase64 = (text) => Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (c) => c.charCodeAt(0));

/* Whether this browser can do all of it; phones that cannot are told, and offered another way. */
export async function canSeal() {
  try {
    const pair = await freshPair();
    return (await open(pair, await seal(pair.publicKey, "?", EMPTY, EMPTY), "?", EMPTY)).length === 0;
  } catch {
    return false;
  }
}

async function hmac(key, message) {
  // An empty key and one of zeros are the same to HMAC; browsers refuse the first.
  const raw = key.length ? key : new Uint8Array(32);
  const imported = await crypto.subtle.importKey("raw", raw, { name: "HMAC", hash: "SHA-256" }, false, ["sign"]);
  return new Uint8Array(await crypto.subtle.sign("HMAC", imported, message));
}

const extract = (suite, salt, label, secret) => hmac(salt, joined("HPKE-v1", suite, label, secret));
// At most 32 bytes are ever asked for: one block of HKDF-Expand.
const expand = async (suite, secret, label, info, n) =>
  (await hmac(secret, joined(two(n), "HPKE-v1", suite, label, info, [1]))).slice(0, n);

export const importPrivate = (raw, extractable = false) =>
  crypto.subtle.importKey("pkcs8", joined(PKCS8, raw), "X25519", extractable, ["deriveBits"]);

/* A key pair as this file takes it: a CryptoKey that need not be readable, and the 32 bytes of its public half. */
export async function pairOf(raw) {
  const open_ = await crypto.subtle.exportKey("jwk", await importPrivate(raw, true));
  return { privateKey: await importPrivate(raw), publicKey: unbase64(open_.x) };
}

export async function freshPrivate() {
  const made = await crypto.subtle.generateKey("X25519", true, ["deriveBits"]);
  return new Uint8Array(await crypto.subtle.exportKey("pkcs8", made.privateKey)).slice(-32);
}

const freshPair = async () => pairOf(await freshPrivate());

/* DeriveKeyPair of the RFC: the same pair from the same secret. */
export async function derivedPrivate(secret) {
  return expand(KEM_SUITE, await extract(KEM_SUITE, EMPTY, "dkp_prk", secret), "sk", EMPTY, 32);
}

async function shared(privateKey, theirs, context) {
  const key = await crypto.subtle.importKey("raw", theirs, "X25519", false, []);
  const dh = new Uint8Array(await crypto.subtle.deriveBits({ name: "X25519", public: key }, privateKey, 256));
  if (dh.every((byte) => byte === 0)) throw new Error("not a public key");
  return expand(KEM_SUITE, await extract(KEM_SUITE, EMPTY, "eae_prk", dh), "shared_secret", context, 32);
}

async function schedule(secret, info, aead) {
  const suite = suiteOf(aead);
  const context = joined(
    [0], await extract(suite, EMPTY, "psk_id_hash", EMPTY), await extract(suite, EMPTY, "info_hash", joined(info)));
  const root = await extract(suite, secret, "secret", EMPTY);
  const key = await expand(suite, root, "key", context, aead.bytes);
  return {
    key: await crypto.subtle.importKey("raw", key, "AES-GCM", false, ["encrypt", "decrypt"]),
    iv: await expand(suite, root, "base_nonce", context, 12),
  };
}

/* Seal *plain* so that only the holder of the private half of *publicKey* opens it: 32 bytes of key, then the rest. */
export async function seal(publicKey, info, aad, plain, { aead = AES256, ephemeral } = {}) {
  const own = ephemeral ?? await freshPair();
  const secret = await shared(own.privateKey, publicKey, joined(own.publicKey, publicKey));
  const { key, iv } = await schedule(secret, info, aead);
  return joined(own.publicKey, await crypto.subtle.encrypt({ name: "AES-GCM", iv, additionalData: aad }, key, plain));
}

/* Open what was sealed to *pair*; throws where a byte, the info or the aad is another. */
export async function open(pair, sealed, info, aad, { aead = AES256 } = {}) {
  const theirs = sealed.slice(0, 32);
  const secret = await shared(pair.privateKey, theirs, joined(theirs, pair.publicKey));
  const { key, iv } = await schedule(secret, info, aead);
  return new Uint8Array(await crypto.subtle.decrypt({ name: "AES-GCM", iv, additionalData: aad }, key, sealed.slice(32)));
}
