"""The two verifiers that strangers run must agree with each other and with the truth."""

import json
import random
import shutil
import subprocess
import sys
from hashlib import sha256
from pathlib import Path

import pytest

from kondusif_engine import draw
from kondusif_engine.ledger import MerkleLog

VERIFIERS = Path(__file__).parents[2] / "verifiers"
N_VECTORS = 10_000
TAMPERINGS = ("ticket", "seed", "id", "index", "path", "secret", "commitment", "announcement", "size")


def vectors():
    """Tickets of many draws, half of them tampered with; each with whether it is true."""
    rng = random.Random(9)
    while True:
        entries = [
            draw.Entry(f"{rng.randrange(10**9)}-{i}", rng.choice(("", "utara", "sélatan")))
            for i in range(rng.randint(1, 70))
        ]
        prizes = {stratum: 1 for stratum in {entry.stratum for entry in entries}}
        parties = [f"Pihak {i} – ñ" for i in range(rng.randint(2, 5))]
        announcement = draw.announce("Undian", entries, prizes, parties)
        secrets = {p: sha256(f"{rng.random()}".encode()).hexdigest() for p in parties}
        commitments = {p: draw.commitment(announcement, p, secrets[p]) for p in parties}
        seed = draw.seed(announcement, commitments, secrets, "27 °C")
        ordered = sorted(entries, key=lambda entry: entry.leaf)
        log = MerkleLog(entry.leaf for entry in ordered)
        for index, entry in enumerate(ordered):
            case = {
                "announcement": announcement.text, "commitments": commitments, "secrets": secrets,
                "public_value": "27 °C", "seed": seed, "stratum": entry.stratum, "id": entry.id,
                "index": index, "path": [node.hex() for node in log.inclusion(index).path],
                "ticket": draw.ticket(seed, entry.id),
            }  # fmt: skip
            yield tamper(rng, case) if rng.random() < 0.5 else (case, True)


def tamper(rng, case):
    case = json.loads(json.dumps(case))
    what = rng.choice(TAMPERINGS)
    party = next(iter(case["secrets"]))
    if what in ("ticket", "seed"):
        case[what] = flip(case[what])
    elif what == "id":
        case["id"] += "0"
        case["ticket"] = draw.ticket(case["seed"], case["id"])
    elif what == "index":
        case["index"] += rng.choice((-1000, 1000))
    elif what == "path":
        case["path"] = [*case["path"], "00" * 32]
    elif what == "secret":
        case["secrets"][party] = flip(case["secrets"][party])
    elif what == "commitment":
        del case["secrets"][party]
    elif what == "announcement":
        case["announcement"] = case["announcement"].replace("round 1", "round 2")
    else:
        case["announcement"] = case["announcement"].replace("stratum 1", "stratum 2", 1)
    return case, False


def flip(digits):
    return ("1" if digits[0] == "0" else "0") + digits[1:]


@pytest.fixture(scope="module")
def cases(tmp_path_factory):
    stream = vectors()
    made = [next(stream) for _ in range(N_VECTORS)]
    path = tmp_path_factory.mktemp("draw") / "cases.jsonl"
    path.write_text("".join(json.dumps(case) + "\n" for case, _ in made))
    return path, [true for _, true in made]


def answers(*command):
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=120)
    return done.stdout.splitlines()


def test_the_python_verifier_accepts_the_true_and_refuses_the_tampered(cases):
    path, truth = cases
    found = answers(sys.executable, "-I", str(VERIFIERS / "verify_draw.py"), str(path))
    assert [answer == "ok" for answer in found] == truth
    assert {"ok", "commitment", "seed", "ticket", "proof"} <= set(found)


def test_the_javascript_verifier_gives_the_same_ten_thousand_answers(cases):
    node = shutil.which("node")
    if node is None:
        pytest.skip("node is not installed on this machine")
    path, _ = cases
    python = answers(sys.executable, "-I", str(VERIFIERS / "verify_draw.py"), str(path))
    assert answers(node, str(VERIFIERS / "verify_draw.js"), str(path)) == python


