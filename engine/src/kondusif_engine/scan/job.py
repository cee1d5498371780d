"""A world laid out for the kernels, and what they make of it. A job travels to other processes."""

import math
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from kondusif_engine.scan.draws import day_shares, inside_table, n_ages, weight_rows
from kondusif_engine.scan.layout import BYTE, Layout, Zones, copies_for_bytes, parts_of, split_sites
from kondusif_engine.scan.limits import ladder, limits
from kondusif_engine.scan.world import DEFICIT, Exposure, Score, Windows, World

_MEMORY = 256 * 2**20  # bytes of replicate counts held at once
NOBODY = -1  # stands for a replicate where lanes are left over; see kernels/generate.py
_LINE = 64  # bytes of a line of the cache
_SWING = 4.0  # standard deviations, beyond which a count seldom falls and rises again along one row
_TWOBYTES, _WIDEST = 2, 3
_SIGMAS = 8.0  # cells are as wide as counts this far above their mean


class Tables(NamedTuple):
    """Alias tables, one row each: either[row, cell] is (cell, what it gives way to)."""

    accept: NDArray[np.float64]
    either: NDArray[np.int64]


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
    cells: int  # one for each site, or several; see split_sites
    shared: NDArray[np.int64]  # (first cell, cells) of each site that has several
    case_sites: NDArray[np.int32]  # for "stp": the first cell of the site of each case
    day_totals: NDArray[np.int64]  # for "stp": cases by age
    day_means: NDArray[np.float64]  # for "ebp": expected cases by age
    day_table: Tables
    site_tables: Tables  # of the first cell of each site
    most_expected: float
    width: int  # the narrowest of WIDTHS that should do
    portable: bool | None  # None: vector kernel; True: plain loops


def build_job(
    world: World, layout: Layout, seed: int, portable: bool = False, bytes_only: bool = True
) -> Job:
    """Prepare a world for the kernels; `bytes_only` lets crowded sites be split to fit bytes."""
    ages, stp = n_ages(world), world.model == "stp"
    cases = world.counts.sum(axis=1)[layout.sites] if stp else np.zeros(0, np.int64)
    weights = np.ones((1, 1)) if stp else weight_rows(world)
    days = np.ones(1) if stp else day_shares(world)
    ends = _ends(world.windows, world.n_days)
    width, copies = _width(world, layout, bytes_only and len(ends) == 1)
    first = np.cumsum(copies) - copies
    base = np.zeros((len(layout.exposure.base), int(copies.sum())))
    base[:, first] = layout.exposure.base
    sites = _tables(weights)
    return Job(
        model=world.model,
        zones=split_sites(layout.zones, copies),
        exposure=layout.exposure._replace(base=base),
        windows=world.windows,
        score=world.score,
        seed=seed,
        inside=(0, np.zeros(0)) if stp else inside_table(world),
        ends=ends,
        ages=ages,
        cells=base.shape[1],
        shared=np.column_stack((first, copies))[copies > 1],
        case_sites=np.repeat(first[: cases.size].astype(np.int32), cases),
        day_totals=world.counts.sum(axis=0)[::-1][:ages].copy(),
        day_means=world.day_means[::-1][:ages].copy(),
        day_table=_tables(days[None]),
        site_tables=sites if stp else sites._replace(either=first[sites.either]),
        most_expected=layout.most_expected,
        width=width,
        portable=True if portable else None,
    )


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
        return _TWOBYTES, alone
    copies = copies_for_bytes(layout.zones, most) if bytes_only else alone
    if (most > BYTE * copies).any():
        return _TWOBYTES, alone
    # Counts that swing by more than a byte would be false alarms, each of which is followed alone.
    return (0 if _SWING * _deviation(world, most_expected) <= BYTE else 1), copies


