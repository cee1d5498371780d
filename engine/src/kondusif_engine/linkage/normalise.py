"""Bring a short message into the form in which two messages are compared."""

import re
from dataclasses import dataclass
from functools import lru_cache

from kondusif_engine.checks import ArgumentProblem
from kondusif_engine.linkage.words import (
    KNOWN_WORDS,
    MULTIPLIERS,
    NUMBER_WORDS,
    PHRASES,
    SPELLINGS,
    STOP_WORDS,
    TOPICS,
    TOPICS_OF_THINGS,
)

MAX_CHARACTERS = 4000
_REMEMBERED = 50_000
_SHORTEST_FOLDED = 7
_PIECE = re.compile(r"[a-z]+(?:'[a-z]+)*'?\d*|\d+(?:[.,:]\d+)*[a-z]*")
_GROUPED = re.compile(r"\d{1,3}(?:\.\d{3})+$")
_LISTED = re.compile(r"(\d)\s*(?:,\s|&|/)\s*(?=\d)")
_LISTING = frozenset(",&/")
# "3-5" and "3 s/d 5", but not a telephone number cut into pieces: that must melt into one and go.
_RANGE = re.compile(r"(?<![\d-])(\d{1,3})\s*(?:-|s/d|s\.d\.?|\bsd\b)\s*(?=\d{1,3}(?![\d-]))")
_STATION = re.compile(r"\bt\.\s?p\.\s?s\b\.?|\btps-?(?:nya|e|na)\b|\btps-tps\b|\btps\s+ke-?\s*(?=\d)")
_MONEY = re.compile(r"\brp\.?(?=\d)")
_ROMAN = {
    word: n for n, word in enumerate("ii iii iv v vi vii viii ix x xi xii xiii xiv xv".split(), start=2)
}
_LONGEST_RANGE = 20
_LAST_HOUR = 24
_STATION_WORDS = ("tps",)
_FILLERS = frozenset({"no", "nomor", "nmr", "nomer", "dan"})
_COUNTED = frozenset({"orang", "cm", "meter", "m", "jam", "menit", "lembar", "warga", "pemilih", "kotak"})
_NUMBERED = {"rt": "rt", "rw": "rw"}
# Words after which, or at which, a number is looked for; all others are taken or left as they stand.
_LEADING = frozenset({*_STATION_WORDS, "jam", *NUMBER_WORDS, *_NUMBERED})


@dataclass(frozen=True, slots=True)
class Normalised:
    """A message in comparable form.

    Attributes
    ----------
    words : tuple of str
        Words in their order, spellings folded, stop words gone.
    stations : frozenset of int
        Numbers of the polling stations named ("TPS 07" is 7).
    numbers : frozenset of int
        Other whole numbers (amounts, heights, people); clock times are left out.
    topics : frozenset of str
        What the message is about, by its words; may be empty.
    """

    words: tuple[str, ...]
    stations: frozenset[int]
    numbers: frozenset[int]
    topics: frozenset[str]

    @property
    def text(self) -> str:
        """The words, joined by single blanks."""
        return " ".join(self.words)


