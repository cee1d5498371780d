"""One form for the many ways in which Indonesians write the same word; the ways themselves are data."""

import csv
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

FOLDER = Path(__file__).resolve().parents[2] / "data" / "spelling"
MOST_CHARACTERS = 20_000
MOST_SEARCH_CHARACTERS = 200
MOST_WORDS = 12

_QUOTED = re.compile(r'"([^"]*)"')
_WORD = re.compile(r"-?[^\W_]+(?:['’-][^\W_]+)*", re.UNICODE)
_REPEATED = re.compile(r"\b(\w{2,})2\b")  # orang2 = orang-orang


@dataclass(frozen=True)
class Spelling:
    """Variants and stop words, ready to fold with."""

    variants: Mapping[str, str]
    stop_words: frozenset[str]
    pattern: re.Pattern[str]

    def fold(self, text: str) -> str:
        """This function will write *text* in lower case and each known variant in its one form."""
        plain = unicodedata.normalize("NFKC", text[:MOST_CHARACTERS]).replace("\x00", " ").lower()
        plain = _REPEATED.sub(r"\1", plain)
        return self.pattern.sub(lambda found: self.variants[_spaced(found.group())], plain)


def make_spelling(variants: Mapping[str, str], stop_words: frozenset[str]) -> Spelling:
    """This function will prepare *variants* for folding, the longest first."""
    longest_first = sorted(variants, key=len, reverse=True)
    words = "|".join(re.escape(v).replace(r"\ ", r"\s+") for v in longest_first)
    return Spelling(dict(variants), stop_words, re.compile(rf"(?<!\w)(?:{words or '(?!)'})(?!\w)"))


@lru_cache(maxsize=1)
def shipped() -> Spelling:
    """This function will read the variants and stop words that ship."""
    with open(FOLDER / "variants.csv", encoding="utf-8", newline="") as rows:
        variants = {row["written"]: row["folded"] for row in csv.DictReader(rows)}
    stop_words = (FOLDER / "stop_words.txt").read_text(encoding="utf-8").split()
    return make_spelling(variants, frozenset(stop_words))


def search_words(text: str, spelling: Spelling) -> str:
    """
    This function will turn what a person typed into a query for ``websearch_to_tsquery``.

    Quoted phrases stay whole, ``-word`` excludes; stop words go. Of nothing but stop words, or
    exclusions only, comes an empty query: it finds nothing rather than everything.
    """
    folded = spelling.fold(text.strip()[:MOST_SEARCH_CHARACTERS])
    phrases = [" ".join(_WORD.findall(p)) for p in _QUOTED.findall(folded)]
    rest = _QUOTED.sub(" ", folded).replace('"', " ")
    words = [w for w in _WORD.findall(rest) if w.lstrip("-") not in spelling.stop_words]
    parts = [f'"{p}"' for p in phrases if p.strip("- ")] + words
    parts = parts[:MOST_WORDS]
    return " ".join(parts) if any(not p.startswith("-") for p in parts) else ""


def _spaced(found: str) -> str:
    return " ".join(found.split())
