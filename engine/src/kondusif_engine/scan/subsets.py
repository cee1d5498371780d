"""Fast subset scan: clusters of any shape within a neighbourhood."""

import math
from concurrent.futures import Executor, ThreadPoolExecutor
from functools import partial

import numpy as np
from numpy.typing import ArrayLike, NDArray

from kondusif_engine.checks import MOST_THREADS, ArgumentProblem, one_of, whole_number
from kondusif_engine.scan.draws import stream_seed
from kondusif_engine.scan.job import Job, build_job, draw_windows, some_windows
from kondusif_engine.scan.layout import Zones, lay_out
from kondusif_engine.scan.monte_carlo import null_maxima, usable_threads
from kondusif_engine.scan.places import Neighbours
from kondusif_engine.scan.report import Found, assemble
from kondusif_engine.scan.request import Request, checked_request
from kondusif_engine.scan.result import ScanResult


def subset(
    counts: ArrayLike,
    neighbours: Neighbours,
    *,
    model: str = "ebp",
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
    executor: Executor | None = None,
    threads: int | None = None,
) -> ScanResult:
    """Find the subsets of neighbourhoods, of any shape, with more cases than chance explains.

    A neighbourhood is a row of `neighbours` up to its limit, so give a limit (say ``max_places=10``): the
    wider it is, the more shapes chance can find too. Where circles cannot follow a river or a coast, a
    subset can.

    Parameters
    ----------
    counts, neighbours, baseline, population, max_window, min_window, prospective, replicates, stop_at, \
seed, min_cases, max_clusters, interval_days, executor, threads
        As in :func:`space_time`, for one stream.
    model : {"ebp", "poisson", "stp"}
        The statistic and its null distribution, as in :func:`space_time`.

    Returns
    -------
    ScanResult
        ``method`` is "subset-" and the model; members of a cluster need not fill a disc.

    Raises
    ------
    ArgumentProblem
        If an argument cannot be used; it says which and why.

    Notes
    -----
    Cost: O(replicates x windows x centres x K log K), K places with cases in a neighbourhood; scalar, so
    use `stop_at` on large maps. Exact: these statistics have the linear-time subset scanning property
    (Neill 2012, doi:10.1111/j.1467-9868.2011.01014.x), so the best subset is a prefix of the places
    ordered by cases over expected.
    """
    request = checked_request(
        counts,
        neighbours,
        model=one_of(model, "model", ("ebp", "poisson", "stp")),
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
        prior=None,
    )
    if len(request.worlds) != 1:
        raise ArgumentProblem("counts", f"holds {len(request.worlds)} streams", "give one")
    n_threads = (
        usable_threads() if threads is None else whole_number(threads, "threads", least=1, most=MOST_THREADS)
    )
    zones = _disjoint_subsets(request, n_threads)
    job = build_job(
        request.worlds[0],
        lay_out(request.worlds[0], neighbours, n_threads),
        stream_seed(request.seed, 0),
        bytes_only=False,
    )
    strongest = zones[0][1].llr if zones else math.inf
    maxima = null_maxima(
        [job], request.replicates, strongest, request.stop_at, executor, n_threads, of=subset_maxima
    )
    return assemble(request, zones, maxima, [None] * len(zones), method=f"subset-{model}")


def _disjoint_subsets(request: Request, threads: int) -> list[tuple[int, Found, NDArray]]:
    from kondusif_engine.kernels.subset_scan import subset_scan

    world, places = request.worlds[0], request.places
    zones = Zones(places.start, places.index, places.closed)
    daily = np.zeros((world.n_days + 1, places.n_sites), np.int32)
    np.cumsum(world.counts.T, axis=0, out=daily[1:])
    cells = daily[world.windows.last + 1] - daily[world.windows.first]
    blocked = np.zeros(places.n_sites, bool)
    size = -(-places.n_sites // (4 * threads))
    parts = [(low, min(low + size, places.n_sites)) for low in range(0, places.n_sites, size)]
    found: list[tuple[int, Found, NDArray]] = []
    with ThreadPoolExecutor(threads) as pool:
        while len(found) < request.max_clusters:
            scan_part = partial(subset_scan, cells, zones, world.exposure, world.score, blocked=blocked)
            best = max(pool.map(scan_part, parts), key=lambda one: (one[0], -one[1], -one[2]))
            if best[0] <= 0:
                break
            sites, cases, expected = _members(request, cells[best[1]], blocked, *best[1:])
            found.append((0, Found(best[0], best[1], best[3], best[2], cases, expected), sites))
            blocked[sites] = True
    return found


def _members(request: Request, counts, blocked, window: int, centre: int, size: int):
    base, upper, lower, factor, divisor = request.worlds[0].exposure
    row = request.places.row(centre)
    row = row[(counts[row] > 0) & ~blocked[row]]
    expected = (base[upper[window]][row] - base[lower[window]][row]) * (factor[window] / divisor)
    with np.errstate(divide="ignore"):
        chosen = row[np.argsort(-counts[row] / expected, kind="stable")[:size]]
    inside = np.isin(row, chosen)
    return chosen, int(counts[chosen].sum()), float(expected[inside].sum())


def subset_maxima(job: Job, replicates, level: float, threads: int = 1) -> NDArray[np.float64]:
    """Return the score of the strongest subset in each replicate; the level plays no part."""
    from kondusif_engine.kernels.subset_scan import subset_scan, window_cells

    part = (0, job.zones.start.size - 1)
    nobody = np.zeros(job.exposure.base.shape[1], bool)
    if job.zones.index.size == 0 or job.most_expected <= 0:
        return np.zeros(replicates.size)

    def one(sums, windows: tuple[int, int, int], lane: int) -> float:
        first, number, shortest = windows
        cells = np.empty((number, sums.shape[1]), np.int32)
        window_cells(sums[shortest - 1 :], lane, cells)
        exposed = some_windows(job.exposure, first, number)
        return subset_scan(cells, job.zones, exposed, job.score, part, nobody)[0]

    best = np.zeros(replicates.size)
    with ThreadPoolExecutor(threads) as pool:
        for low, sums, windows in draw_windows(job, replicates, pool):
            lanes = range(min(sums.shape[2], replicates.size - low))
            some = slice(low, low + len(lanes))
            best[some] = np.maximum(best[some], [*pool.map(partial(one, sums, windows), lanes)])
    return best
