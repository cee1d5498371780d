"""The plain twin of ``shares.js``, written from the definition: polynomials over GF(2^8) as tables of all products."""

import secrets
from collections.abc import Callable, Sequence


def times(a: int, b: int) -> int:
    """This function will multiply in GF(2^8) modulo x^8 + x^4 + x^3 + x + 1, digit by digit."""
    product = 0
    for n in range(8):
        if b >> n & 1:
            product ^= a << n
    for n in range(14, 7, -1):
        if product >> n & 1:
            product ^= 0x11B << (n - 8)
    return product


INVERSE = {a: next(b for b in range(1, 256) if times(a, b) == 1) for a in range(1, 256)}


def split(
    secret: bytes, n: int, needed: int, random: Callable[[int], bytes] = secrets.token_bytes
) -> list[tuple[int, bytes]]:
    """This function will return *n* shares of *secret* of which any *needed* give it back."""
    lines = [secret, *(random(len(secret)) for _ in range(needed - 1))]
    return [(x, bytes(_value([line[k] for line in lines], x) for k in range(len(secret)))) for x in range(1, n + 1)]


def _value(coefficients: Sequence[int], x: int) -> int:
    total, power = 0, 1
    for coefficient in coefficients:
        total ^= times(coefficient, power)
        power = times(power, x)
    return total


def combine(shares: Sequence[tuple[int, bytes]]) -> bytes:
    """This function will return the value at nought of the polynomial through *shares*."""
    secret = bytearray(len(shares[0][1]))
    for x, y in shares:
        weight = 1
        for other, _y in shares:
            if other != x:
                weight = times(weight, times(other, INVERSE[other ^ x]))
        for k, byte in enumerate(y):
            secret[k] ^= times(byte, weight)
    return bytes(secret)
