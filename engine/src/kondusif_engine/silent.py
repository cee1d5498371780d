"""Silent areas: where reports that were to be expected failed to come.

A quiet district may be quiet, or its reporters may be cut off. The search is the scan turned round: the
zone and window whose counts fall furthest below the baseline, judged against the same search in
replicates, so that looking everywhere is paid for.
"""

from concurrent.futures import Executor

from numpy.typing import ArrayLike

from kondusif_engine.scan.places import Neighbours
from kondusif_engine.scan.request import checked_request
from kondusif_engine.scan.result import ScanResult
from kondusif_engine.scan.space_time import run


def areas(
    counts: ArrayLike,
    neighbours: Neighbours,
    *,
    baseline: ArrayLike,
    max_window: int | None = None,
    min_window: int = 1,
    prospective: bool = True,
    replicates: int = 999,
    stop_at: int | None = None,
    seed: int,
    max_clusters: int = 10,
    interval_days: float = 1.0,
    executor: Executor | None = None,
    threads: int | None = None,
    portable: bool = False,
) -> ScanResult:
    """Find where and since when fewer reports came than chance explains, and how sure that is.

    Parameters
    ----------
    counts : int[n, T], int[n] or int[S, n, T]
        Reports by place and bin (day), oldest first.
    neighbours : Neighbours
        From :func:`kondusif_engine.scan.neighbours`; with ``max_places=1`` every place is judged alone.
    baseline : float[n], float[n, T], float[S, n] or float[S, n, T]
        Reports expected by place and bin, >= 0, positive wherever there were reports.
    max_window, min_window, prospective, replicates, stop_at, seed, max_clusters, interval_days, \
executor, threads, portable
        As in :func:`kondusif_engine.scan.space_time`.

    Returns
    -------
    ScanResult
        ``method`` is "silent"; ``cases`` below ``expected``, ``relative_risk`` below 1, and ``llr`` that
        of the expectation-based Poisson model (c log(c / mu) + mu - c).

    Raises
    ------
    ArgumentProblem
        If an argument cannot be used; it says which and why.

    Notes
    -----
    Cost: as :func:`kondusif_engine.scan.space_time` with "ebp", in cells of two bytes. The silence of a
    place that is expected to send little proves little: five expected and none seen has an LLR of 5.

    References
    ----------
    Neill (2009), doi:10.1016/j.ijforecast.2008.12.002, turned to low rates as in Kulldorff (1997),
    doi:10.1080/03610929708831995.
    """
    request = checked_request(
        counts,
        neighbours,
        model="ebp",
        baseline=baseline,
        population=None,
        max_window=max_window,
        min_window=min_window,
        prospective=prospective,
        replicates=replicates,
        stop_at=stop_at,
        seed=seed,
        min_cases=1,
        max_clusters=max_clusters,
        interval_days=interval_days,
        prior=None,
        deficit=True,
    )
    return run(request, executor, threads, portable, method="silent")