class Normaliser:
    """Folds Indonesian chat spelling, with common Javanese and Madurese words, into one form.

    The steps: lower case; two-word phrases and single words by table ("mati lampu" and "PLN padam"
    become "listrik padam"); "TPS 07", "tps-7" and "TPS tujuh" become ``tps7``; number words and
    "50 rb" become digits; letters held down ("banjiiir") and slips of one letter (a doubled, a
    missing or two swapped letters) in long known words are put right. A replaced letter is never
    "put right", because *banjar* is a place and *banjir* a flood. Telephone and identity numbers
    (nine digits and more) are dropped, so that they do not live on in the state of a linker.

    Parameters
    ----------
    extra : mapping of str to str, optional
        More spellings of your own region: form as written -> form to compare; single words.

    Raises
    ------
    ArgumentProblem
        If `extra` holds anything but words.

    Notes
    -----
    Cost: about 20 microseconds for a message of 80 characters whose words were met before; words
    met are remembered (at most 50,000), what is returned does not depend on them.
    """

    def __init__(self, extra: dict[str, str] | None = None) -> None:
        for form, meant in (extra or {}).items():
            if not isinstance(form, str) or not isinstance(meant, str) or not form.strip():
                raise ArgumentProblem("extra", f"holds {form!r}: {meant!r}", "give words")
        self._spelt: dict[str, tuple[str, ...]] = {}
        self._spellings = {**SPELLINGS, **{k.lower(): v.lower() for k, v in (extra or {}).items()}}

    def __call__(self, text: str) -> Normalised:
        """Return the comparable form of `text`.

        Parameters
        ----------
        text : str
            One message, at most 4,000 characters are read.

        Returns
        -------
        Normalised

        Raises
        ------
        ArgumentProblem
            If `text` is not a string.
        """
        if not isinstance(text, str):
            raise ArgumentProblem("text", f"is {type(text).__name__}, not a string")
        plain = text[:MAX_CHARACTERS].lower().replace("’", "'").replace("–", "-")
        plain = _odd_forms(plain).replace("-", "")
        if not _LISTING.isdisjoint(plain):
            plain = _LISTED.sub(r"\1 dan ", plain)
        spelt = self._spelt
        if len(spelt) > _REMEMBERED:
            spelt.clear()
        words: list[str] = []
        for token in plain.split():
            meant = spelt.get(token)
            if meant is None:
                meant = spelt[token] = self._spell_token(token)
            words += meant
        return _collect(_join_phrases(words))

    def _spell_token(self, token: str) -> tuple[str, ...]:
        return tuple([word for piece in _PIECE.findall(token) for word in self._spell(piece)])

    def _spell(self, piece: str) -> tuple[str, ...]:
        if piece[0].isdigit():
            return _split_amount(piece)
        known = self._spellings.get(piece) or self._spellings.get(piece.rstrip("'"))
        if known is None:
            held = _let_go(piece)
            known = self._spellings.get(held) or _slips().get(held) or self._without_clitic(held)
        if known[-1].isdigit():
            word = known.rstrip("0123456789")
            return (*self._spell(word), known[len(word) :])
        return (known.rstrip("'"),)

    def _without_clitic(self, word: str) -> str:
        """Take off -nya, -ne or -na, "the" or "its", where a known word is left."""
        for clitic in ("nya", "ne", "na"):
            bare = word.removesuffix(clitic)
            if bare != word and bare not in STOP_WORDS:
                if bare in self._spellings:
                    return self._spellings[bare]
                if bare in KNOWN_WORDS:
                    return bare
        return word


def _odd_forms(plain: str) -> str:
    """Bring money, stations and ranges into the form that single words can be read in."""
    # Most messages hold none; asking for the letters is far cheaper than asking for the pattern.
    if "rp" in plain:
        plain = _MONEY.sub("rp ", plain)
    if "tps" in plain and ("tpsn" in plain or "tpse" in plain or "tps-" in plain or "tps ke" in plain):
        plain = _STATION.sub("tps ", plain)
    elif "t." in plain:
        plain = _STATION.sub("tps ", plain)
    if "-" in plain or "s/d" in plain or "s.d" in plain or " sd " in plain:
        plain = _RANGE.sub(r"\1 sampai ", plain)
    return plain


def _let_go(word: str) -> str:
    """Fold a letter held down: three or more of it always, two of it only in unknown words."""
    if word in KNOWN_WORDS:
        return word
    word = re.sub(r"(.)\1{2,}", r"\1", word)
    single = re.sub(r"([a-z])\1", r"\1", word)
    return single if single in KNOWN_WORDS else word


@lru_cache(maxsize=1)
def _slips() -> dict[str, str]:
    """One missing letter or two swapped ones in long known words; ambiguous slips are left out."""
    slips: dict[str, str] = {}
    shared = set()
    for word in sorted(KNOWN_WORDS):
        if len(word) < _SHORTEST_FOLDED:
            continue
        forms = {word[:i] + word[i + 1 :] for i in range(1, len(word))}
        forms |= {word[:i] + word[i + 1] + word[i] + word[i + 2 :] for i in range(1, len(word) - 1)}
        for form in forms - KNOWN_WORDS:
            if slips.setdefault(form, word) != word:
                shared.add(form)
    return {form: word for form, word in slips.items() if form not in shared}


def _split_amount(piece: str) -> tuple[str, ...]:
    digits = piece.rstrip("abcdefghijklmnopqrstuvwxyz")
    unit = piece[len(digits) :]
    if _GROUPED.match(digits):
        digits = digits.replace(".", "")
    return (digits, unit) if unit else (digits,)


@lru_cache(maxsize=1)
def _phrases() -> dict[tuple[str, ...], tuple[str, ...]]:
    """Phrases as they look once their single words are folded."""
    folded = {}
    for phrase, meant in PHRASES.items():
        pieces = tuple(SPELLINGS.get(word, word) for word in phrase.split())
        folded[pieces] = folded[tuple(phrase.split())] = tuple(meant.split())
    return folded


@lru_cache(maxsize=1)
def _phrase_lengths() -> dict[str, tuple[int, ...]]:
    """How many words the phrases have that begin with a word, the longest first."""
    lengths: dict[str, set[int]] = {}
    for phrase in _phrases():
        lengths.setdefault(phrase[0], set()).add(len(phrase))
    return {word: tuple(sorted(found, reverse=True)) for word, found in lengths.items()}


