"""The Kesbangpol index through the engine: inputs in, index with its uncertainty out; equal inputs and seed, equal bytes."""

import hashlib
import json
import zlib
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

import kondusif_engine
import numpy as np

from kondusif.ratings.index_structure import CLASSES, INDICATORS, PLACES, Cutting, IndexInputs

if TYPE_CHECKING:
    from kondusif_engine import index

ENGINE_VERSION = kondusif_engine.__version__


@dataclass(frozen=True)
class AreaIndex:
    """What the index says of one area; None everywhere where nothing was ever heard of it."""

    code: str
    value: float | None
    level: str  # low, moderate, high; "" without data or where classes say nothing
    p_zone: tuple[float, float, float] | None  # low, moderate, high; None for official classes
    ranks: tuple[int, int, int] | None  # 5 %, middle, 95 %; 1 is the most vulnerable
    dimensions: tuple[dict, ...]
    indicators: dict[str, dict]


@dataclass(frozen=True)
class IndexOutcome:
    """The index of all areas, and what must be said with it."""

    areas: tuple[AreaIndex, ...]
    mean: float | None  # of the areas with data, as the classes used it
    sd: float | None
    low_cut: float | None
    high_cut: float | None
    warnings: tuple[str, ...]

    @property
    def digest(self) -> str:
        return hashlib.sha256(_told(asdict(self))).hexdigest()


def canonical(inputs: IndexInputs) -> bytes:
    """This function will write the inputs down in exactly one way."""
    return _told(asdict(inputs))


def packed(inputs: IndexInputs) -> bytes:
    """This function will return the inputs as they are stored with a run."""
    return zlib.compress(canonical(inputs), 6)


def unpacked(stored: bytes) -> IndexInputs:
    """This function will read back what ``packed`` wrote."""
    told = json.loads(zlib.decompress(bytes(stored)))
    pairs = {name: tuple(tuple(row) for row in told[name]) for name in ("counts", "official")}
    plain = {name: tuple(told[name]) for name in ("areas", "heard", "weights", "place_weights")}
    hierarchy = tuple((d, tuple((s, tuple(codes)) for s, codes in subs)) for d, subs in told["hierarchy"])
    return IndexInputs(**told | pairs | plain | {"cutting": Cutting(**told["cutting"]), "hierarchy": hierarchy})


def inputs_hash(inputs: IndexInputs) -> str:
    """This function will return SHA-256 over the inputs."""
    return hashlib.sha256(canonical(inputs)).hexdigest()


def expert_weights(scores: list[dict[str, int]]) -> tuple[float, ...]:
    """This function will turn experts' scores of 1 to 4 into weights of the indicators; without any, all are equal."""
    from kondusif_engine import index

    table = np.array([[row[code] for code in INDICATORS] for row in scores], float)
    if not len(table):
        table = np.full((1, len(INDICATORS)), 2.0)
    return tuple(float(w) for w in index.expert_weights(table))


def work_out(inputs: IndexInputs, seed: int) -> IndexOutcome:
    """
    This function will work out the index of the areas of which anything was heard, with its uncertainty.

    With fewer than two such areas there is no scale to measure on: then no area has a value, and a warning says so.
    """
    heard = [code for code in inputs.areas if code in set(inputs.heard)]
    missing = ("no_data",) if len(heard) < len(inputs.areas) else ()
    if len(heard) < 2:
        return IndexOutcome(tuple(_empty(c) for c in inputs.areas), None, None, None, None, (*missing, "too_few_areas"))
    counts = _counts(inputs, heard)
    from kondusif_engine import index

    hierarchy = _hierarchy(inputs)
    values = index.indicator_values(counts, inputs.place_weights)
    score = hierarchy.score(values, inputs.weights)
    classes, sure = _classes(inputs, hierarchy, values, score.index, heard, seed)
    told = {
        code: AreaIndex(
            code, float(score.index[i]), classes.levels[i],
            tuple(float(p) for p in sure.p_zone[i]) if sure is not None else None,
            (int(sure.rank_q05[i]), int(sure.rank_median[i]), int(sure.rank_q95[i])) if sure is not None else None,
            _dimensions(inputs, score, values, i), _indicators(inputs, counts, values, i),
        )
        for i, code in enumerate(heard)
    }  # fmt: skip
    warnings = (*missing, *classes.warnings, *score.warnings, *(() if inputs.n_experts else ("no_expert",)))
    return IndexOutcome(
        tuple(told.get(code, _empty(code)) for code in inputs.areas), float(score.index.mean()),
        float(score.index.std(ddof=1)), classes.low, classes.high, warnings,
    )  # fmt: skip


