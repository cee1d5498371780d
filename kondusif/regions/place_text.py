"""From written words to a village: ``"ricuh di balai desa Kamal kec. Kamal"`` → 35.26.04.2001, and how sure that is."""

import difflib
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from kondusif.regions.codes import lies_in, parent_of
from kondusif.regions.kinds import Level
from kondusif.regions.names import search_form

MAX_CHARS = 1_000
MAX_WORDS = 120
LONGEST_NAME = 5
N_ALTERNATIVES = 5

_MARKS = {
    "desa": Level.VILLAGE, "ds": Level.VILLAGE, "kel": Level.VILLAGE, "kelurahan": Level.VILLAGE,
    "nagari": Level.VILLAGE, "gampong": Level.VILLAGE,
    "kec": Level.SUBDISTRICT, "kecamatan": Level.SUBDISTRICT, "distrik": Level.SUBDISTRICT,
    "kab": Level.REGENCY, "kabupaten": Level.REGENCY, "kota": Level.REGENCY, "kotamadya": Level.REGENCY,
    "prov": Level.PROVINCE, "provinsi": Level.PROVINCE,
}  # fmt: skip
_STREETS = {"jl", "jln", "jalan", "gg", "gang", "perum", "perumahan"}
# Names of villages that are everyday words as well; without a mark in front they say little.
_EVERYDAY = {
    "pasar", "masjid", "kantor", "balai", "timur", "barat", "utara", "selatan", "tengah", "baru", "lama", "atas",
    "bawah", "kota", "desa", "dusun", "kampung", "sungai", "gunung", "bukit", "pantai", "jembatan", "makam", "sekolah",
    "rumah", "tanah", "batu", "air", "laut", "pulau", "dalam", "luar", "besar", "kecil", "depan", "sabtu", "rabu",
    "makmur", "maju", "jaya", "mulia", "damai", "rawan", "banyak", "dekat", "pulo",
}  # fmt: skip


class Confidence(StrEnum):
    """How sure a reading is: HIGH may fill a form, MEDIUM asks to confirm, LOW only suggests."""

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"
    NONE = "none"


class Reason(StrEnum):
    """Why a reading is as sure as it is."""

    VILLAGE_NAMED = "village_named"
    SUBDISTRICT_NAMED = "subdistrict_named"
    MARKED = "marked"
    SPELLING = "spelling"
    PART_OF_NAME = "part_of_name"
    EVERYDAY_WORD = "everyday_word"
    STREET = "street"
    SEVERAL = "several"


@dataclass(frozen=True, slots=True)
class NamedRegion:
    """A region as this module needs it."""

    code: str
    level: int
    name: str


@dataclass(frozen=True)
class PlaceGuess:
    """A reading of a text: the deepest region it surely names, how sure, why, and what else it could be."""

    code: str | None
    confidence: Confidence
    reasons: tuple[Reason, ...] = ()
    alternatives: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Mention:
    start: int
    end: int
    mark: Level | None
    reasons: tuple[Reason, ...]
    regions: tuple[NamedRegion, ...]


@dataclass(frozen=True, slots=True)
class _Reading:
    region: NamedRegion
    score: float
    reasons: tuple[Reason, ...]


_UNSURE = {Reason.SPELLING: -1.5, Reason.PART_OF_NAME: -1.5, Reason.EVERYDAY_WORD: -3.0, Reason.STREET: -1.5}
_BASE = {Level.VILLAGE: 4.0, Level.SUBDISTRICT: 3.0, Level.REGENCY: 1.5, Level.PROVINCE: 1.0}


