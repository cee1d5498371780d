/* Sealed words: what is put into an envelope, padded so that its length tells little, and codes that a person notes down. */

import { base64, bytesOf, joined, open, seal, textOf, unbase64 } from "./hpke.js";

export const REPORT = "kondusif/1 laporan";
export const MESSAGE = "kondusif/1 pesan";
export const ANSWER = "kondusif/1 jawaban";
const SIZES = [256, 512, 1024, 2048, 4096, 8192, 16384, 32768];
// Crockford's alphabet: no I, L, O and U, which are misread.
const LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

export function padded(words) {
  const bytes = bytesOf(JSON.stringify(words));
  const size = SIZES.find((n) => n >= bytes.length + 4);
  if (!size) throw new RangeError("too long");
  const whole = new Uint8Array(size);
  new DataView(whole.buffer).setUint32(0, bytes.length);
  whole.set(bytes, 4);
  return whole;
}

export function unpadded(whole) {
  const n = new DataView(whole.buffer, whole.byteOffset).getUint32(0);
  return JSON.parse(textOf(whole.slice(4, 4 + n)));
}

const NOTHING = new Uint8Array(0);
// *about* is the reading key of the report: words sealed for one report open in no other.
const told = (info, about) => joined(info, unbase64(about));
export const sealWords = async (publicKey, info, about, words) =>
  base64(await seal(unbase64(publicKey), told(info, about), NOTHING, padded(words)));
export const openWords = async (pair, sealed, info, about) => unpadded(await open(pair, unbase64(sealed), told(info, about), NOTHING));

export function encoded(bytes) {
  let bits = 0, held = 0, text = "";
  for (const byte of bytes) {
    held = (held << 8) | byte;
    for (bits += 8; bits >= 5; bits -= 5) text += LETTERS[(held >> (bits - 5)) & 31];
    held &= (1 << bits) - 1;
  }
  return bits ? text + LETTERS[(held << (5 - bits)) & 31] : text;
}

/* What somebody typed, as the letters it can mean; null where there are others. */
export function letters(typed) {
  const text = typed.toUpperCase().replace(/[\s\-.]/g, "").replaceAll("O", "0").replace(/[IL]/g, "1");
  return [...text].every((c) => LETTERS.includes(c)) ? text : null;
}

/* *n* bytes; null where a letter was left out, or the last one cannot have been written so. */
export function decoded(typed, n) {
  const text = letters(typed);
  if (text === null || text.length !== Math.ceil((n * 8) / 5)) return null;
  const bytes = new Uint8Array(n);
  let bits = 0, held = 0, at = 0;
  for (const c of text) {
    held = (held << 5) | LETTERS.indexOf(c);
    bits += 5;
    if (bits >= 8 && at < n) { bytes[at++] = (held >> (bits - 8)) & 255; bits -= 8; held &= (1 << bits) - 1; }
  }
  return held ? null : bytes; // the last letter holds bits of no byte: encoded() leaves them zero
}

export const grouped = (text) => text.match(/.{1,4}/g).join(" ");

/* A code of twenty letters, 100 bits, from which the reporter's own pair is made: the server never sees it. */
export const READING = 20;
export const freshReading = () => [...crypto.getRandomValues(new Uint8Array(READING))].map((byte) => LETTERS[byte & 31]).join("");
export const readingSecret = (code) => joined("kondusif/1 kunci baca ", code);
