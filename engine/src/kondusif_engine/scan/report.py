"""From zones found to the result: clusters, their p-values, and what is needed to repeat them."""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from kondusif_engine._version import __version__
from kondusif_engine.scan.inference import gumbel_p_value, p_value
from kondusif_engine.scan.request import Request
from kondusif_engine.scan.result import Cluster, ScanResult
from kondusif_engine.scan.world import DEFICIT, EXPECTATION, World


class Found(NamedTuple):
    """The strongest zone of a stream: its statistic, window, size in sites, and centre site."""

    llr: float
    window: int
    size: int
    centre: int
    cases: int
    expected: float


# find(stream, blocked sites) -> the strongest zone without a blocked site, or None
Find = Callable[[int, NDArray[np.bool_]], Found | None]


def strongest_first(found: Found, stream: int, first_place: int) -> tuple:
    """Return the sort key that makes the choice among equal zones the same everywhere."""
    return (-found.llr, stream, found.window, found.size, first_place)


def disjoint_zones(request: Request, find: Find) -> list[tuple[int, Found]]:
    """Return (stream, zone), strongest first, none sharing a site with a stronger one of its stream."""
    first_place = first_places(request.places)
    blocked = [np.zeros(request.places.n_sites, bool) for _ in request.worlds]
    best = [find(stream, blocked[stream]) for stream in range(len(blocked))]
    chosen: list[tuple[int, Found]] = []
    while len(chosen) < request.max_clusters:
        ready = [
            (strongest_first(found, stream, first_place[found.centre]), stream)
            for stream, found in enumerate(best)
            if found is not None
        ]
        if not ready:
            break
        stream = min(ready)[1]
        found = best[stream]
        chosen.append((stream, found))
        blocked[stream][request.places.row(found.centre)[: found.size]] = True
        best[stream] = find(stream, blocked[stream])
    return chosen


def first_places(places) -> NDArray[np.int64]:
    """Return the lowest place number on every site."""
    first = np.full(places.n_sites, places.n_places, np.int64)
    np.minimum.at(first, places.site, np.arange(places.n_places))
    return first


def assemble(
    request: Request,
    zones: list[tuple],
    maxima: NDArray[np.float64],
    posteriors: list[float | None],
    method: str | None = None,
) -> ScanResult:
    """Build the result from zones (stream, found, its sites if not a disc), null maxima and posteriors."""
    maxima = maxima.copy()
    maxima.flags.writeable = False
    clusters = tuple(
        _cluster(request, zone, maxima, posterior) for zone, posterior in zip(zones, posteriors, strict=True)
    )
    return ScanResult(
        clusters,
        method or str(request.parameters["model"]),
        __version__,
        request.parameters,
        request.seed,
        request.input_hash,
        maxima,
    )


def _cluster(request: Request, zone: tuple, maxima, posterior) -> Cluster:
    stream, found = zone[:2]
    places, world = request.places, request.worlds[stream]
    sites = zone[2] if len(zone) == 3 else places.row(found.centre)[: found.size]
    p = p_value(found.llr, maxima, request.stop_at)
    return Cluster(
        members=places.places_in(sites),
        start=int(world.windows.first[found.window]),
        end=int(world.windows.last[found.window]),
        cases=int(found.cases),
        expected=float(found.expected),
        relative_risk=float(_relative_risk(found, world)),
        llr=float(found.llr),
        p_value=p,
        recurrence_days=request.interval_days / p,
        p_gumbel=gumbel_p_value(found.llr, maxima),
        centre=int(first_places(places)[found.centre]),
        radius=places.radius(found.centre, sites),
        stream=stream,
        posterior=posterior,
    )


def _relative_risk(found: Found, world: World) -> float:
    inside = found.cases / found.expected
    if world.score.kind in (EXPECTATION, DEFICIT):
        return inside
    cases, expected = world.total - found.cases, world.total - found.expected
    return inside / (cases / expected) if cases > 0 else float("inf")