class PlaceNames:
    """The names of one tenant's regions, ready to be looked for in texts; it never changes."""

    def __init__(self, regions: Iterable[NamedRegion]):
        self._by_name: dict[str, list[NamedRegion]] = defaultdict(list)
        for region in sorted(regions, key=lambda r: r.code):
            form = search_form(region.name)
            self._by_name[form].append(region)
            if " " in form:
                self._by_name[form.replace(" ", "")].append(region)

    def resolve(self, text: str) -> PlaceGuess:
        """This function will read *text*; the same text always gives the same answer."""
        words = search_form(text[:MAX_CHARS]).split()[:MAX_WORDS]
        mentions = list(self._mentions(words))
        readings = sorted(self._readings(mentions), key=lambda r: (-r.score, r.region.code))
        return _judge(readings) if readings else PlaceGuess(None, Confidence.NONE)

    def _mentions(self, words: list[str]) -> Iterator[_Mention]:
        at = 0
        while at < len(words):
            mention = self._mention_at(words, at)
            if mention:
                yield mention
            at = mention.end if mention else at + 1

    def _mention_at(self, words: list[str], at: int) -> _Mention | None:
        """This function will return the longest name that starts here, exact before part before misspelt."""
        mark = _MARKS.get(words[at - 1]) if at else None
        if words[at] in _MARKS and mark is None and at + 1 < len(words):
            return None
        for length in range(min(LONGEST_NAME, len(words) - at), 0, -1):
            found = self._by_name.get(" ".join(words[at : at + length])) or self._by_name.get(
                "".join(words[at : at + length])
            )
            if found:
                return _Mention(at, at + length, mark, tuple(_weakness(words, at, length, mark)), tuple(found))
        return self._guessed_at(words, at, mark)

    def _guessed_at(self, words: list[str], at: int, mark: Level | None) -> _Mention | None:
        if mark is not None and (partly := self._starting_with(words[at])):
            return _Mention(at, at + 1, mark, (Reason.PART_OF_NAME,), tuple(partly))
        for length in (2, 1):
            phrase = " ".join(words[at : at + length])
            if at + length <= len(words) and len(phrase) >= 5 and (near := self._spelt_like(phrase, mark)):
                return _Mention(at, at + length, mark, (Reason.SPELLING,), tuple(near))
        return None

    def _starting_with(self, word: str) -> list[NamedRegion]:
        if len(word) < 4:
            return []
        return [r for name, regions in self._by_name.items() if name.startswith(word + " ") for r in regions]

    def _spelt_like(self, phrase: str, mark: Level | None) -> list[NamedRegion]:
        """This function will return the regions whose name is one slip away from *phrase*."""
        # Behind "desa" a name must follow, so a bolder guess is allowed there.
        cutoff = 0.86 if mark is None else 0.8
        pool = [name for name in self._by_name if abs(len(name) - len(phrase)) <= 1 and name[0] == phrase[0]]
        near = difflib.get_close_matches(phrase, pool, n=2, cutoff=cutoff)
        return [region for name in near for region in self._by_name[name]]

    def _readings(self, mentions: list[_Mention]) -> Iterator[_Reading]:
        for mention in mentions:
            for region in mention.regions:
                if mention.mark is None or mention.mark == region.level:
                    yield _reading(region, mention, mentions)


def _weakness(words: list[str], at: int, length: int, mark: Level | None) -> Iterator[Reason]:
    if mark is not None:
        return
    if length == 1 and words[at] in _EVERYDAY:
        yield Reason.EVERYDAY_WORD
    if at and words[at - 1] in _STREETS:
        yield Reason.STREET


def _reading(region: NamedRegion, mention: _Mention, mentions: list[_Mention]) -> _Reading:
    score = _BASE[Level(region.level)] + sum(_UNSURE[r] for r in mention.reasons)
    reasons = list(mention.reasons)
    if mention.mark is not None:
        score += 2
        reasons.append(Reason.MARKED)
    if region.level == Level.VILLAGE:
        reasons.append(Reason.VILLAGE_NAMED)
    supported = _supported_levels(region, mention, mentions)
    if Level.SUBDISTRICT in supported:
        score += 3
    if Level.SUBDISTRICT in supported or region.level == Level.SUBDISTRICT:
        reasons.append(Reason.SUBDISTRICT_NAMED)
    score += 0.5 * (Level.REGENCY in supported)
    return _Reading(region, score, tuple(reasons))


def _supported_levels(region: NamedRegion, mention: _Mention, mentions: list[_Mention]) -> set[int]:
    """This function will return the levels above *region* that other words of the text name."""
    return {
        other.level
        for elsewhere in mentions
        if elsewhere is not mention
        for other in elsewhere.regions
        if other.code != region.code and lies_in(region.code, other.code) and elsewhere.mark in {None, other.level}
    }


def _judge(readings: list[_Reading]) -> PlaceGuess:
    best = readings[0]
    others = [
        r for r in readings[1:] if r.region.code != best.region.code and not lies_in(best.region.code, r.region.code)
    ]
    rivals = [r for r in others if r.score > best.score - 1.0]
    alternatives = tuple(dict.fromkeys(r.region.code for r in others))[:N_ALTERNATIVES]
    if rivals:
        return _ambiguous(best, rivals)
    return PlaceGuess(best.region.code, _confidence(best), best.reasons, alternatives)


def _confidence(best: _Reading) -> Confidence:
    if set(best.reasons) & _UNSURE.keys():
        return Confidence.MEDIUM if best.score >= 5.5 else Confidence.LOW
    if best.region.level == Level.VILLAGE:
        sure = Reason.SUBDISTRICT_NAMED in best.reasons or Reason.MARKED in best.reasons
        return Confidence.HIGH if sure else Confidence.MEDIUM
    return Confidence.MEDIUM if best.region.level == Level.SUBDISTRICT else Confidence.LOW


def _ambiguous(best: _Reading, rivals: list[_Reading]) -> PlaceGuess:
    """This function will go back to what all likely readings share; the readings become the alternatives."""
    codes = [best.region.code, *dict.fromkeys(r.region.code for r in rivals)]
    shared: str | None = best.region.code
    while shared and not all(lies_in(code, shared) for code in codes):
        shared = parent_of(shared)
    named = Reason.SUBDISTRICT_NAMED in best.reasons and shared is not None and shared.count(".") == 2
    confidence = Confidence.MEDIUM if named else Confidence.LOW
    return PlaceGuess(shared, confidence, (*best.reasons, Reason.SEVERAL), tuple(codes[:N_ALTERNATIVES]))
