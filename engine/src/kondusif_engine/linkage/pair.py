"""Are two reports about one event? Features of a pair and the probability that follows."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from kondusif_engine.checks import given, instance_of, sequence_of
from kondusif_engine.linkage.grams import Grams, Rarity, grams_of
from kondusif_engine.linkage.model import FEATURES, Coefficients, coefficients
from kondusif_engine.linkage.normalise import Normalised, Normaliser
from kondusif_engine.linkage.snippet import Snippet
from kondusif_engine.linkage.words import STAGE_WORDS

_COLUMN = {name: i for i, name in enumerate(FEATURES)}
_ALIKE, _TOPIC = _COLUMN["text_alike"], _COLUMN["same_topic"]
_HOURS = _COLUMN["hours_apart"]
_AGREEMENTS = ("station", "number", "topic", "village", "category")
_FACTS = [_COLUMN[f"{side}_{what}"] for what in _AGREEMENTS for side in ("same", "different")]
EARTH_KM = 6371.0088
UNLIKE_BELOW = 0.5  # where no topic is shared, words less alike than this speak against one event
_ALWAYS = ("text_alike", "hours_apart")
_LOGGED = ("distance", "hours_apart")


@dataclass(frozen=True, slots=True)
class Reason:
    """One ground for or against.

    Attributes
    ----------
    code : str
        A name in `FEATURES`.
    value : float
        What was measured: a cosine or a share 0-1, 1 for a fact, km for ``distance`` and hours for
        ``hours_apart``.
    weight : float
        Its part of the log-odds, before `Coefficients.trust`; positive speaks for one event.
    """

    code: str
    value: float
    weight: float


@dataclass(frozen=True, slots=True)
class PairScore:
    """How likely two reports tell of one event, and why.

    Attributes
    ----------
    probability : float
        0-1, calibrated on the data named in `coefficients().provenance`.
    reasons : tuple of Reason
        Grounds, the heaviest first; those that do not apply or weigh nothing are absent.
    """

    probability: float
    reasons: tuple[Reason, ...]


class Grounds:
    """What was measured of a pair and what it weighs; spelt out as reasons when they are asked for.

    Parameters
    ----------
    measured, weights : NDArray[np.float64], shape (16,)
        A row of features, and the weights of the model.
    """

    __slots__ = ("_measured", "_reasons", "_weights")

    def __init__(self, measured: NDArray[np.float64], weights: NDArray[np.float64]) -> None:
        self._measured, self._weights = measured, weights
        self._reasons: tuple[Reason, ...] | None = None

    @property
    def reasons(self) -> tuple[Reason, ...]:
        """Grounds for and against, the heaviest first."""
        if self._reasons is None:
            self._reasons = _spell(self._measured.tolist(), (self._measured * self._weights).tolist())
        return self._reasons

    def tell_of_one_matter(self, least_alike: float) -> bool:
        """Whether the two share a topic, or their words are at least so alike (cosine)."""
        found = self._measured
        return bool(found[_TOPIC] or found[_ALIKE] >= least_alike)

    @property
    def hours_apart(self) -> float:
        """Hours between the two."""
        return math.expm1(self._measured[_HOURS])

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Grounds):
            return NotImplemented
        return self._key() == other._key()

    def __hash__(self) -> int:
        return hash(self._key())

    def _key(self) -> tuple[bytes, bytes]:
        return self._measured.tobytes(), self._weights.tobytes()


@dataclass(frozen=True, slots=True)
class Read:
    """A report with everything read from it once: normal form, n-grams, place code in digits."""

    snippet: Snippet
    normal: Normalised
    grams: Grams
    digits: str


def read(snippet: Snippet, normaliser: Normaliser) -> Read:
    """Normalise a report and hash its n-grams."""
    normal = normaliser(snippet.text)
    return Read(snippet, normal, grams_of(_matter(normal.words)), snippet.digits)


def _matter(words: tuple[str, ...]) -> tuple[str, ...]:
    """Leave out who and what is in any report; stations and numbers too, which are compared by themselves."""
    return tuple(
        [word for word in words if word not in STAGE_WORDS and word[:3] != "tps" and not word.isdecimal()]
    )


@lru_cache(maxsize=1)
def _defaults() -> tuple[Normaliser, Rarity]:
    return Normaliser(), Rarity(coefficients().prior)


def score_pair(
    a: Snippet,
    b: Snippet,
    *,
    normaliser: Normaliser | None = None,
    rarity: Rarity | None = None,
    model: Coefficients | None = None,
) -> PairScore:
    """This function will tell how likely two reports are about one event, and why.

    Parameters
    ----------
    a, b : Snippet
        Two reports; the order makes no difference.
    normaliser : Normaliser, optional
        Yours, if you have more spellings.
    rarity : Rarity, optional
        Rarity of words learnt from your stream; without it the shipped prior.
    model : Coefficients, optional
        Yours, if you have fitted your own.

    Returns
    -------
    PairScore

    Raises
    ------
    ArgumentProblem
        By `Snippet`, if a field cannot be used.

    Notes
    -----
    Cost: about 0.15 ms. The shipped model was fitted on synthetic reports (see
    `coefficients().provenance`): treat probabilities as provisional until refitted on real pairs.
    Logistic record linkage after Fellegi and Sunter (1969), "A theory for record linkage",
    doi:10.1080/01621459.1969.10501049; character n-grams with inverse document frequency after
    Salton and Buckley (1988), doi:10.1016/0306-4573(88)90021-0.
    """
    instance_of(a, "a", Snippet)
    instance_of(b, "b", Snippet)
    normaliser = given(normaliser, "normaliser", Normaliser) or _defaults()[0]
    model = given(model, "model", Coefficients) or coefficients()
    rarity = given(rarity, "rarity", Rarity) or _defaults()[1]
    # One fixed order, so that the sums round alike whichever report comes first.
    a, b = sorted((a, b), key=lambda snippet: (snippet.text, snippet.hours, str(snippet.id)))
    first, second = read(a, normaliser), read(b, normaliser)
    values = features(first, [second], rarity)
    log_odds = model.intercept + values @ model.weights
    return PairScore(float(model.probability(log_odds)[0]), Grounds(values[0], model.weights).reasons)


def score_pairs(
    report: Snippet,
    others: Sequence[Snippet],
    *,
    normaliser: Normaliser | None = None,
    rarity: Rarity | None = None,
    model: Coefficients | None = None,
) -> tuple[PairScore, ...]:
    """This function will tell of many reports how likely each is about the same event as one.

    Parameters
    ----------
    report : Snippet
        The report that all are compared with.
    others : sequence of Snippet, length n
        In any order; may be empty.
    normaliser, rarity, model
        As for `score_pair`.

    Returns
    -------
    tuple of PairScore, length n
        In the order of `others`; each as `score_pair` gives it, up to rounding in the last digits.

    Raises
    ------
    ArgumentProblem
        If an argument cannot be used.

    Notes
    -----
    Cost: for a report of 80 characters about a sixth of what `score_pair` takes, because the one report
    is read once and all are compared in one pass. For a stream use `Linker`, which seeks the near ones.
    """
    instance_of(report, "report", Snippet)
    others = sequence_of(others, "others", Snippet)
    normaliser = given(normaliser, "normaliser", Normaliser) or _defaults()[0]
    model = given(model, "model", Coefficients) or coefficients()
    rarity = given(rarity, "rarity", Rarity) or _defaults()[1]
    table = features(read(report, normaliser), [read(other, normaliser) for other in others], rarity)
    likely = model.probability(model.intercept + table @ model.weights).tolist()
    return tuple(
        PairScore(probability, Grounds(values, model.weights).reasons)
        for probability, values in zip(likely, table, strict=True)
    )


def _spell(measured: list[float], parts: list[float]) -> tuple[Reason, ...]:
    # That nothing is alike is the other end of how much is; a reader wants one ground, not two.
    parts[0], parts[1] = parts[0] + parts[1], 0.0
    # What does not apply is 0 and weighs nothing, an unknown distance too.
    shown = sorted(
        [
            (-abs(part), name, value, part)
            for name, value, part in zip(FEATURES, measured, parts, strict=True)
            if part or name in _ALWAYS
        ]
    )
    return tuple(
        [
            Reason(name, math.expm1(value) if name in _LOGGED else value, part)
            for _, name, value, part in shown
        ]
    )


def features(new: Read, others: list[Read], rarity: Rarity) -> NDArray[np.float64]:
    """Return the features of `new` against each of `others`, shape (len(others), 16)."""
    table = np.zeros((len(others), len(FEATURES)))
    if not others:
        return table
    table[:, 0] = _cosines(new.grams, [other.grams for other in others], rarity)
    table[:, 2] = _word_overlap(new.grams, [other.grams for other in others], rarity)
    facts = np.array([_facts(new, other) for other in others])
    table[:, _FACTS] = facts
    table[:, 1] = np.where(table[:, _TOPIC] > 0.0, 0.0, np.maximum(0.0, 1.0 - table[:, 0] / UNLIKE_BELOW))
    km = distances(new.snippet, [other.snippet for other in others])
    table[:, _COLUMN["distance_unknown"]] = np.isnan(km)
    table[:, _COLUMN["distance"]] = np.log1p(np.nan_to_num(km))
    hours = np.array([other.snippet.hours for other in others])
    table[:, _COLUMN["hours_apart"]] = np.log1p(np.abs(new.snippet.hours - hours))
    return table


def _facts(a: Read, b: Read) -> tuple[float, ...]:
    mine, yours = a.snippet.category, b.snippet.category
    both = bool(mine and yours)
    return (
        *_agreement(a.normal.stations, b.normal.stations),
        *_agreement(a.normal.numbers, b.normal.numbers),
        *_agreement(a.normal.topics, b.normal.topics),
        *same_code(a.digits, b.digits),
        *(float(both and mine == yours), float(both and mine != yours)),
    )


def _agreement(mine: frozenset, yours: frozenset) -> tuple[float, float]:
    if not mine or not yours:
        return 0.0, 0.0
    return (0.0, 1.0) if mine.isdisjoint(yours) else (1.0, 0.0)


def same_code(mine: str, yours: str) -> tuple[float, float]:
    """Compare as deep as both go; two subdistrict codes that agree say nothing of the village."""
    depth = min(len(mine), len(yours))
    if depth == 0:
        return 0.0, 0.0
    if mine[:depth] != yours[:depth]:
        return 0.0, 1.0
    return (1.0, 0.0) if depth >= 10 else (0.0, 0.0)


def distances(a: Snippet, others: list[Snippet]) -> NDArray[np.float64]:
    """Return great-circle distances in km, NaN where a place is unknown."""
    if a.lon is None:
        return np.full(len(others), np.nan)
    there = np.radians(
        [(np.nan, np.nan) if other.lon is None else (other.lon, other.lat) for other in others]
    )
    lon, lat = np.radians([a.lon, a.lat])
    half = (
        np.sin((there[:, 1] - lat) / 2) ** 2
        + np.cos(lat) * np.cos(there[:, 1]) * np.sin((there[:, 0] - lon) / 2) ** 2
    )
    return 2.0 * EARTH_KM * np.arcsin(np.sqrt(np.clip(half, 0.0, 1.0)))


def _cosines(new: Grams, others: list[Grams], rarity: Rarity) -> NDArray[np.float64]:
    sizes = np.array([len(other.chars) for other in others])
    if not len(new.chars) or not sizes.any():
        return np.zeros(len(others))
    buckets = np.concatenate([other.chars for other in others])
    weights = np.concatenate([other.tf for other in others]) * rarity.of(buckets)
    mine = new.tf * rarity.of(new.chars)
    at = np.searchsorted(new.chars, buckets)
    at[at == len(new.chars)] = 0
    products = np.where(new.chars[at] == buckets, weights * mine[at], 0.0)
    lengths = np.sqrt(_sum_by(weights**2, sizes) * (mine @ mine))
    return np.divide(_sum_by(products, sizes), lengths, out=np.zeros(len(others)), where=lengths > 0)


def _word_overlap(new: Grams, others: list[Grams], rarity: Rarity) -> NDArray[np.float64]:
    """Weighted Jaccard: rarity of the shared words over rarity of all words of the two."""
    sizes = np.array([len(other.words) for other in others])
    if not len(new.words) or not sizes.any():
        return np.zeros(len(others))
    buckets = np.concatenate([other.words for other in others])
    weights = rarity.of(buckets)
    shared = _sum_by(np.where(np.isin(buckets, new.words), weights, 0.0), sizes)
    union = rarity.of(new.words).sum() + _sum_by(weights, sizes) - shared
    return np.divide(shared, union, out=np.zeros(len(others)), where=union > 0)


def _sum_by(values: NDArray[np.float64], sizes: NDArray[np.int64]) -> NDArray[np.float64]:
    ends = np.concatenate([[0.0], np.cumsum(values)])
    stops = np.cumsum(sizes)
    return ends[stops] - ends[stops - sizes]


__all__ = [
    "FEATURES",
    "Coefficients",
    "PairScore",
    "Reason",
    "coefficients",
    "score_pair",
    "score_pairs",
]
