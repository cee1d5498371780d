// Check published draw tickets with nothing but Node.js: node verify_draw.js cases.jsonl
// One line of JSON a ticket (fields: see verify_draw.py); prints "ok" or the first flaw.
"use strict";
const { createHash } = require("node:crypto");
const { readFileSync } = require("node:fs");

const DOMAIN = "kondusif-draw-v1";
const sha256 = (...parts) => {
  const hash = createHash("sha256");
  for (const part of parts) hash.update(part);
  return hash.digest();
};
const textHash = (text) => sha256(Buffer.from(text, "utf8")).toString("hex");

// RFC 9162, section 2.1.3.2: the root that follows from a leaf and its path, or null.
function climb(leaf, index, size, path) {
  let node = sha256(Buffer.of(0), leaf);
  let last = size - 1;
  for (const hex of path) {
    if (last === 0) return null;
    const sibling = Buffer.from(hex, "hex");
    if (index % 2 === 1 || index === last) {
      node = sha256(Buffer.of(1), sibling, node);
      while (index !== 0 && index % 2 === 0) {
        index = Math.floor(index / 2);
        last = Math.floor(last / 2);
      }
    } else {
      node = sha256(Buffer.of(1), node, sibling);
    }
    index = Math.floor(index / 2);
    last = Math.floor(last / 2);
  }
  return last === 0 ? node.toString("hex") : null;
}

function flaw(c) {
  const lines = c.announcement.split("\n");
  const parties = lines.filter((line) => line.startsWith("party ")).map((line) => line.slice(6));
  const fixed = textHash(c.announcement);
  const pairs = [];
  for (const party of parties) {
    const committed = c.commitments[party];
    const secret = c.secrets[party];
    const expected = textHash(`${DOMAIN}|commit|${fixed}|${party}|${secret}`);
    if (secret === undefined || secret === null || committed !== expected) return "commitment";
    pairs.push(`${committed}:${secret}`);
  }
  if (lines[0] !== DOMAIN || parties.length < 2) return "announcement";
  const seed = textHash(`${DOMAIN}|seed|${fixed}|${pairs.join(",")}|${c.public_value}`);
  if (c.seed !== seed) return "seed";
  if (c.ticket !== textHash(`${c.seed}|${c.id}`)) return "ticket";
  const [, root, size] = lines.find((line) => line.startsWith("list ")).split(" ");
  const inside = c.index >= 0 && c.index < Number(size);
  const leaf = Buffer.from(`${c.stratum}|${c.id}`, "utf8");
  return inside && climb(leaf, c.index, Number(size), c.path) === root ? "ok" : "proof";
}

const rows = readFileSync(process.argv[2], "utf8").split("\n").filter((row) => row !== "");
console.log(rows.map((row) => flaw(JSON.parse(row))).join("\n"));
