/* The sum that is asked of a phone when very many send: a number that makes so many leading zero bits. SHA-256 is
   written out here because the browser's own answers only later, one hash at a time: too slow for a sum. No page is
   touched here; the service worker, too, calculates with it. */

const K = new Uint32Array(64);
const START = new Uint32Array(8);
let filled = 0;
for (let n = 2; filled < 64; n++) {
  let isPrime = true;
  for (let d = 2; d * d <= n; d++) if (n % d === 0) isPrime = false;
  if (!isPrime) continue;
  const fraction = (x) => Math.floor((x - Math.floor(x)) * 4294967296);
  if (filled < 8) START[filled] = fraction(Math.sqrt(n));
  K[filled++] = fraction(Math.cbrt(n));
}
const W = new Uint32Array(64);
const turned = (x, n) => (x >>> n) | (x << (32 - n));

/* The first word of SHA-256 over 40 bytes: eight words of the prefix and the number as 64 bits. */
function firstWord(prefix, high, low) {
  W.set(prefix);
  W[8] = high; W[9] = low; W[10] = 0x80000000; W.fill(0, 11, 15); W[15] = 320;
  for (let i = 16; i < 64; i++) {
    const a = W[i - 15], b = W[i - 2];
    W[i] = W[i - 16] + (turned(a, 7) ^ turned(a, 18) ^ (a >>> 3)) + W[i - 7] + (turned(b, 17) ^ turned(b, 19) ^ (b >>> 10));
  }
  let [a, b, c, d, e, f, g, h] = START;
  for (let i = 0; i < 64; i++) {
    const s = (h + (turned(e, 6) ^ turned(e, 11) ^ turned(e, 25)) + ((e & f) ^ (~e & g)) + K[i] + W[i]) | 0;
    const t = ((turned(a, 2) ^ turned(a, 13) ^ turned(a, 22)) + ((a & b) ^ (a & c) ^ (b & c))) | 0;
    h = g; g = f; f = e; e = (d + s) | 0; d = c; c = b; b = a; a = (s + t) | 0;
  }
  return (START[0] + a) >>> 0;
}

export async function prefixOf(token) {
  const digest = new DataView(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(token)));
  return Uint32Array.from({ length: 8 }, (_, i) => digest.getUint32(i * 4));
}

/* The first number from *start* on that will do, or -1 where none of *count* does. */
export function firstThatDoes(prefix, bits, start, count) {
  for (let n = start; n < start + count; n++) {
    if (Math.clz32(firstWord(prefix, Math.floor(n / 4294967296), n >>> 0)) >= bits) return n;
  }
  return -1;
}
