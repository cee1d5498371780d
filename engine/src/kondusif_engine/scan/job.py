"""A world laid out for the kernels, and what they make of it. A job travels to other processes."""

import math
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from itertools import pairwise, repeat
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from kondusif_engine.scan.draws import day_shares, inside_table, n_ages, weight_rows
from kondusif_engine.scan.limits import ladder, limits
from kondusif_engine.scan.places import Neighbours
from kondusif_engine.scan.world import DEFICIT, Exposure, Score, Windows, World

_MEMORY = 256 * 2**20  # bytes of replicate counts held at once
_BYTE = 255
_LINE = 64  # bytes of a line of the cache
_SWING = 2.5  # standard deviations, beyond which a count seldom falls and rises again along one row
_TWO_BYTES, _WIDEST = 2, 3
_SIGMAS = 8.0  # cells are as wide as counts this far above their mean


class Zones(NamedTuple):
    """Rows of sites by distance; see Neighbours."""

    start: NDArray[np.int64]
    index: NDArray[np.int32]
    closed: NDArray[np.bool_]


class Tables(NamedTuple):
    """Alias tables, one row each."""

    accept: NDArray[np.float64]
    other: NDArray[np.int64]


class Width(NamedTuple):
    """The types of a replicate's cell, of a zone's threshold, and of what is carried along a row."""

    cell: type
    count: type
    carried: type


WIDTHS = (
    Width(np.uint8, np.int16, np.int8),
    Width(np.uint8, np.int16, np.int16),
    Width(np.int16, np.int16, np.int16),
    Width(np.int32, np.int32, np.int32),
)


@dataclass(frozen=True, eq=False)
class Job:
    """One stream, ready to be replicated and scanned."""

    model: str
    zones: Zones
    exposure: Exposure
    windows: Windows
    score: Score
    seed: int
    inside: tuple[int, NDArray[np.float64]]  # for "poisson", "bayes": cases on these days, see draws
    ends: tuple[tuple[int, int, int, int], ...]  # (age, first window, windows, shortest) of each last day
    ages: int  # how many of the latest days any window touches
    n_sites: int
    owner: NDArray[np.int32]  # the site that each number in the rows stands for; see split_sites
    rank: NDArray[np.int32]  # how many numbers of the same site come before it
    case_sites: NDArray[np.int32]  # for "stp": the site of each case
    day_totals: NDArray[np.int64]  # for "stp": cases by age
    day_means: NDArray[np.float64]  # for "ebp": expected cases by age
    day_table: Tables
    site_tables: Tables
    most_expected: float
    width: int  # the narrowest of WIDTHS that should do
    portable: bool | None  # None: vector kernel; True: plain loops


class Layout(NamedTuple):
    """Rows of the sites that matter to a world, with their exposure; `sites` are their numbers."""

    zones: Zones
    exposure: Exposure
    sites: NDArray[np.int64]
    most_expected: float


def lay_out(world: World, places: Neighbours) -> Layout:
    """Leave out sites without cases for "stp": its replicates change the days of cases, not their places."""
    zones = Zones(places.start, places.index, places.closed)
    kept = world.counts.sum(axis=1) > 0
    if world.model != "stp" or kept.all():
        most = largest_expected(zones, world.exposure)
        return Layout(zones, world.exposure, np.arange(places.n_sites), most)
    exposure = world.exposure._replace(base=np.ascontiguousarray(world.exposure.base[:, kept]))
    zones = drop_sites(zones, kept)
    return Layout(zones, exposure, np.flatnonzero(kept), largest_expected(zones, exposure))


def build_job(
    world: World, layout: Layout, seed: int, portable: bool = False, bytes_only: bool = True
) -> Job:
    """Prepare a world for the kernels; `bytes_only` lets crowded sites be split to fit bytes."""
    ages, stp = n_ages(world), world.model == "stp"
    cases = world.counts.sum(axis=1)[layout.sites] if stp else np.zeros(0, np.int64)
    weights = np.ones((1, 1)) if stp else weight_rows(world)
    days = np.ones(1) if stp else day_shares(world)
    width, copies = _width(world, layout, bytes_only)
    owner = np.repeat(np.arange(copies.size, dtype=np.int32), copies)
    rank = (np.arange(owner.size) - np.repeat(np.cumsum(copies) - copies, copies)).astype(np.int32)
    return Job(
        model=world.model,
        zones=split_sites(layout.zones, copies),
        exposure=layout.exposure._replace(base=layout.exposure.base[:, owner] * (rank == 0)),
        windows=world.windows,
        score=world.score,
        seed=seed,
        inside=(0, np.zeros(0)) if stp else inside_table(world),
        ends=_ends(world.windows, world.n_days),
        ages=ages,
        n_sites=copies.size,
        owner=owner,
        rank=rank,
        case_sites=np.repeat(np.arange(cases.size, dtype=np.int32), cases),
        day_totals=world.counts.sum(axis=0)[::-1][:ages].copy(),
        day_means=world.day_means[::-1][:ages].copy(),
        day_table=_tables(days[None]),
        site_tables=_tables(weights),
        most_expected=layout.most_expected,
        width=width,
        portable=True if portable else None,
    )


