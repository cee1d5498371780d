"""The space-time scan."""

import math
from concurrent.futures import Executor

from numpy.typing import ArrayLike

from kondusif_engine.checks import MOST_THREADS, flag, whole_number
from kondusif_engine.scan.draws import stream_seed
from kondusif_engine.scan.job import build_job
from kondusif_engine.scan.layout import lay_out
from kondusif_engine.scan.monte_carlo import null_maxima, usable_threads
from kondusif_engine.scan.observed import Observed
from kondusif_engine.scan.places import Neighbours
from kondusif_engine.scan.report import assemble, disjoint_zones
from kondusif_engine.scan.request import Request, checked_request
from kondusif_engine.scan.result import ScanResult
from kondusif_engine.scan.world import Prior


def space_time(
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
    prior: Prior | None = None,
    executor: Executor | None = None,
    threads: int | None = None,
    portable: bool = False,
) -> ScanResult:
    """Find where and when there were more cases than chance explains, and how sure that is.

    Parameters
    ----------
    counts : int[n, T], int[n] or int[S, n, T]
        Cases by place and bin (day), oldest first; [n] is one bin, that is, a purely spatial scan; S
        streams are scanned together and share one p-value. Whole numbers >= 0.
    neighbours : Neighbours
        The zones, from :func:`neighbours`.
    model : {"stp", "poisson", "ebp", "bayes"}
        "stp": space-time permutation; needs nothing but cases, and is immune to purely spatial and
        purely temporal differences. "poisson": cases in proportion to a population or baseline, given
        their total. "ebp": expectation-based Poisson; the baseline is the expected count itself.
        "bayes": Gamma-Poisson Bayes factors against a baseline, given the total of cases.
    baseline, population : float[n], float[n, T], float[S, n] or float[S, n, T]
        What is at risk, >= 0, positive wherever there are cases; [n] is the same every bin. Exactly one
        of the two for "poisson" and "bayes"; baseline, in cases per bin, for "ebp"; neither for "stp".
    max_window, min_window : int
        The longest window in bins, at most T (default: half of T), and the shortest.
    prospective : bool
        True: only windows that reach the last bin. False: windows anywhere.
    replicates : int
        Monte-Carlo replicates, >= 0; with 0, p-values are 1.
    stop_at : int, optional
        Stop once so many replicates exceed the strongest cluster (Besag-Clifford; 10 is usual).
    seed : int
        In [0, 2**63); the same seed, the same result, to the bit.
    min_cases : int
        The fewest cases in a cluster.
    max_clusters : int
        The most clusters reported, none sharing a place with a stronger one of its stream.
    interval_days : float
        Days between one analysis and the next, for the recurrence interval.
    prior : Prior, optional
        For "bayes".
    executor : concurrent.futures.Executor, optional
        Who draws the replicates, for example a ProcessPoolExecutor or Dask's ``get_executor()``; this
        process with `threads` threads if absent. The result does not depend on it.
    threads : int, optional
        Threads of this process; all usable processors if absent. The result does not depend on it.
    portable : bool
        Use plain compiled loops in place of vector code: slower, the same result.

    Returns
    -------
    ScanResult
        With no cluster where no zone is in excess.

    Raises
    ------
    ArgumentProblem
        If an argument cannot be used; it says which and why.

    Notes
    -----
    Cost: O(replicates x windows x entries of `neighbours`) additions on 64 replicates at a time. Zones
    are closed discs: places at the same distance enter together. Null maxima are exact, not bounded.

    References
    ----------
    Kulldorff (1997), doi:10.1080/03610929708831995; Kulldorff (2001), doi:10.1111/1467-985X.00186;
    Kulldorff, Heffernan, Hartman, Assunção, Mostashari (2005), doi:10.1371/journal.pmed.0020059; Neill
    (2009), doi:10.1016/j.ijforecast.2008.12.002; Neill, Moore, Cooper (2006), NIPS 18.
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
    )
    return run(request, executor, threads, portable)


def run(
    request: Request,
    executor: Executor | None = None,
    threads: int | None = None,
    portable: bool = False,
    method: str | None = None,
) -> ScanResult:
    """Scan what a request asks for."""
    portable = flag(portable, "portable")
    n_threads = (
        usable_threads() if threads is None else whole_number(threads, "threads", least=1, most=MOST_THREADS)
    )
    layouts = [lay_out(world, request.places, n_threads) for world in request.worlds]
    seen = [Observed(request, stream, layout, n_threads) for stream, layout in enumerate(layouts)]
    zones = disjoint_zones(request, lambda stream, blocked: seen[stream].strongest(blocked))
    jobs = [
        build_job(world, layout, stream_seed(request.seed, stream), portable)
        for stream, (world, layout) in enumerate(zip(request.worlds, layouts, strict=True))
    ]
    strongest = zones[0][1].llr if zones else math.inf
    maxima = null_maxima(jobs, request.replicates, strongest, request.stop_at, executor, n_threads)
    return assemble(request, zones, maxima, [seen[s].posterior(found) for s, found in zones], method)
