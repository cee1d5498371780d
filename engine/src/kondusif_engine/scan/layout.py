"""Rows of the sites that matter to a world, as the kernels walk them."""

from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from kondusif_engine.scan.places import Neighbours
from kondusif_engine.scan.world import Exposure, World

BYTE = 255
_PARTS = 4  # for each thread, so that one with easy rows does not wait for the other
_ROWS = 2048  # summed at once: their exposures stay in the cache


class Zones(NamedTuple):
    """Rows of sites by distance; see Neighbours."""

    start: NDArray[np.int64]
    index: NDArray[np.int32]
    closed: NDArray[np.bool_]


class Layout(NamedTuple):
    """Rows of the sites that matter to a world, with their exposure; `sites` are their numbers."""

    zones: Zones
    exposure: Exposure
    sites: NDArray[np.int64]
    most_expected: float


def lay_out(world: World, places: Neighbours, threads: int = 1) -> Layout:
    """Leave out sites without cases for "stp": its replicates change the days of cases, not their places."""
    zones = Zones(places.start, places.index, places.closed)
    kept = world.counts.sum(axis=1) > 0
    if world.model != "stp" or kept.all():
        most = largest_expected(zones, world.exposure, threads)
        return Layout(zones, world.exposure, np.arange(places.n_sites), most)
    exposure = world.exposure._replace(base=np.ascontiguousarray(world.exposure.base[:, kept]))
    zones = drop_sites(zones, kept, threads)
    return Layout(zones, exposure, np.flatnonzero(kept), largest_expected(zones, exposure, threads))


def drop_sites(zones: Zones, kept: NDArray[np.bool_], threads: int = 1) -> Zones:
    """Leave sites out of all rows; a prefix stays a whole disc if its disc ended among those left out."""
    from kondusif_engine.kernels import drop_sites as kernel

    if kept.all():
        return zones
    parts, lengths = parts_of(zones.start, threads), np.empty(zones.start.size - 1, np.int64)
    with ThreadPoolExecutor(threads) as pool:
        list(pool.map(lambda part: kernel.kept_lengths(zones, kept, lengths, part), parts))
        start = np.concatenate(([0], lengths.cumsum()))
        index, closed = np.empty(start[-1], np.int32), np.empty(start[-1], bool)
        number = (np.cumsum(kept) - 1).astype(np.int32)
        thinner = Zones(start, index, closed)
        list(pool.map(lambda part: kernel.drop_sites(zones, kept, number, thinner, part), parts))
    return _sealed(thinner)


def _sealed(zones: Zones) -> Zones:
    # Read-only like those of Neighbours: to the compiler a writable array is another type, and costs
    # every kernel a second compilation.
    for array in zones:
        array.flags.writeable = False
    return zones


def split_sites(zones: Zones, copies: NDArray[np.int64]) -> Zones:
    """Give every site so many numbers in a row, on the same spot: a disc holds all of them or none."""
    if (copies == 1).all() or zones.index.size == 0:
        return zones
    in_rows = copies[zones.index]
    first, ends = np.cumsum(copies) - copies, np.cumsum(in_rows)
    closed = np.zeros(ends[-1], bool)
    closed[ends - 1] = zones.closed
    index = np.repeat(first[zones.index] - (ends - in_rows), in_rows) + np.arange(ends[-1])
    return _sealed(Zones(np.concatenate(([0], ends))[zones.start], index.astype(np.int32), closed))


def copies_for_bytes(zones: Zones, most: NDArray[np.float64]) -> NDArray[np.int64]:
    """Return how many bytes each site needs for its cases; 1 where rows would grow by over a quarter."""
    copies = np.maximum(1, np.ceil(most / BYTE)).astype(np.int64)
    if copies.max(initial=1) > 1 and copies[zones.index].sum() > 1.25 * zones.index.size:
        return np.ones_like(copies)
    return copies


def largest_expected(zones: Zones, exposure: Exposure, threads: int = 1) -> float:
    """Return an upper bound of what any zone expects in any window."""
    start = np.unique(zones.start)  # without empty rows
    if start.size == 1:
        return 0.0
    pairs = np.unique(np.column_stack((exposure.upper, exposure.lower)), axis=0)
    heaviest = np.max([exposure.base[upper] - exposure.base[lower] for upper, lower in pairs], axis=0)

    def in_rows(low: int) -> float:
        some = start[low : low + _ROWS + 1]
        return float(np.add.reduceat(heaviest[zones.index[some[0] : some[-1]]], some[:-1] - some[0]).max())

    with ThreadPoolExecutor(threads) as pool:
        most = max(pool.map(in_rows, range(0, start.size - 1, _ROWS)))
    return most * (1 + 1e-9) * float(exposure.factor.max()) / exposure.divisor


def parts_of(start: NDArray[np.int64], threads: int) -> list[tuple[int, int]]:
    """Cut the centres into runs of about equal work, a few for each thread."""
    wanted = 1 if threads == 1 else _PARTS * threads
    between = np.searchsorted(start, np.linspace(0, start[-1], wanted + 1)[1:-1])
    cuts = np.unique([0, *between, start.size - 1])  # rows without entries too belong to a part
    return [(int(low), int(high)) for low, high in pairwise(cuts)]