@dataclass(frozen=True)
class _Classed:
    levels: tuple[str, ...]
    low: float | None
    high: float | None
    warnings: tuple[str, ...]


def _classes(inputs, hierarchy, values, scores, heard, seed) -> "tuple[_Classed, index.IndexUncertainty | None]":
    from kondusif_engine import index

    if inputs.cutting.scheme == "official":
        official = dict(inputs.official)
        levels = tuple(official.get(code, "") for code in heard)
        return _Classed(levels, None, None, ("official_missing",) if "" in levels else ()), None
    scheme = _scheme(inputs.cutting)
    given = index.classify(scores, scheme)
    if "no_spread" in given.warnings:
        # All areas are alike: neither a class nor a rank says anything.
        return _Classed(("",) * len(heard), None, None, given.warnings), None
    # Cuts that were typed in belong to one scale: only cuts that follow the areas may follow other scales too.
    scales = ("minmax", "zscore", "rank") if inputs.cutting.scheme == "sd_local" else ("minmax",)
    sure = index.uncertainty(
        hierarchy, values, inputs.weights, scheme=scheme, seed=seed, draws=inputs.draws,
        concentration=inputs.concentration, normalisations=scales,
    )  # fmt: skip
    levels = tuple(CLASSES[c] for c in given.codes)
    return _Classed(levels, float(given.low_cut), float(given.high_cut), given.warnings), sure


def _scheme(cutting: Cutting) -> "index.classes.Scheme":
    from kondusif_engine import index

    if cutting.scheme == "sd_reference":
        return index.SdReference(cutting.mean, cutting.sd, cutting.edition)
    if cutting.scheme == "absolute":
        return index.Absolute(cutting.low, cutting.high)
    return index.SdLocal()


def _hierarchy(inputs: IndexInputs) -> "index.Hierarchy":
    from kondusif_engine import index

    return index.Hierarchy(
        [index.Dimension(d, tuple(index.Subdimension(s, codes) for s, codes in subs)) for d, subs in inputs.hierarchy]
    )


def _counts(inputs: IndexInputs, heard: list[str]) -> np.ndarray:
    area = {code: i for i, code in enumerate(heard)}
    indicator = {code: i for i, code in enumerate(INDICATORS)}
    place = {name: i for i, name in enumerate(PLACES)}
    counts = np.zeros((len(heard), len(INDICATORS), len(PLACES)))
    for code, theme, where, n in inputs.counts:
        if code in area:
            counts[area[code], indicator[theme], place[where]] = n
    return counts


def _dimensions(inputs: IndexInputs, score: "index.IndexScore", values: np.ndarray, i: int) -> tuple[dict, ...]:
    told, at = [], 0
    for number, (name, subs) in enumerate(inputs.hierarchy):
        size = sum(len(codes) for _s, codes in subs)
        raw = float((values[i, at : at + size] * np.array(inputs.weights[at : at + size])).sum())
        weight = float(score.dimension_weights[number])
        value = float(score.dimensions[i, number])
        told.append(
            {"name": name, "raw": raw, "lowest": float(score.reference_low[number]),
             "highest": float(score.reference_high[number]), "value": value, "weight": weight, "part": value * weight}
        )  # fmt: skip
        at += size
    return tuple(told)


def _indicators(inputs: IndexInputs, counts: np.ndarray, values: np.ndarray, i: int) -> dict[str, dict]:
    return {
        code: {
            "events": {place: int(counts[i, k, p]) for p, place in enumerate(PLACES) if counts[i, k, p]},
            "value": float(values[i, k]),
            "weight": float(inputs.weights[k]),
        }
        for k, code in enumerate(INDICATORS)
    }


def _empty(code: str) -> AreaIndex:
    return AreaIndex(code, None, "", None, None, (), {})


def _told(value: object) -> bytes:
    return json.dumps(value, sort_keys=True, separators=(",", ":")).encode()
