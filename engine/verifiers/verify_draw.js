// Check published draw tickets with nothing but Node.js: node verify_draw.js cases.jsonl
// One line of JSON a ticket (fields: see verify_draw.py); prints "ok" or the first flaw.
"use strict";
const { createHash } = require("node:crypto");
const { readFileSync } = require("node:fs");

const [DOMAIN, ...TEXTS] = "kondusif-draw-v1 announcement public_value seed stratum id ticket".split(" ");
const sha256 = (...parts) => createHash("sha256").update(Buffer.concat(parts)).digest();
const bytes = (text) => Buffer.from(text, "utf8");
const textHash = (text) => sha256(bytes(text)).toString("hex");
const isText = (text) => typeof text === "string" && text.isWellFormed();
const isTable = (table) => typeof table === "object" && !Array.isArray(table);
const isHash = (text) => isText(text) && /^[0-9a-f]{64}$/.test(text);

// RFC 9162, section 2.1.3.2: the root that follows from a leaf's hash and its path, or null.
function climb(node, index, last, path) {
  const halve = () => ([index, last] = [Math.floor(index / 2), Math.floor(last / 2)]);
  for (const hex of path) {
    if (last === 0) return null;
    const sibling = Buffer.from(hex, "hex");
    if (index % 2 === 1 || index === last) {
      node = sha256(Buffer.of(1), sibling, node);
      while (index !== 0 && index % 2 === 0) halve();
    } else {
      node = sha256(Buffer.of(1), node, sibling);
    }
    halve();
  }
  return last === 0 ? node.toString("hex") : null;
}

function flaw(c) {
  const tables = [c.commitments, c.secrets];
  const texts = [...TEXTS.map((name) => c[name]), ...tables.flatMap((table) => Object.values(table))];
  const shaped = tables.every(isTable) && texts.every(isText) && Array.isArray(c.path);
  if (!shaped || !c.path.every(isHash) || !Number.isInteger(c.index)) return "malformed";
  const [lines, fixed, pairs] = [c.announcement.split("\n"), textHash(c.announcement), []];
  const parties = lines.filter((line) => line.startsWith("party ")).map((line) => line.slice(6));
  for (const party of parties) {
    const [committed, secret] = [c.commitments[party], c.secrets[party]];
    const expected = textHash(`${DOMAIN}|commit|${fixed}|${party}|${secret}`);
    if (!Object.hasOwn(c.secrets, party) || committed !== expected) return "commitment";
    pairs.push(`${committed}:${secret}`);
  }
  if (lines[0] !== DOMAIN || parties.length < 2) return "announcement";
  const seed = textHash(`${DOMAIN}|seed|${fixed}|${pairs.join(",")}|${c.public_value}`);
  if (c.seed !== seed) return "seed";
  if (c.ticket !== textHash(`${c.seed}|${c.id}`)) return "ticket";
  const [, root, size] = lines.find((line) => /^list [0-9a-f]+ [0-9]{1,15}$/.test(line)).split(" ");
  const leaf = sha256(Buffer.of(0), bytes(`${c.stratum}|${c.id}`));
  const inside = c.index >= 0 && c.index < Number(size);
  return inside && climb(leaf, c.index, Number(size) - 1, c.path) === root ? "ok" : "proof";
}
for (const row of readFileSync(process.argv[2], "utf8").split("\n").filter((row) => /[^ \t\r]/.test(row))) {
  try {
    console.log(flaw(JSON.parse(row)));
  } catch {
    console.log("malformed");
  }
}
