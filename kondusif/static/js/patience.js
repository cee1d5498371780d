/* How long what did not get through waits until it is tried again: each time twice as long, at no moment that other
   phones share, and never so long that somebody must think it forgotten. */

const FIRST_WAIT_MS = 5000;
const MOST_DOUBLINGS = 20;
export const LONGEST_WAIT_MS = 900000;

/* After *tries* failures; at least *askedMs*, which is what a busy server asked for. *dice* is between 0 and 1. */
export function waitAfter(tries, askedMs = 0, dice = Math.random()) {
  const grown = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** Math.min(tries - 1, MOST_DOUBLINGS));
  return Math.min(LONGEST_WAIT_MS, Math.max(grown * (0.5 + dice / 2), askedMs * (1 + dice / 2)));
}

/* Until when a server asked to be left alone: nobody's impatience shortens it. */
export const askedUntil = (now, askedMs) => (askedMs > 0 ? now + Math.min(LONGEST_WAIT_MS, askedMs) : 0);

/* Ends a request after *ms*; older phones lack the short way to say so. */
export function endAfter(ms) {
  if (AbortSignal.timeout) return AbortSignal.timeout(ms);
  const ending = new AbortController();
  setTimeout(() => ending.abort(), ms);
  return ending.signal;
}

/* A moment farther off than anybody waits was written by a clock that has been put right since. */
export const isOver = (moment, now) => moment <= now || moment > now + 2 * LONGEST_WAIT_MS;
