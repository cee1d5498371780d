"""The arguments of a scan, checked once for the fast scan and the oracle alike."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from kondusif_engine.checks import (
    ArgumentProblem,
    flag,
    instance_of,
    one_of,
    real_number,
    seed_number,
    sequence_of,
    whole_number,
)
from kondusif_engine.scan.places import Neighbours
from kondusif_engine.scan.world import (
    MODELS,
    Prior,
    World,
    build_windows,
    build_world,
    check_cases_have_exposure,
    checked_counts,
    checked_exposure,
    checked_window,
)


@dataclass(frozen=True, eq=False)
class Request:
    """What is to be scanned, and how."""

    places: Neighbours
    worlds: tuple[World, ...]  # one a stream
    parameters: Mapping[str, object]
    prior: Prior
    replicates: int
    stop_at: int | None
    max_clusters: int
    interval_days: float
    seed: int
    input_hash: str


def checked_request(
    counts: ArrayLike,
    neighbours: Neighbours,
    *,
    model: str,
    baseline: ArrayLike | None,
    population: ArrayLike | None,
    max_window: int | None,
    min_window: int,
    prospective: bool,
    replicates: int,
    stop_at: int | None,
    seed: int,
    min_cases: int,
    max_clusters: int,
    interval_days: float,
    prior: Prior | None,
    deficit: bool = False,
) -> Request:
    """Check every argument and build the worlds; raise ArgumentProblem at the first that is wrong."""
    model = one_of(model, "model", MODELS)
    if not isinstance(neighbours, Neighbours):
        raise ArgumentProblem("neighbours", f"is {type(neighbours).__name__}", "call scan.neighbours")
    clean = checked_counts(counts, neighbours.n_places)
    exposure = checked_exposure(model, population, baseline, clean.shape)
    if exposure is not None:
        check_cases_have_exposure(clean, exposure, "population" if baseline is None else "baseline")
    least, most = checked_window(max_window, min_window, clean.shape[2])
    prospective, deficit = flag(prospective, "prospective"), flag(deficit, "deficit")
    prior = _checked_prior(prior)
    parameters = {
        "model": model,
        "max_window": most,
        "min_window": least,
        "prospective": prospective,
        "replicates": whole_number(replicates, "replicates", least=0, most=10_000_000),
        "stop_at": None if stop_at is None else whole_number(stop_at, "stop_at", least=1),
        "min_cases": whole_number(min_cases, "min_cases", least=1),
        "max_clusters": whole_number(max_clusters, "max_clusters", least=1),
        "interval_days": real_number(interval_days, "interval_days", above=0.0),
    }
    if model == "bayes":
        parameters["prior"] = prior._asdict()
    windows = build_windows(clean.shape[2], least, most, prospective)
    worlds = tuple(
        build_world(
            model,
            clean[stream],
            None if exposure is None else exposure[stream],
            neighbours,
            windows,
            parameters["min_cases"],
            prior,
            deficit,
        )
        for stream in range(clean.shape[0])
    )
    return Request(
        neighbours,
        worlds,
        parameters,
        prior,
        parameters["replicates"],
        parameters["stop_at"],
        parameters["max_clusters"],
        parameters["interval_days"],
        seed_number(seed),
        _input_hash(clean, exposure, neighbours),
    )


def _checked_prior(prior: Prior | None) -> Prior:
    if prior is None:
        return Prior()
    instance_of(prior, "prior", Prior)
    strength = real_number(prior.strength, "prior.strength", above=0.0)
    outbreak = real_number(prior.outbreak, "prior.outbreak", above=0.0, most=1.0)
    effects = tuple(
        real_number(e, "prior.effects", least=1.0) for e in sequence_of(prior.effects, "prior.effects")
    )
    if not effects:
        raise ArgumentProblem("prior.effects", "is empty", "give at least one effect >= 1")
    return Prior(strength, effects, outbreak)


def _input_hash(counts, exposure, neighbours: Neighbours) -> str:
    digest = hashlib.sha256(neighbours.key.encode())
    for array in (counts, exposure):
        if array is not None:
            digest.update(repr(array.shape).encode())
            digest.update(np.ascontiguousarray(array).tobytes())
    return digest.hexdigest()
