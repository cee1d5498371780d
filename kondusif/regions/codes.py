"""Region codes of Kemendagri: their form, their parents, and what is not one of them."""

import re

from kondusif.regions.kinds import Level

_LENGTHS = {2: Level.PROVINCE, 5: Level.REGENCY, 8: Level.SUBDISTRICT, 13: Level.VILLAGE}
_LENGTH_OF = {level: length for length, level in _LENGTHS.items()}
_DOTTED = re.compile(r"[1-9][0-9](\.[0-9]{2}(\.[0-9]{2}(\.[1-3][0-9]{3})?)?)?")


def is_code(text: str) -> bool:
    """This function will tell whether *text* has the form of a dotted Kemendagri code."""
    return _DOTTED.fullmatch(text) is not None


def level_of(code: str) -> Level:
    """
    This function will return the level of a dotted code.

    :raises ValueError: if *code* is not a dotted Kemendagri code.
    """
    if not is_code(code):
        raise ValueError(f"{code!r} is no dotted Kemendagri code; give one like 35.26.01.1001")
    return _LENGTHS[len(code)]


def parent_of(code: str) -> str | None:
    """This function will return the code one level above, or None above a province."""
    return code.rpartition(".")[0] or None


def ancestor(code: str, level: Level) -> str | None:
    """This function will return the code of *level* that *code* is or lies in, or None if it lies above."""
    length = _LENGTH_OF[level]
    return code[:length] if len(code) >= length else None


def lineage(code: str) -> list[str]:
    """This function will return the province, regency … down to *code* itself."""
    return [code[:length] for length in _LENGTHS if length <= len(code)]


def lies_in(code: str, within: str) -> bool:
    """This function will tell whether *code* is *within* or a part of it."""
    return code == within or code.startswith(within + ".")


def dotted(digits: str) -> str:
    """
    This function will write the dots into a code of 2, 4, 6 or 10 digits.

    :raises ValueError: if the number of digits fits no level.
    """
    if not digits.isdecimal() or len(digits) not in {2, 4, 6, 10}:
        raise ValueError(f"{digits!r} has no dotted form; give 2, 4, 6 or 10 digits")
    cuts = [slice(0, 2), slice(2, 4), slice(4, 6), slice(6, 10)]
    return ".".join(part for cut in cuts if (part := digits[cut]))
