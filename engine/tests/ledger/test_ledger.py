from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from reference import ledger as twin

from kondusif_engine import ArgumentProblem, ledger

# The eight leaves and roots of the Certificate Transparency reference tests.
LEAVES = [
    bytes.fromhex(h)
    for h in (
        "", "00", "10", "2021", "3031", "40414243", "5051525354555657",
        "606162636465666768696a6b6c6d6e6f",
    )
]  # fmt: skip
ROOTS = [
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]

sizes = st.integers(1, 40)


def log_of(n):
    return ledger.MerkleLog(b"entry %d" % i for i in range(n)), [b"entry %d" % i for i in range(n)]


@pytest.mark.parametrize("n", range(9))
def test_roots_are_those_of_the_certificate_transparency_reference(n):
    assert ledger.MerkleLog(LEAVES[:n]).root().hex() == ROOTS[n]


@given(sizes, st.data())
def test_roots_and_proofs_equal_the_definitions_of_the_rfc(n, data):
    log, entries = log_of(n)
    size = data.draw(st.integers(1, n))
    index = data.draw(st.integers(0, size - 1))
    old = data.draw(st.integers(1, size))
    assert log.root(size) == twin.mth(entries[:size])
    assert list(log.inclusion(index, size).path) == twin.path(index, entries[:size])
    assert list(log.consistency(old, size).path) == twin.proof(old, entries[:size])


@given(sizes, st.data())
def test_every_true_proof_is_accepted_and_every_tampered_one_refused(n, data):
    log, entries = log_of(n)
    index = data.draw(st.integers(0, n - 1))
    proof, root = log.inclusion(index), log.root()
    assert ledger.verify_inclusion(entries[index], proof, root)
    assert not ledger.verify_inclusion(entries[index] + b"!", proof, root)
    assert not ledger.verify_inclusion(entries[index], proof, bytes(32))
    longer = replace(proof, path=(*proof.path, bytes(32)))
    assert not ledger.verify_inclusion(entries[index], longer, root)
    for at in range(len(proof.path)):
        cut = replace(proof, path=proof.path[:at] + proof.path[at + 1 :])
        bent = replace(proof, path=(*proof.path[:at], bytes(32), *proof.path[at + 1 :]))
        assert not ledger.verify_inclusion(entries[index], cut, root)
        assert not ledger.verify_inclusion(entries[index], bent, root)
    elsewhere = replace(proof, index=(index + 1) % n)
    assert n == 1 or not ledger.verify_inclusion(entries[index], elsewhere, root)


@given(sizes, st.data())
def test_a_log_that_rewrote_its_past_cannot_prove_consistency(n, data):
    log, entries = log_of(n)
    old = data.draw(st.integers(1, n))
    proof, old_root, root = log.consistency(old), log.root(old), log.root()
    assert ledger.verify_consistency(proof, old_root, root)
    changed = ledger.MerkleLog([b"changed", *entries[1:]])
    assert not ledger.verify_consistency(changed.consistency(old), old_root, changed.root())
    assert not ledger.verify_consistency(replace(proof, path=(*proof.path, bytes(32))), old_root, root)
    if proof.path:
        assert not ledger.verify_consistency(replace(proof, path=proof.path[1:]), old_root, root)


def test_proofs_with_nonsense_in_them_are_refused_and_never_raise():
    log, entries = log_of(5)
    proof = log.inclusion(2)
    for wrong in (
        replace(proof, index=-1),
        replace(proof, index=5),
        replace(proof, size=0),
        replace(proof, path=(b"short",) * 3),
    ):
        assert not ledger.verify_inclusion(entries[2], wrong, log.root())
    joint = log.consistency(3)
    for wrong in (
        replace(joint, old_size=0),
        replace(joint, old_size=6),
        replace(joint, path=()),
        replace(joint, path=(b"short",)),
    ):
        assert not ledger.verify_consistency(wrong, log.root(3), log.root())


def test_entries_added_one_by_one_in_bulk_or_by_hash_give_one_root():
    log, entries = log_of(13)
    single, hashed = ledger.MerkleLog(), ledger.MerkleLog()
    for i, entry in enumerate(entries):
        assert single.append(entry) == i
        hashed.append_hash(ledger.leaf_hash(entry))
    assert single.root() == hashed.root() == log.root()
    assert len(single) == 13


@pytest.mark.parametrize(
    "wrong",
    [
        lambda log: log.append("text"),
        lambda log: log.append_hash(b"short"),
        lambda log: log.root(6),
        lambda log: log.root(-1),
        lambda log: log.inclusion(5),
        lambda log: log.inclusion(0, 0),
        lambda log: log.consistency(0),
        lambda log: log.consistency(4, 3),
        lambda log: ledger.MerkleLog().consistency(1),
        lambda log: log.root(True),
    ],
)
def test_what_the_log_cannot_do_is_named(wrong):
    log, _ = log_of(5)
    with pytest.raises(ArgumentProblem):
        wrong(log)
    assert len(log) == 5


def test_an_independent_implementation_gives_the_same_root():
    pymerkle = pytest.importorskip(
        "pymerkle", reason="GPL, so not in the environment; the reference roots above do without"
    )
    log, entries = log_of(100)
    tree = pymerkle.InmemoryTree(algorithm="sha256")
    for entry in entries:
        tree.append_entry(entry)
    assert tree.get_root() == log.root()
