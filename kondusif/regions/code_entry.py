"""A code as people type it or files hold it: read it as Kemendagri's, or say why it is not."""

import csv
import difflib
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.utils.translation import gettext_lazy as _

from kondusif.core.problems import Problem
from kondusif.regions.codes import dotted, is_code, lineage

_SHAPE = re.compile(r"[0-9]{2}(?:[0-9]{2}){0,2}|[0-9]{10}")


@dataclass(frozen=True)
class BpsRegency:
    """What a four-digit number means to the statistics office, and that regency's Kemendagri code."""

    name: str
    code: str


@cache
def bps_regencies(file: Path) -> Mapping[str, BpsRegency]:
    """This function will read the shipped table of BPS regency codes."""
    with open(file, encoding="utf-8", newline="") as rows:
        return {row["bps_code"]: BpsRegency(row["name"], row["code"]) for row in csv.DictReader(rows)}


def parse_code(text: str, *, bps: Mapping[str, BpsRegency]) -> str:
    """
    This function will return the dotted Kemendagri code that *text* writes with or without dots.

    :raises Problem: if it is no code, a BPS code, or a number that means different places in the two systems.
    """
    written = text.strip()
    if is_code(written):
        return written
    if not written.isascii() or not written.isdecimal():
        raise _malformed()
    if len(written) == 4 and written in bps and bps[written].code != dotted(written):
        raise _ambiguous(written, bps[written])
    if len(written) == 7 or (len(written) == 10 and written[6] == "0"):
        raise Problem(
            "code.bps",
            _("%(code)s is written as a BPS code. Use the Kemendagri code with dots, for example 35.26.01.1001.")
            % {"code": written},
        )
    if not _SHAPE.fullmatch(written) or not is_code(dotted(written)):
        raise _malformed()
    return dotted(written)


def check_known(code: str, known: Collection[str]) -> str:
    """
    This function will return *code* if it is one of the *known* ones.

    :raises Problem: if it is not, with the nearest codes that are.
    """
    if code in known:
        return code
    near = suggestions(code, known)
    if near:
        raise Problem(
            "code.unknown",
            _("There is no region with code %(code)s. Did you mean %(near)s?")
            % {"code": code, "near": ", ".join(near)},
        )
    raise Problem("code.unknown", _("There is no region with code %(code)s.") % {"code": code})


def suggestions(code: str, known: Collection[str], n: int = 3) -> list[str]:
    """This function will return the known codes most like *code* under its deepest known ancestor."""
    above = [a for a in lineage(code) if a in known and a != code]
    prefix = above[-1] + "." if above else ""
    pool = [other for other in known if len(other) == len(code) and other.startswith(prefix)]
    return difflib.get_close_matches(code, pool, n=n, cutoff=0.7)


def _malformed() -> Problem:
    return Problem(
        "code.malformed", _("This is no Kemendagri code. Write it with dots, for example 35.26 or 35.26.01.1001.")
    )


def _ambiguous(written: str, other: BpsRegency) -> Problem:
    return Problem(
        "code.ambiguous",
        _(
            "%(code)s is a BPS code for %(name)s, whose Kemendagri code is %(theirs)s. "
            "Write the Kemendagri code with dots (%(theirs)s or %(ours)s), so that no other region is taken for it."
        )
        % {"code": written, "name": other.name, "theirs": other.code, "ours": dotted(written)},
    )