def drop_sites(zones: Zones, kept: NDArray[np.bool_]) -> Zones:
    """Leave sites out of all rows; a prefix stays a whole disc if its disc ended among those left out."""
    from kondusif_engine.kernels import drop_sites as kernel

    if kept.all():
        return zones
    lengths = np.empty(zones.start.size - 1, np.int64)
    kernel.kept_lengths(zones.start, zones.index, kept, lengths)
    start = np.concatenate(([0], lengths.cumsum()))
    index, closed = np.empty(start[-1], np.int32), np.empty(start[-1], bool)
    number = (np.cumsum(kept) - 1).astype(np.int32)
    kernel.drop_sites(zones, kept, number, start, index, closed)
    return _sealed(Zones(start, index, closed))


def _sealed(zones: Zones) -> Zones:
    # Read-only like those of Neighbours: to the compiler a writable array is another type, and costs
    # every kernel a second compilation.
    for array in zones:
        array.flags.writeable = False
    return zones


def split_sites(zones: Zones, copies: NDArray[np.int64]) -> Zones:
    """Give every site so many numbers in a row, on the same spot: a disc holds all of them or none."""
    if (copies == 1).all():
        return zones
    in_rows = copies[zones.index]
    first, ends = np.cumsum(copies) - copies, np.cumsum(in_rows)
    closed = np.zeros(ends[-1], bool)
    closed[ends - 1] = zones.closed
    index = np.repeat(first[zones.index] - (ends - in_rows), in_rows) + np.arange(ends[-1])
    return _sealed(Zones(np.concatenate(([0], ends))[zones.start], index.astype(np.int32), closed))


def copies_for_bytes(zones: Zones, most: NDArray[np.float64]) -> NDArray[np.int64]:
    """Return how many bytes each site needs for its cases; 1 where rows would grow by over a quarter."""
    copies = np.maximum(1, np.ceil(most / _BYTE)).astype(np.int64)
    if copies.max(initial=1) > 1 and copies[zones.index].sum() > 1.25 * zones.index.size:
        return np.ones_like(copies)
    return copies


def largest_expected(zones: Zones, exposure: Exposure) -> float:
    """Return an upper bound of what any zone expects in any window."""
    if zones.index.size == 0:
        return 0.0
    pairs = np.unique(np.column_stack((exposure.upper, exposure.lower)), axis=0)
    heaviest = np.max([exposure.base[upper] - exposure.base[lower] for upper, lower in pairs], axis=0)
    rows, step = 0.0, 4096
    for low in range(0, zones.start.size - 1, step):
        start = zones.start[low : low + step + 1]
        sums = np.concatenate(([0.0], np.cumsum(heaviest[zones.index[start[0] : start[-1]]])))
        rows = max(rows, float((sums[start[1:] - start[0]] - sums[start[:-1] - start[0]]).max()))
    return rows * (1 + 1e-9) * float(exposure.factor.max()) / exposure.divisor


def _width(world: World, layout: Layout, bytes_only: bool) -> tuple[int, NDArray[np.int64]]:
    """Choose how wide cells have to be, and how many bytes each site needs if bytes it is."""
    most_expected = layout.most_expected
    most = _most_in_sites(world, layout)
    alone = np.ones(most.size, np.int64)
    zone = most_expected + 2 * _SIGMAS * np.sqrt(most_expected + 1) + 100
    if world.model != "ebp":
        zone = min(zone, world.total)
    if zone >= 2**15 - 1:
        return _WIDEST, alone
    if world.score.kind == DEFICIT:  # its counts are negative
        return _TWO_BYTES, alone
    copies = copies_for_bytes(layout.zones, most) if bytes_only else alone
    if (most > _BYTE * copies).any():
        return _TWO_BYTES, alone
    # Counts that swing by more than a byte would be false alarms, each of which is scored.
    return (0 if _SWING * np.sqrt(most_expected) <= _BYTE else 1), copies


