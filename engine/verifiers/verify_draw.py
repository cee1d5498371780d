"""Check published draw tickets: python verify_draw.py cases.jsonl prints "ok" or the first flaw.

A line of JSON: announcement (its text), commitments {party: hex}, secrets {party: hex},
public_value, seed, stratum, id, index, path [hex], ticket.
"""

import json
import sys
from hashlib import sha256

DOMAIN = "kondusif-draw-v1"


def text_hash(text):
    return sha256(text.encode()).hexdigest()


def climb(leaf, index, size, path):
    """RFC 9162, section 2.1.3.2: the root that follows from a leaf and its path, or None."""
    node, last = sha256(b"\0" + leaf).digest(), size - 1
    for sibling in path:
        if last == 0:
            return None
        if index & 1 or index == last:
            node = sha256(b"\1" + bytes.fromhex(sibling) + node).digest()
            while index and not index & 1:
                index, last = index >> 1, last >> 1
        else:
            node = sha256(b"\1" + node + bytes.fromhex(sibling)).digest()
        index, last = index >> 1, last >> 1
    return node.hex() if last == 0 else None


def flaw(case):
    lines = case["announcement"].split("\n")
    parties = [line[6:] for line in lines if line.startswith("party ")]
    fixed = text_hash(case["announcement"])
    pairs = []
    for party in parties:
        committed, secret = case["commitments"].get(party), case["secrets"].get(party)
        if secret is None or committed != text_hash(f"{DOMAIN}|commit|{fixed}|{party}|{secret}"):
            return "commitment"
        pairs.append(f"{committed}:{secret}")
    if lines[0] != DOMAIN or len(parties) < 2:
        return "announcement"
    parts = (DOMAIN, "seed", fixed, ",".join(pairs), case["public_value"])
    if case["seed"] != text_hash("|".join(parts)):
        return "seed"
    if case["ticket"] != text_hash(f"{case['seed']}|{case['id']}"):
        return "ticket"
    root, size = next(line for line in lines if line.startswith("list ")).split(" ")[1:]
    leaf, index = f"{case['stratum']}|{case['id']}".encode(), case["index"]
    if not 0 <= index < int(size) or climb(leaf, index, int(size), case["path"]) != root:
        return "proof"
    return "ok"


if __name__ == "__main__":
    for row in open(sys.argv[1], encoding="utf-8"):
        print(flaw(json.loads(row)))
