/* Shamir's secret sharing over GF(2^8) with the polynomial of AES: any two (or *needed*) of the shares give the
   secret, fewer tell nothing of it. A Python twin and vectors of both stand in the tests. */

import { decoded, encoded, grouped } from "./words.js";
import { bytesOf, joined } from "./hpke.js";

export function times(a, b) {
  let product = 0;
  for (let n = 0; n < 8; n++) {
    product ^= -(b & 1) & a;
    a = (a << 1) ^ (-(a >> 7) & 0x11b);
    b >>= 1;
  }
  return product;
}

function inverse(a) { // a^254
  let result = 1;
  for (let n = 0; n < 254; n++) result = times(result, a);
  return result;
}

/* *random* gives the coefficients above the secret, one array for each; only tests set it. */
export function split(secret, n, needed, random = (size) => crypto.getRandomValues(new Uint8Array(size))) {
  const above = Array.from({ length: needed - 1 }, () => random(secret.length));
  return Array.from({ length: n }, (_, i) => ({
    x: i + 1,
    y: secret.map((byte, k) => above.reduceRight((sum, line) => times(sum ^ line[k], i + 1), 0) ^ byte),
  }));
}

export function combine(shares) {
  const xs = shares.map((share) => share.x);
  if (new Set(xs).size !== xs.length) throw new RangeError("the same share twice");
  return shares[0].y.map((_, k) => shares.reduce((sum, { x, y }) => {
    const weight = xs.filter((other) => other !== x).reduce((w, other) => times(w, times(other, inverse(other ^ x))), 1);
    return sum ^ times(y[k], weight);
  }, 0));
}

/* A share on paper: number, bytes and four bytes of checksum, in groups of four letters. */
export async function written({ x, y }) {
  const body = joined([x], y);
  return grouped(encoded(joined(body, (await sha256(joined("kondusif/1 bagian", body))).slice(0, 4))));
}

/* Null where a letter was misread. */
export async function read(typed, n = 32) {
  const whole = decoded(typed, n + 5);
  if (!whole) return null;
  const body = whole.slice(0, n + 1);
  const sum = (await sha256(joined("kondusif/1 bagian", body))).slice(0, 4);
  return sum.every((byte, i) => byte === whole[n + 1 + i]) ? { x: body[0], y: body.slice(1) } : null;
}

export const sha256 = async (bytes) => new Uint8Array(await crypto.subtle.digest("SHA-256", typeof bytes === "string" ? bytesOf(bytes) : bytes));