def _most_in_sites(world: World, layout: Layout) -> NDArray[np.float64]:
    """Return a count that no site is likely to pass in any window of any replicate."""
    daily = np.concatenate(([0.0], np.cumsum(world.day_means)))
    longest = float((daily[world.windows.last + 1] - daily[world.windows.first]).max(initial=0))
    if world.model == "stp":
        cases = world.counts.sum(axis=1)[layout.sites].astype(np.float64)
        mean = cases * longest / max(1, world.total)
        return np.minimum(cases, mean + _SIGMAS * np.sqrt(mean + 1))
    shares = weight_rows(world)
    mean = longest * (shares / shares.sum(axis=1, keepdims=True)).max(axis=0)
    return mean + _SIGMAS * np.sqrt(mean + 1)


def _ends(windows: Windows, n_days: int) -> tuple[tuple[int, int, int, int], ...]:
    found, counts = np.unique(windows.last, return_counts=True)
    ends = []
    for last, number in zip(found[::-1], counts[::-1], strict=True):
        first_window = int(np.flatnonzero(windows.last == last)[0])
        shortest = int(last - windows.first[first_window] + 1)
        ends.append((int(n_days - 1 - last), first_window, int(number), shortest))
    return tuple(ends)


def _tables(weights: NDArray[np.float64]) -> Tables:
    if weights.size == 1:  # one certain choice; not worth compiling for
        return Tables(np.ones((1, 1)), np.zeros((1, 1), np.int64))
    from kondusif_engine.kernels.alias_tables import alias_tables

    weights = np.ascontiguousarray(weights, np.float64)
    tables = Tables(np.empty(weights.shape), np.empty(weights.shape, np.int64))
    scales = np.array([weights.shape[1] / math.fsum(row) for row in weights])
    alias_tables(weights, scales, *tables)
    return tables


class TooNarrow(Exception):
    """A replicate drew a count that does not fit the cells."""