def edge_cases():
    """Lists of 1, 2, 3, 2^k and 2^k +- 1 entries; each proof true, then broken in every way we know."""
    rng = random.Random(4)
    for size in (1, 2, 3, 4, 5, 7, 8, 9, 15, 16, 17, 31, 32, 33, 127, 128, 129):
        entries = [draw.Entry(f"{rng.randrange(10**9)}-{i}", "") for i in range(size)]
        announcement = draw.announce("Undian", entries, {"": 1}, ["A", "B"])
        secrets = {p: sha256(f"{p}{size}".encode()).hexdigest() for p in "AB"}
        commitments = {p: draw.commitment(announcement, p, secrets[p]) for p in "AB"}
        seed = draw.seed(announcement, commitments, secrets, "27")
        ordered = sorted(entries, key=lambda entry: entry.leaf)
        log = MerkleLog(entry.leaf for entry in ordered)
        for index in sorted({0, size // 2, size - 1}):
            entry = ordered[index]
            true = {
                "announcement": announcement.text, "commitments": commitments, "secrets": secrets,
                "public_value": "27", "seed": seed, "stratum": "", "id": entry.id, "index": index,
                "path": [node.hex() for node in log.inclusion(index).path],
                "ticket": draw.ticket(seed, entry.id),
            }  # fmt: skip
            yield true, True
            yield from ((true | change, False) for change in breakages(true, size))


def breakages(case, size):
    path, index = case["path"], case["index"]
    for at in range(len(path)):
        yield {"path": [*path[:at], flip(path[at]), *path[at + 1 :]]}
        yield {"path": path[:at] + path[at + 1 :]}
        yield {"path": path[: at + 1] + path[at:]}
        if at:
            yield {"path": [*path[: at - 1], path[at], path[at - 1], *path[at + 1 :]]}
    yield {"path": [*path, "00" * 32]}
    for other in (index + 1, index - 1, index + size, -1 - index, 2**32 + index, 2**53 + index):
        yield {"index": other}
    # What is no line of the protocol must be refused, not believed and not stumbled over.
    for nonsense in (None, str(index), index + 0.5, True, [index], {}, 1e400):
        yield {"index": nonsense}
    for nonsense in (None, "ab", {}, [None], ["0" * 63], [" " + "0" * 63], [["0" * 64]]):
        yield {"path": nonsense}
    if any(node != node.upper() for node in path):
        yield {"path": [node.upper() for node in path]}
    for name in ("announcement", "public_value", "seed", "stratum", "id", "ticket"):
        yield from ({name: case[name] + more} for more in (" ", "\0", "\ud800", "\u2028list 00 1"))
        yield from ({name: nonsense} for nonsense in (None, 7, ["x"]))
    yield from ({name: nonsense} for name in ("commitments", "secrets") for nonsense in (None, {}))


def test_edge_sizes_and_every_breakage_get_the_same_right_answer_from_both(tmp_path):
    made = list(edge_cases())
    path = tmp_path / "edges.jsonl"
    path.write_text("".join(json.dumps(case) + "\n" for case, _ in made) + "[]\nnull\n\n{nonsense\n")
    found = answers(sys.executable, "-I", str(VERIFIERS / "verify_draw.py"), str(path))
    assert found[-3:] == ["malformed"] * 3
    assert [answer == "ok" for answer in found[:-3]] == [true for _, true in made]
    if node := shutil.which("node"):
        assert answers(node, str(VERIFIERS / "verify_draw.js"), str(path)) == found


def forged(case, **change):
    """A line whose hashes are right for what it holds, so that only its form can be refused."""
    case = json.loads(json.dumps(case)) | change
    return json.dumps(case)


def misread_lines():
    """Lines that one language reads in another way than the other, if it is let."""
    true = next(case for case, good in edge_cases() if good)
    line, party = json.dumps(true), next(iter(true["secrets"]))
    fixed = sha256(true["announcement"].encode()).hexdigest()
    for secret, said in ((1, "1"), (1.0, "1"), (True, "true"), (True, "True"), (None, "null"), ([], "")):
        committed = sha256(f"kondusif-draw-v1|commit|{fixed}|{party}|{said}".encode()).hexdigest()
        yield forged(
            true,
            secrets=true["secrets"] | {party: secret},
            commitments=true["commitments"] | {party: committed},
        )
    yield forged(true, secrets=true["secrets"] | {party: "\ud800"})
    for nonsense in ([], "ab", 7, 1.5, True):
        yield forged(true, commitments=nonsense)
        yield forged(true, secrets=nonsense)
    yield forged(true, announcement="", public_value="", seed="", stratum="", id="", ticket="", path=[])
    yield line[:-1] + ', "more": NaN}'
    yield line[:-1] + ', "more": -Infinity}'
    yield line[:-1] + ', "more": ' + "9" * 5000 + "}"
    yield line[:-1] + ', "more": "\\ud800"}'
    yield line.replace(", ", ",\r", 1)
    yield line.replace('"index": 0', '"index": -0') + "\r"
    yield "[" * 100_000
    yield "\ufeff"
    yield "\x85"
    yield "\ufeff" + line


def test_lines_that_python_and_javascript_read_differently_get_one_answer(tmp_path):
    made = list(misread_lines())
    path = tmp_path / "misread.jsonl"
    path.write_bytes("\n".join(made).encode() + b'\n{"id": "\xff\xfe"}\n \t\r\n')
    found = answers(sys.executable, "-I", str(VERIFIERS / "verify_draw.py"), str(path))
    assert len(found) == len(made) + 1
    assert set(found) == {"ok", "malformed", "announcement"}
    if node := shutil.which("node"):
        assert answers(node, str(VERIFIERS / "verify_draw.js"), str(path)) == found


def mangled(rng, line):
    """A line with a few letters lost, doubled, swapped for others, or a whole value for another."""
    for _ in range(rng.choice((1, 1, 2, 4))):
        at = rng.randrange(len(line))
        line = rng.choice(
            (
                lambda text, at: text[:at] + text[at + 1 :],
                lambda text, at: text[:at] + text[at] + text[at:],
                lambda text, at: text[:at] + rng.choice('0aF"[]{},:\\ \t\r\x00é\u2028') + text[at + 1 :],
                lambda text, at: text.replace(*rng.choice(_VALUES), 1),
            )
        )(line, at)
    return line.replace("\n", " ")


_VALUES = (
    ('": "', '": ["'), ('"index": ', '"index": 1'), ('"index": ', '"index": -'), ("{", "["), ("}", "]"),
    ('"path": [', '"path": [null, '), ('": "', '": 1e400, "x": "'), ("party ", "Party "),
)  # fmt: skip


def test_mangled_lines_get_the_same_answer_from_both(tmp_path):
    rng = random.Random(12)
    true = [json.dumps(case, ensure_ascii=rng.random() < 0.5) for case, good in edge_cases() if good]
    lines = [mangled(rng, rng.choice(true)) for _ in range(3_000)]
    path = tmp_path / "mangled.jsonl"
    path.write_bytes("".join(line + "\n" for line in lines).encode())
    found = answers(sys.executable, "-I", str(VERIFIERS / "verify_draw.py"), str(path))
    assert len(found) == len(lines)
    assert len(set(found)) >= 5
    if node := shutil.which("node"):
        assert answers(node, str(VERIFIERS / "verify_draw.js"), str(path)) == found


@pytest.mark.parametrize("name", ["verify_draw.py", "verify_draw.js"])
def test_a_verifier_is_short_enough_to_be_read_by_anybody(name):
    lines = (VERIFIERS / name).read_text().splitlines()
    assert len(lines) <= 60
    assert not any("kondusif_engine" in line for line in lines)


def test_the_example_beside_the_verifiers_is_true():
    example = str(VERIFIERS / "example.jsonl")
    found = answers(sys.executable, "-I", str(VERIFIERS / "verify_draw.py"), example)
    assert found == ["ok"] * 6


def test_the_protocol_as_written_for_strangers_gives_the_example():
    case = json.loads((VERIFIERS / "example.jsonl").read_text().splitlines()[0])

    def h(text):
        return sha256(text.encode()).hexdigest()

    fixed = h(case["announcement"])
    for party, secret in case["secrets"].items():
        assert case["commitments"][party] == h(f"kondusif-draw-v1|commit|{fixed}|{party}|{secret}")
    parties = [line[6:] for line in case["announcement"].splitlines() if line.startswith("party ")]
    pairs = ",".join(f"{case['commitments'][p]}:{case['secrets'][p]}" for p in parties)
    assert case["seed"] == h(f"kondusif-draw-v1|seed|{fixed}|{pairs}|{case['public_value']}")
    assert case["ticket"] == h(f"{case['seed']}|{case['id']}")
