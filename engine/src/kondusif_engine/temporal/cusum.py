"""Negative binomial CUSUM: has the rate of a series gone up and stayed up?"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from kondusif_engine.checks import (
    ArgumentProblem,
    count_array,
    plain_array,
    real_array,
    real_number,
    seed_number,
    whole_number,
)


@dataclass(frozen=True, eq=False)
class CusumResult:
    """The CUSUM of every series.

    Attributes
    ----------
    statistic : float64[s, T]
        Evidence for the raised rate, in log likelihood; it begins at 0 again after an alarm.
    alarm : bool[s, T]
        Whether it reached the threshold.
    """

    statistic: NDArray[np.float64]
    alarm: NDArray[np.bool_]


def nb_cusum(
    counts: ArrayLike,
    mean: ArrayLike,
    *,
    size: ArrayLike = np.inf,
    ratio: float = 2.0,
    threshold: float,
) -> CusumResult:
    """Add up the evidence that each series runs at `ratio` times its mean.

    Parameters
    ----------
    counts : int[s, T]
        Series by bin, oldest first, >= 0.
    mean : float[s] or float[s, T]
        What is expected in quiet times, > 0.
    size : float or float[s]
        The size of the negative binomial (variance = mean + mean² / size), > 0; infinite for Poisson.
    ratio : float
        The raised rate to look for, > 1.
    threshold : float
        Alarm where the evidence reaches it, > 0; see :func:`nb_cusum_threshold`.

    Returns
    -------
    CusumResult

    Raises
    ------
    ArgumentProblem
        If an argument cannot be used.

    Notes
    -----
    Cost: O(s x T). Höhle, Paul (2008), doi:10.1016/j.csda.2008.02.015, with a fixed ratio.
    """
    series = count_array(counts, "counts", shape=(None, None))
    expected = _spread(mean, "mean", series.shape)
    raised = real_number(ratio, "ratio", above=1.0)
    level = real_number(threshold, "threshold", above=0.0)
    evidence = _evidence(series, expected, _sizes(size, series.shape[0]), raised)
    statistic = np.zeros(evidence.shape)
    alarm = np.zeros(evidence.shape, bool)
    before = np.zeros(series.shape[0])
    for bin_ in range(series.shape[1]):
        statistic[:, bin_] = np.maximum(0.0, before + evidence[:, bin_])
        alarm[:, bin_] = statistic[:, bin_] >= level
        before = np.where(alarm[:, bin_], 0.0, statistic[:, bin_])
    return CusumResult(statistic, alarm)


def nb_cusum_threshold(
    mean: float,
    *,
    size: float = np.inf,
    ratio: float = 2.0,
    horizon: int,
    false_alarm_share: float,
    simulations: int = 10_000,
    seed: int,
) -> float:
    """Find the threshold that a quiet series reaches within `horizon` bins with this probability.

    Parameters
    ----------
    mean, size, ratio
        As in :func:`nb_cusum`, for one series with the same mean every bin.
    horizon : int
        Bins in a campaign, >= 1.
    false_alarm_share : float
        In (0, 1).
    simulations : int
        Quiet series to simulate, >= 100.
    seed : int

    Returns
    -------
    float

    Raises
    ------
    ArgumentProblem
        If an argument cannot be used.

    Notes
    -----
    The promise is for a mean that is known. Guessed from 42 bins, campaigns of 75 alarm two to three times
    oftener than 5 %, and five to ten times oftener than 0.5 % (``engine/benchmarks/temporal_alarms.py``):
    then ask for less, or simulate the guessing too. Cost: O(simulations x horizon).
    """
    mu = real_number(mean, "mean", above=0.0)
    k = float(_sizes(size, 1)[0])
    n = whole_number(simulations, "simulations", least=100, most=10_000_000)
    bins = whole_number(horizon, "horizon", least=1, most=100_000)
    share = real_number(false_alarm_share, "false_alarm_share", above=0.0, most=1 - 1e-9)
    raised = real_number(ratio, "ratio", above=1.0)
    rng = np.random.Generator(np.random.Philox(key=np.uint64(seed_number(seed))))
    rates = np.full((n, bins), mu) if np.isinf(k) else rng.gamma(k, mu / k, (n, bins))
    evidence = _evidence(rng.poisson(rates), np.full((n, bins), mu), np.full(n, k), raised)
    highest, now = np.zeros(n), np.zeros(n)
    for bin_ in range(bins):
        now = np.maximum(0.0, now + evidence[:, bin_])
        highest = np.maximum(highest, now)
    above = np.sort(highest)[::-1]
    reached = above[min(n - 1, int(np.ceil(share * n)) - 1)]
    return float(np.nextafter(max(reached, np.finfo(float).tiny), np.inf))


def _evidence(counts, mean, size, ratio: float):
    k = size[:, None]
    with np.errstate(invalid="ignore"):
        spread = np.where(
            np.isinf(k), mean * (ratio - 1), (counts + k) * np.log1p((ratio - 1) * mean / (k + mean))
        )
    return counts * np.log(ratio) - spread


def _spread(mean: ArrayLike, name: str, shape: tuple[int, int]) -> NDArray[np.float64]:
    array = plain_array(mean, name)
    if array.ndim == 1:
        array = np.repeat(array[:, None], shape[1], axis=1)
    clean = real_array(array, name, shape=shape, least=0.0)
    if not (clean > 0).all():
        raise ArgumentProblem(name, "holds a zero", "give more than 0")
    return clean


def _sizes(size: ArrayLike, n: int) -> NDArray[np.float64]:
    array = plain_array(size, "size")
    if array.ndim == 0:
        array = np.full(n, array)
    if array.dtype.kind not in "iuf":
        raise ArgumentProblem("size", f"holds {array.dtype}, not numbers")
    array = array.astype(np.float64)
    if array.shape != (n,) or np.isnan(array).any() or not (array > 0).all():
        raise ArgumentProblem("size", "is not above 0 for every series", f"give one number or {n}")
    return array
