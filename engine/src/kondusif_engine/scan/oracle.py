"""The scan by brute force in plain NumPy: slow, short, and right. For auditors and tests.

It tries every zone and every window, computes every statistic from its formula, and draws the
replicates one number at a time. The fast scan must give the same result.
"""

import dataclasses
import math

import numpy as np
from numpy.typing import ArrayLike, NDArray

from kondusif_engine.scan.draws import replicate_counts, stream_seed
from kondusif_engine.scan.inference import stopping_point
from kondusif_engine.scan.places import Neighbours
from kondusif_engine.scan.report import (
    Found,
    assemble,
    disjoint_zones,
    first_places,
    strongest_first,
)
from kondusif_engine.scan.request import Request, checked_request
from kondusif_engine.scan.result import ScanResult
from kondusif_engine.scan.statistic import evidence, score
from kondusif_engine.scan.world import BAYES, DEFICIT, World


def space_time_oracle(
    counts: ArrayLike,
    neighbours: Neighbours,
    *,
    model: str = "stp",
    baseline: ArrayLike | None = None,
    population: ArrayLike | None = None,
    max_window: int | None = None,
    min_window: int = 1,
    prospective: bool = True,
    replicates: int = 999,
    stop_at: int | None = None,
    seed: int,
    min_cases: int = 2,
    max_clusters: int = 10,
    interval_days: float = 1.0,
    prior=None,
    deficit: bool = False,
) -> ScanResult:
    """Return what :func:`kondusif_engine.scan.space_time` returns, by brute force.

    With `deficit` and model "ebp": what :func:`kondusif_engine.silent.areas` returns.

    Cost: O(replicates x windows x zones) in interpreted Python; meant for a few hundred zones.
    """
    request = checked_request(
        counts,
        neighbours,
        model=model,
        baseline=baseline,
        population=population,
        max_window=max_window,
        min_window=min_window,
        prospective=prospective,
        replicates=replicates,
        stop_at=stop_at,
        seed=seed,
        min_cases=min_cases,
        max_clusters=max_clusters,
        interval_days=interval_days,
        prior=prior,
        deficit=deficit,
    )
    zones = disjoint_zones(request, lambda stream, blocked: strongest(request, stream, blocked))
    maxima = _null_maxima(request, zones[0][1].llr if zones else math.inf)
    posteriors = [_posterior(request, *zone) for zone in zones]
    return assemble(request, zones, maxima, posteriors, method="silent" if deficit else None)


def zone_sums(world: World, places: Neighbours, centre: int) -> tuple[NDArray, NDArray]:
    """Return cases and expected cases of every prefix of a row, both [sites of the row, windows]."""
    row = places.row(centre)
    daily = np.zeros((row.size, world.n_days + 1), np.int64)
    daily[:, 1:] = world.counts[row].cumsum(axis=1)
    cases = (daily[:, world.windows.last + 1] - daily[:, world.windows.first]).cumsum(axis=0)
    base, upper, lower, factor, divisor = world.exposure
    expected = (base[upper][:, row] - base[lower][:, row]).T.cumsum(axis=0) * factor / divisor
    return cases, expected


def strongest(request: Request, stream: int, blocked: NDArray[np.bool_]) -> Found | None:
    """Return the strongest zone that holds no blocked site, or None if none is in excess."""
    world, places = request.worlds[stream], request.places
    first_place = first_places(places)
    best: Found | None = None
    for centre in range(places.n_sites):
        row = places.row(centre)
        closed = places.closed[places.start[centre] : places.start[centre + 1]].copy()
        closed &= ~np.logical_or.accumulate(blocked[row])
        cases, expected = zone_sums(world, places, centre)
        unusual = cases < expected if world.score.kind == DEFICIT else cases > expected
        for size, window in zip(*np.nonzero(unusual & closed[:, None]), strict=True):
            c, mu = int(cases[size, window]), float(expected[size, window])
            found = Found(score(c, mu, world.score), int(window), int(size) + 1, centre, c, mu)
            if found.llr > 0 and (
                best is None
                or strongest_first(found, stream, first_place[centre])
                < strongest_first(best, stream, first_place[best.centre])
            ):
                best = found
    return best


def _null_maxima(request: Request, observed: float) -> NDArray[np.float64]:
    maxima: list[float] = []
    for replicate in range(request.replicates):
        maxima.append(max(_null_maximum(request, s, replicate) for s in range(len(request.worlds))))
        if stopping_point(observed, np.array(maxima), request.stop_at) is not None:
            break
    return np.array(maxima, np.float64)


def _null_maximum(request: Request, stream: int, replicate: int) -> float:
    world = request.worlds[stream]
    counts = replicate_counts(world, stream_seed(request.seed, stream), replicate)
    worlds = list(request.worlds)
    worlds[stream] = dataclasses.replace(world, counts=counts)
    shadow = dataclasses.replace(request, worlds=tuple(worlds))
    found = strongest(shadow, stream, np.zeros(request.places.n_sites, bool))
    return 0.0 if found is None else found.llr


def _posterior(request: Request, stream: int, found: Found) -> float | None:
    world = request.worlds[stream]
    if world.score.kind != BAYES:
        return None
    total, strength, *effects = (float(v) for v in world.score.constants)
    neither = evidence(total, total, strength, strength)
    logs = []
    for centre in range(request.places.n_sites):
        closed = request.places.closed[slice(*request.places.start[centre : centre + 2])]
        cases, expected = zone_sums(world, request.places, centre)
        for c, mu in zip(cases[closed].ravel(), expected[closed].ravel(), strict=True):
            outside = evidence(total - c, total - mu, strength, strength) - neither
            logs += [evidence(c, mu, e * strength, strength) + outside for e in effects]
    mean = math.fsum(math.exp(v) for v in logs) / len(logs)
    n_zones = len(logs) / len(effects)
    outbreak = request.prior.outbreak
    return math.exp(found.llr) * outbreak / n_zones / (1 - outbreak + outbreak * mean)
