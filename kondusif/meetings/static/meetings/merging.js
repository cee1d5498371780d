/* Two people write one text: whatever either of them typed stays, what either took out goes.
   The same rule as kondusif/meetings/merging.py, word for word; a test holds the two against each other. */

const SPACE = " \\t\\n\\r\\f\\v\\u00a0";
const MOST_DIFFERENCES = 1000;

export function split(text) {
  const pattern = new RegExp(`([${SPACE}]*)([^${SPACE}]+)`, "gu");
  const words = [], spaces = [];
  let end = 0;
  for (const found of text.matchAll(pattern)) {
    spaces.push(found[1]);
    words.push(found[2]);
    end = found.index + found[0].length;
  }
  return { words, spaces, tail: text.slice(end) };
}

export function merge(base, mine, theirs) {
  if (mine === base || mine === theirs) return theirs;
  if (theirs === base) return mine;
  const b = split(base), m = split(mine), t = split(theirs);
  const ofMine = matches(b.words, m.words), ofTheirs = matches(b.words, t.words);
  const result = [];
  const add = (space, word) => result.push(space || (result.length ? " " : ""), word);
  let from = [-1, -1, -1];
  for (let i = 0; i <= b.words.length; i += 1) {
    const atEnd = i === b.words.length;
    if (!atEnd && (ofMine[i] === null || ofTheirs[i] === null)) continue;
    const to = atEnd ? [i, m.words.length, t.words.length] : [i, ofMine[i], ofTheirs[i]];
    for (const [side, start, end] of between(m, t, ofMine, ofTheirs, from, to)) {
      for (let n = start; n < end; n += 1) add(side.spaces[n], side.words[n]);
    }
    if (!atEnd) add(choose(b.spaces[i], m.spaces[to[1]], t.spaces[to[2]]), b.words[i]);
    from = to;
  }
  return result.join("") + choose(b.tail, m.tail, t.tail);
}

function between(m, t, ofMine, ofTheirs, [i0, j0, k0], [i1, j1, k1]) {
  const mine = m.words.slice(j0 + 1, j1), theirs = t.words.slice(k0 + 1, k1);
  const same = mine.length === theirs.length && mine.every((word, n) => word === theirs[n]);
  if (same && i1 - i0 > 1) return [[t, k0 + 1, k1]];
  const added = [];
  let j = j0 + 1, k = k0 + 1;
  for (let i = i0 + 1; i <= i1; i += 1) {
    const jNext = i === i1 ? j1 : ofMine[i], kNext = i === i1 ? k1 : ofTheirs[i];
    if (kNext !== null) { added.push([t, k, kNext]); k = kNext + 1; }
    if (jNext !== null) { added.push([m, j, jNext]); j = jNext + 1; }
  }
  return added;
}

function choose(base, mine, theirs) {
  if (mine === base) return theirs;
  if (theirs === base) return mine;
  const lines = (space) => space.split("\n").length;
  if (lines(mine) !== lines(theirs)) return lines(mine) > lines(theirs) ? mine : theirs;
  return mine.length > theirs.length ? mine : theirs;
}

function matches(old, now) {
  let head = 0;
  while (head < Math.min(old.length, now.length) && old[head] === now[head]) head += 1;
  let tail = 0;
  while (tail < Math.min(old.length, now.length) - head && old.at(-1 - tail) === now.at(-1 - tail)) tail += 1;
  const found = new Array(old.length).fill(null);
  for (let i = 0; i < head; i += 1) found[i] = i;
  for (let i = 0; i < tail; i += 1) found[old.length - 1 - i] = now.length - 1 - i;
  for (const [i, j] of shortest(old.slice(head, old.length - tail), now.slice(head, now.length - tail))) {
    found[head + i] = head + j;
  }
  return found;
}

/* Myers (1986), greedy; nothing if the two differ more than is worth searching. */
function shortest(old, now) {
  if (!old.length || !now.length) return [];
  const reached = new Map([[1, 0]]), trace = [];
  const most = Math.min(old.length + now.length, MOST_DIFFERENCES);
  for (let edits = 0; edits <= most; edits += 1) {
    trace.push(new Map(reached));
    for (let k = -edits; k <= edits; k += 2) {
      const down = k === -edits || (k !== edits && reached.get(k - 1) < reached.get(k + 1));
      let i = down ? reached.get(k + 1) : reached.get(k - 1) + 1;
      let j = i - k;
      while (i < old.length && j < now.length && old[i] === now[j]) { i += 1; j += 1; }
      reached.set(k, i);
      if (i >= old.length && j >= now.length) return walkBack(trace, old.length, now.length);
    }
  }
  return [];
}

function walkBack(trace, i, j) {
  const pairs = [];
  for (let edits = trace.length - 1; edits >= 0; edits -= 1) {
    const reached = trace[edits], k = i - j;
    const down = k === -edits || (k !== edits && reached.get(k - 1) < reached.get(k + 1));
    const kBefore = down ? k + 1 : k - 1;
    const iBefore = edits ? reached.get(kBefore) : 0, jBefore = edits ? iBefore - kBefore : 0;
    while (i > iBefore && j > jBefore) { i -= 1; j -= 1; pairs.push([i, j]); }
    i = iBefore; j = jBefore;
  }
  return pairs.reverse();
}

/* The stretches that turn one text into another, from the last to the first: [start, end, words]. */
export function stretches(before, after) {
  const a = split(before), b = split(after), of = matches(a.words, b.words);
  const placesOf = (row) => {
    let at = 0;
    return row.words.map((word, n) => { const start = at + row.spaces[n].length; at = start + word.length; return [start, at]; });
  };
  const inA = placesOf(a), inB = placesOf(b), found = [];
  let endA = 0, endB = 0;
  for (let i = 0; i <= a.words.length; i += 1) {
    const last = i === a.words.length;
    if (!last && of[i] === null) continue;
    const [startA, stopA] = last ? [before.length, 0] : inA[i];
    const [startB, stopB] = last ? [after.length, 0] : inB[of[i]];
    if (before.slice(endA, startA) !== after.slice(endB, startB)) found.push(trimmed(before, endA, startA, after.slice(endB, startB)));
    endA = stopA; endB = stopB;
  }
  return found.reverse();
}

/* A stretch without what both sides have in common at its ends: a caret beside it stays where it is. */
function trimmed(before, start, end, words) {
  const gone = before.slice(start, end);
  let head = 0;
  while (head < Math.min(gone.length, words.length) && gone[head] === words[head]) head += 1;
  let tail = 0;
  while (tail < Math.min(gone.length, words.length) - head && gone.at(-1 - tail) === words.at(-1 - tail)) tail += 1;
  return [start + head, end - tail, words.slice(head, words.length - tail)];
}