def _join_phrases(pieces: list[str]) -> list[str]:
    phrases, begins = _phrases(), _phrase_lengths()
    joined, i = [], 0
    while i < len(pieces):
        for length in begins.get(pieces[i], ()):
            meant = phrases.get(tuple(pieces[i : i + length]))
            if meant:
                joined += meant
                i += length
                break
        else:
            joined.append(pieces[i])
            i += 1
    return joined


def _collect(pieces: list[str]) -> Normalised:
    words: list[str] = []
    stations: set[int] = set()
    numbers: set[int] = set()
    i = 0
    while i < len(pieces):
        piece = pieces[i]
        if piece in _LEADING or piece[0].isdigit():
            i = _read_number(pieces, i, words, stations, numbers)
            continue
        if piece not in STOP_WORDS:
            words.append(piece)
        i += 1
    topics = {TOPICS[word] for word in words if word in TOPICS}
    for word in words:
        if word in TOPICS_OF_THINGS:
            topics |= {topic for thing, topic in TOPICS_OF_THINGS[word].items() if thing in words}
    return Normalised(tuple(words), frozenset(stations), frozenset(numbers), frozenset(topics))


def _read_number(pieces: list[str], i: int, words: list[str], stations: set[int], numbers: set[int]) -> int:
    """Read what begins at `i` with a digit or a leading word; return where to go on."""
    piece = pieces[i]
    if piece in _STATION_WORDS:
        found, i = _station_numbers(pieces, i + 1)
        stations.update(found)
        words += [f"tps{number}" for number in found] or ["tps"]
        return i
    if piece == "jam":
        used = _clock(pieces, i + 1)
        if used:
            return i + 1 + used
    number, used = _number(pieces, i)
    if used:
        if number is not None:
            numbers.add(number)
            words.append(str(number))
        return i + used
    if piece in _NUMBERED:
        number, used = _number(pieces, i + 1)
        if used and number is not None:
            words.append(f"{_NUMBERED[piece]}{number}")
            return i + 1 + used
    if piece not in STOP_WORDS:
        words.append(piece)
    return i + 1


def _clock(pieces: list[str], i: int) -> int:
    """Return how many pieces at `i` tell the time of day: "7", "07.30", "tujuh", "setengah delapan"."""
    half = int(i < len(pieces) and pieces[i] == "setengah")
    if i + half < len(pieces) and pieces[i + half][0].isdigit() and not pieces[i + half].isdecimal():
        return half + 1
    number, used = _number(pieces, i + half, multiply=False)
    return half + used if used and number is not None and number <= _LAST_HOUR else 0


def _station_numbers(pieces: list[str], i: int) -> tuple[list[int], int]:
    """Read "07", "no 7" or "3 dan 4" after the word TPS; a list may not swallow later numbers."""
    found: list[int] = []
    if i < len(pieces) and pieces[i] in _ROMAN:
        return [_ROMAN[pieces[i]]], i + 1
    while i < len(pieces):
        if found and pieces[i] == "sampai":
            last, used = _number(pieces, i + 1, multiply=False)
            if used and last is not None and found[-1] < last <= found[-1] + _LONGEST_RANGE:
                found += range(found[-1] + 1, last + 1)
                i += 1 + used
                continue
        ahead = i + 1 if pieces[i] in _FILLERS else i
        number, used = _number(pieces, ahead, multiply=False)
        listed = not found or ahead > i
        if not used or number is None or not 0 < number < 1000 or not listed:
            break
        if found and ahead + used < len(pieces) and pieces[ahead + used] in _COUNTED:
            break
        found.append(number)
        i = ahead + used
    return found, i


def _number(pieces: list[str], i: int, *, multiply: bool = True) -> tuple[int | None, int]:
    """Read a whole number at `i`: its value (None if it is not to be kept) and the pieces read."""
    if i >= len(pieces):
        return None, 0
    unit, used = _unit(pieces[i])
    if not used or unit is None:
        return None, used
    if not multiply and pieces[i].isdecimal():
        return unit, 1
    total, group = 0, unit
    while i + used < len(pieces):
        piece = pieces[i + used]
        factor = MULTIPLIERS.get(piece)
        follower, follows = _unit(piece)
        if piece == "belas":
            group += 10
        elif factor and factor >= 1000:
            total, group, unit = total + max(group, 1) * factor, 0, 0
        elif factor:
            group += unit * (factor - 1)
        elif follows and follower is not None and piece.isalpha() and pieces[i].isalpha():
            group, unit = group + follower, follower
        else:
            break
        used += 1
    return total + group, used


def _unit(piece: str) -> tuple[int | None, int]:
    """Value of one piece; a decimal or an identity number is read but has no value."""
    if piece in NUMBER_WORDS:
        return NUMBER_WORDS[piece], 1
    if piece.isdecimal() and piece.isascii():
        return (int(piece) if len(piece) < 9 else None), 1
    return (None, 1) if piece[0].isdigit() else (None, 0)
