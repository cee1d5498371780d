"""Telephone numbers as people say them, in one spelling; and twenty digits as they are read aloud."""

import re

_FILLING = re.compile(r"[\s.\-()/\u2010-\u2015]")
_NUMBER = re.compile(r"\+[1-9][0-9]{7,14}")
DIGITS = ("nol", "satu", "dua", "tiga", "empat", "lima", "enam", "tujuh", "delapan", "sembilan")
GROUP = 4


def normal(typed: str) -> str | None:
    """This function will write a number as +62…, whichever way it was typed, or None if it cannot be one."""
    digits = _FILLING.sub("", typed)
    if digits.startswith("00"):
        digits = "+" + digits[2:]
    elif digits.startswith("0"):
        digits = "+62" + digits[1:]
    elif digits.startswith("62"):
        digits = "+" + digits
    elif digits.startswith("8"):
        digits = "+62" + digits
    digits = digits.replace("+620", "+62", 1) if digits.startswith("+620") else digits
    return digits if digits.isascii() and _NUMBER.fullmatch(digits) else None


def spoken(receipt: str) -> list[tuple[str, str]]:
    """This function will return the groups of a receipt with the words in which they are read aloud."""
    groups = [receipt[n : n + GROUP] for n in range(0, len(receipt), GROUP)]
    return [(group, " ".join(DIGITS[int(d)] for d in group)) for group in groups]