def _deviation(world: World, expected: float) -> float:
    """Return a bound of the standard deviation of the cases of a zone that expects so many."""
    share = 0.0 if world.model == "ebp" else min(1.0, expected / max(1, world.total))
    # Where days are permuted, cases of a zone swing less, and the less the larger zone and window are.
    rest = 1 - math.sqrt(share) if world.model == "stp" else math.sqrt(1 - share)
    return math.sqrt(expected) * rest


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
        return Tables(np.ones((1, 1)), np.zeros((1, 1, 2), np.int64))
    from kondusif_engine.kernels.alias_tables import alias_tables

    weights = np.ascontiguousarray(weights, np.float64)
    accept, either = np.empty(weights.shape), np.empty((*weights.shape, 2), np.int64)
    scales = np.array([weights.shape[1] / math.fsum(row) for row in weights])
    cells = weights.shape[1]
    alias_tables(weights, scales, accept, either, (*np.empty((2, cells), np.int64), np.empty(cells)))
    return Tables(accept, either)


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
            padded = np.append(some, np.full(n_blocks * LANES - some.size, NOBODY))
            best = _scan_blocks(job, padded.reshape(n_blocks, LANES), table, width, pool, threads)
            found.append(best.reshape(-1)[: some.size])
    return np.concatenate(found)


def _scan_blocks(job: Job, lanes, table, width: Width, pool, threads: int) -> NDArray[np.float64]:
    from kondusif_engine.kernels.lane_scan import lane_scan, room_for

    parts, live = parts_of(job.zones.start, threads), (lanes != NOBODY).sum(axis=1)
    best = np.zeros(lanes.shape)
    for sums, (first, number, shortest) in _window_sums(job, lanes, width, pool):
        exposed = some_windows(job.exposure, first, number)
        tests = ladder(table, exposed, job.most_expected, width.count)
        windows = (shortest, job.zones, exposed, _differs(exposed), tests, job.score)

        def scan_part(part, sums=sums, windows=windows):
            room, found = room_for(job.zones.start, part, width.carried), np.zeros(lanes.shape)
            lane_scan(sums, *windows, part, live, room, found, job.portable)
            return found

        for found in pool.map(scan_part, parts):
            np.maximum(best, found, out=best)
    return best


def _window_sums(job: Job, lanes, width: Width, pool) -> Iterator[tuple[NDArray, tuple[int, int, int]]]:
    """Draw blocks of replicates; for each last day yield sums[block, w, site, lane] and its windows."""
    blocks, lanes_each = lanes.shape
    alone = len(job.ends) == 1
    counts = None if alone else _aligned((blocks, job.ages, job.cells, lanes_each), width.cell)
    if counts is not None:
        _all_fit(pool.map(partial(_draw, job), counts, lanes))
    for age, first, number, shortest in job.ends:
        sums = _aligned((blocks, number + shortest - 1, job.cells, lanes_each), width.cell)
        if counts is None:
            _all_fit(pool.map(partial(_draw, job, running=True), sums, lanes))
        else:
            _all_fit(pool.map(partial(_stack, age), counts, sums))
        if job.score.kind == DEFICIT:
            np.negative(sums, out=sums)  # so that fewer cases are more
        yield sums, (first, number, shortest)


def _differs(exposure: Exposure) -> NDArray[np.bool_]:
    """Say which windows differ by more than their factor from the one before them."""
    same = (np.diff(exposure.upper) == 0) & (np.diff(exposure.lower) == 0)
    return np.concatenate(([True], ~same))


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
        padded = np.append(some, np.full(LANES - some.size, NOBODY))[None]
        for sums, windows in _window_sums(job, padded, WIDTHS[-1], pool):
            yield low, sums[0], windows


def _stack(age: int, counts, sums) -> bool:
    from kondusif_engine.kernels.generate import stack

    return stack(_flat(counts), age, _flat(sums))


def _draw(job: Job, counts, replicates, running: bool = False) -> bool:
    from kondusif_engine.kernels import generate

    to = (counts, generate.room_for(counts, job.case_sites.size, job.shared), running)
    keys = (np.uint64(job.seed), replicates)
    if job.model == "stp":
        return generate.permuted(*to, job.case_sites, job.day_totals, *keys)
    if job.model == "ebp":
        return generate.poisson_cells(*to, job.day_means, job.site_tables, *keys)
    return generate.multinomial(*to, job.day_table, job.site_tables, job.inside, *keys)


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
