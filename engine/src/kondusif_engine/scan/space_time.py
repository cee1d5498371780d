"""The space-time scan."""

from numpy.typing import ArrayLike

from kondusif_engine.scan.oracle import space_time_oracle
from kondusif_engine.scan.places import Neighbours
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
) -> ScanResult:
    """Find where and when there were more cases than chance explains, and how sure that is."""
    return space_time_oracle(
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
