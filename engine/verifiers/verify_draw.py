"""Check published draw tickets: python verify_draw.py cases.jsonl prints "ok" or the first flaw.

A line of JSON: announcement (its text), commitments {party: hex}, secrets {party: hex},
public_value, seed, stratum, id, index, path [hex], ticket. "malformed": it is no such line."""

import json
import re
import sys
from hashlib import sha256

DOMAIN, *TEXTS = "kondusif-draw-v1 announcement public_value seed stratum id ticket".split()


def climb(node, index, last, path):
    """RFC 9162, section 2.1.3.2: the root that follows from a leaf's hash and its path, or None."""
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


def flaw(case, texts, index, path, pairs=""):
    hashed = lambda text: sha256(text.encode()).hexdigest()  # noqa: E731
    "".join([*texts, *case["commitments"].values(), *case["secrets"].values()]).encode()  # or fail
    nodes = [node for node in path if re.fullmatch("[0-9a-f]{64}", node)]
    if nodes != path or isinstance(index, bool) or index % 1:
        return "malformed"
    fixed, lines = hashed(case["announcement"]), case["announcement"].split("\n")
    parties = [line[6:] for line in lines if line.startswith("party ")]
    for party in parties:
        committed, secret = case["commitments"].get(party), case["secrets"].get(party)
        if secret is None or committed != hashed(f"{DOMAIN}|commit|{fixed}|{party}|{secret}"):
            return "commitment"
        pairs += f",{committed}:{secret}"
    if lines[0] != DOMAIN or len(parties) < 2:
        return "announcement"
    if case["seed"] != hashed(f"{DOMAIN}|seed|{fixed}|{pairs[1:]}|{case['public_value']}"):
        return "seed"
    if case["ticket"] != hashed(f"{case['seed']}|{case['id']}"):
        return "ticket"
    (_, root, size), *_ = [li.split(" ") for li in lines if re.fullmatch("list [0-9a-f]+ [0-9]{1,15}", li)]
    leaf = sha256(b"\0" + f"{case['stratum']}|{case['id']}".encode()).digest()
    inside = 0 <= index < int(size)
    return "ok" if inside and climb(leaf, int(index), int(size) - 1, nodes) == root else "proof"


rows = open(sys.argv[1], encoding="utf-8", errors="replace", newline="\n")
for line in filter(lambda row: row.strip(" \t\r\n"), rows):
    try:  # read as JavaScript does: no NaN (float(None) fails), whole numbers are doubles
        given = json.loads(line, parse_constant=lambda _: float(None), parse_int=float)
        print(flaw(given, [given[name] for name in TEXTS], given["index"], given["path"]))
    except (AttributeError, LookupError, RecursionError, TypeError, ValueError):
        print("malformed")
