/* Does the sum away from the page, and says how far it is. */

import { firstThatDoes, prefixOf } from "../js/hashcash.js";

const STEP = 16384;

onmessage = async ({ data: { token, bits } }) => {
  const prefix = await prefixOf(token);
  for (let n = 0; ; n += STEP) {
    const found = firstThatDoes(prefix, bits, n, STEP);
    if (found >= 0) return postMessage({ answer: String(found) });
    postMessage({ share: 1 - Math.exp(-(n + STEP) / 2 ** bits) });
  }
};