def maxima(job: Job, replicates: NDArray[np.int64], level: float, threads: int = 1) -> NDArray[np.float64]:
    """Return the largest statistic of each replicate, exact, whatever the level.

    The level only steers the work: replicates below it are scanned again at a lower one, and at last at
    zero, where every excess counts. Replicates that would not fill the lanes wait for those that are left.
    """
    from kondusif_engine.kernels.lane_line import LANES

    if job.zones.index.size == 0 or job.most_expected <= 0:
        return np.zeros(replicates.size)
    best = np.zeros(replicates.size)
    open_ = np.arange(replicates.size)
    while open_.size:
        some = open_ if level == 0 or open_.size < LANES else open_[: open_.size // LANES * LANES]
        best[some] = _at_level(job, replicates[some], level, threads)
        if level == 0:
            break
        open_ = np.concatenate((some[best[some] < level], open_[some.size :]))
        level = 0.8 * level if level > 1.0 else 0.0
    return best


def _at_level(job: Job, replicates, level: float, threads: int) -> NDArray[np.float64]:
    table = limits(level, job.most_expected, job.score)
    # The portable line carries counts, for which a byte is too narrow.
    for width in range(max(job.width, 1 if job.portable else 0), len(WIDTHS)):
        try:
            return _scan(job, replicates, table, WIDTHS[width], threads)
        except TooNarrow:
            continue
    raise OverflowError("a replicate holds more than 2**31 cases at one place")


def _scan(job: Job, replicates, table, width: Width, threads: int) -> NDArray[np.float64]:
    from kondusif_engine.kernels.lane_line import LANES

    sites = job.exposure.base.shape[1]
    per_block = job.ages * sites * LANES * np.dtype(width.cell).itemsize
    blocks = max(1, _MEMORY // per_block)
    found = []
    with ThreadPoolExecutor(threads) as pool:
        for low in range(0, replicates.size, blocks * LANES):
            some = replicates[low : low + blocks * LANES]
            n_blocks = -(-some.size // LANES)
            padded = np.append(some, np.full(n_blocks * LANES - some.size, some[-1]))
            best = _scan_blocks(job, padded.reshape(n_blocks, LANES), table, width, pool, threads)
            found.append(best.reshape(-1)[: some.size])
    return np.concatenate(found)


def _scan_blocks(job: Job, lanes, table, width: Width, pool, threads: int) -> NDArray[np.float64]:
    from kondusif_engine.kernels.lane_scan import lane_scan

    parts = _parts(job.zones.start, threads)
    best = np.zeros(lanes.shape)
    for sums, (first, number, shortest) in _window_sums(job, lanes, width, pool):
        exposed = some_windows(job.exposure, first, number)
        tests = ladder(table, exposed, job.most_expected, width.count)

        def scan_part(part, sums=sums, shortest=shortest, exposed=exposed, tests=tests):
            kind = np.empty(0, width.carried)
            return lane_scan(sums, shortest, job.zones, exposed, tests, job.score, part, kind, job.portable)

        for found in pool.map(scan_part, parts):
            np.maximum(best, found, out=best)
    return best


def _window_sums(job: Job, lanes, width: Width, pool) -> Iterator[tuple[NDArray, tuple[int, int, int]]]:
    """Draw blocks of replicates; for each last day yield sums[block, w, site, lane] and its windows."""
    blocks, lanes_each = lanes.shape
    alone = len(job.ends) == 1
    counts = None if alone else _aligned((blocks, job.ages, job.n_sites, lanes_each), width.cell)
    if counts is not None:
        _all_fit(pool.map(partial(_draw, job), counts, lanes))
    for age, first, number, shortest in job.ends:
        sums = _aligned((blocks, number + shortest - 1, job.owner.size, lanes_each), width.cell)
        if counts is None:
            _all_fit(pool.map(partial(_draw_sums, job), lanes, repeat(age), sums))
        else:
            _all_fit(pool.map(partial(_stack, job), counts, repeat(age), sums))
        if job.score.kind == DEFICIT:
            np.negative(sums, out=sums)  # so that fewer cases are more
        yield sums, (first, number, shortest)


def _draw_sums(job: Job, replicates, age: int, sums) -> bool:
    """Draw and stack one block where no other last day needs its counts, so that they stay in the cache."""
    in_place = job.owner.size == job.n_sites and age == 0
    shape = (job.ages, job.n_sites, replicates.size)
    counts = sums if in_place else _aligned(shape, sums.dtype)
    return _draw(job, counts, replicates) and _stack(job, counts, age, sums)


def _aligned(shape: tuple[int, ...], cell: type) -> NDArray:
    """Return an empty array whose lanes begin where a line of the cache does: a load takes one, not two."""
    size = math.prod(shape) * np.dtype(cell).itemsize
    raw = np.empty(size + _LINE, np.uint8)
    begin = -raw.ctypes.data % _LINE
    return raw[begin : begin + size].view(cell).reshape(shape)


def draw_windows(job: Job, replicates, pool) -> Iterator[tuple[int, NDArray, tuple[int, int, int]]]:
    """Yield (first replicate, sums[w, site, lane], windows) block by block and last day by last day."""
    from kondusif_engine.kernels.lane_line import LANES

    for low in range(0, replicates.size, LANES):
        some = replicates[low : low + LANES]
        padded = np.append(some, np.full(LANES - some.size, some[-1]))[None]
        for sums, windows in _window_sums(job, padded, WIDTHS[-1], pool):
            yield low, sums[0], windows


def _stack(job: Job, counts, age: int, sums) -> bool:
    from kondusif_engine.kernels.generate import stack, stack_split

    if job.owner.size == job.n_sites:
        return stack(_flat(counts), age, _flat(sums))
    most = np.int32(np.iinfo(sums.dtype).max)
    return stack_split(counts, age, job.owner, job.rank, sums, most)


def _draw(job: Job, counts, replicates) -> bool:
    from kondusif_engine.kernels import generate

    seed = np.uint64(job.seed)
    if job.model == "stp":
        return generate.permuted(counts, job.case_sites, job.day_totals, seed, replicates)
    if job.model == "ebp":
        return generate.poisson_cells(counts, job.day_means, job.site_tables, seed, replicates)
    return generate.multinomial(counts, job.day_table, job.site_tables, job.inside, seed, replicates)


def _flat(cells: NDArray) -> NDArray:
    return cells.reshape(cells.shape[0], -1)


def _all_fit(fits: Iterable[bool]) -> None:
    if not all([*fits]):
        raise TooNarrow


def some_windows(exposure: Exposure, first: int, number: int) -> Exposure:
    some = slice(first, first + number)
    return exposure._replace(
        upper=exposure.upper[some], lower=exposure.lower[some], factor=exposure.factor[some]
    )


def _parts(start: NDArray[np.int64], threads: int) -> list[tuple[int, int]]:
    """Cut the centres into runs of about equal work, a few for each thread."""
    wanted = 1 if threads == 1 else 4 * threads
    cuts = np.unique(np.searchsorted(start, np.linspace(0, start[-1], wanted + 1)))
    cuts[0], cuts[-1] = 0, start.size - 1
    return [(int(low), int(high)) for low, high in pairwise(cuts) if high > low]
