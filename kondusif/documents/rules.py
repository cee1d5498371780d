"""Decisions about documents without rows: how a number is written, how a holder is named."""

import re
from collections.abc import Iterable

PLACES = ("kode", "nomor", "unit", "tahun", "romawi", "bulan")
DEFAULT_PATTERN = "{kode}/{nomor:4}/{unit}/{tahun}"
SERIES_PATTERNS = {
    "LI": "R/LI-{nomor:2}/{romawi}/{tahun}",
    "DH": "DH/{nomor:4}/{unit}/{tahun}",
    "SK": "{kode}/{nomor:3}/{unit}/{tahun}",
}
_ROMAN = ("", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII")
_HOLE = re.compile(r"\{([a-z]+)(?::(\d))?\}")


def roman_month(month: int) -> str:
    """This function will return a month as official numbers write it: 11 becomes XI."""
    return _ROMAN[month]


def pattern_fault(pattern: str) -> str:
    """
    This function will return what is wrong with a pattern of numbers, or an empty string.

    The answers are ``unknown``, ``no_number``, ``no_year``, ``braces`` and ``too_long``.
    """
    names = [name for name, _width in _HOLE.findall(pattern)]
    if any(name not in PLACES for name in names):
        return "unknown"
    if "{" in _HOLE.sub("", pattern) or "}" in _HOLE.sub("", pattern):
        return "braces"
    if names.count("nomor") != 1:
        return "no_number"
    if "tahun" not in names:
        return "no_year"
    return "too_long" if len(pattern) > 60 else ""


def written_number(pattern: str, *, code: str, sequence: int, unit: str, year: int, month: int) -> str:
    """This function will return a number as it stands on the paper: ``005/0012/35.26.01/2026``."""
    values = {"kode": code, "unit": unit, "tahun": str(year), "romawi": roman_month(month), "bulan": f"{month:02d}"}

    def fill(hole: re.Match) -> str:
        name, width = hole.groups()
        return f"{sequence:0{width or 1}d}" if name == "nomor" else values[name]

    return _HOLE.sub(fill, pattern)


def next_free(last: int, taken: Iterable[tuple[int, int]]) -> int:
    """This function will return the first number after *last* that lies in no block of *taken*."""
    number = last + 1
    for first, end in sorted(taken):
        if first <= number <= end:
            number = end + 1
    return number


def masked_phone(phone: str) -> str:
    """This function will hide a phone number but for its last three digits."""
    digits = sum(c.isdigit() for c in phone)
    if digits <= 3:
        return "•" * digits
    shown, seen = [], 0
    for c in phone:
        seen += c.isdigit()
        shown.append("•" if c.isdigit() and seen <= digits - 3 else c)
    return "".join(shown)
