"""Shares of a key: any two give it back, one tells nothing."""

import json
from collections import Counter
from itertools import combinations
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kondusif.people.tests.shamir import combine, split, times

VECTORS = json.loads((Path(__file__).parent / "vectors" / "shares.json").read_text())


def test_products_are_those_of_the_aes_standard():
    assert [times(0x57, b) for b in (0x83, 0x13, 0x02, 0x04, 0x08, 0x10)] == [0xC1, 0xFE, 0xAE, 0x47, 0x8E, 0x07]


@settings(max_examples=15, deadline=None, derandomize=True)
@given(secret=st.binary(min_size=1, max_size=8), n=st.integers(2, 7), data=st.data())
def test_any_so_many_shares_as_are_needed_give_the_secret_back(secret, n, data):
    needed = data.draw(st.integers(2, n))
    shares = split(secret, n, needed)
    for some in combinations(shares, needed):
        assert combine(some) == secret


def test_one_share_of_two_fits_every_secret_equally():
    """Over all 256 coefficients, the one byte that a custodian holds takes each value once, whatever the secret is."""
    for secret in (b"\x00", b"\x41", b"\xff"):
        seen = Counter(split(secret, 3, 2, lambda _n, c=c: bytes([c]))[1][1][0] for c in range(256))
        assert set(seen.values()) == {1} and len(seen) == 256


@pytest.mark.parametrize("vector", VECTORS, ids=lambda v: v["name"])
def test_the_published_vectors_hold(vector):
    secret, lines = bytes.fromhex(vector["secret"]), iter(map(bytes.fromhex, vector["coefficients"]))
    shares = split(secret, vector["n"], vector["needed"], lambda _n: next(lines))
    assert [[x, y.hex()] for x, y in shares] == vector["shares"]
    assert combine(shares[-vector["needed"] :]) == secret
