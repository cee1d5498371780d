"""Farrington Flexible: is this week above what the same season of earlier years leads one to expect?"""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from statistics import NormalDist

import numpy as np
from numpy.typing import ArrayLike, NDArray

from kondusif_engine.checks import (
    MOST_THREADS,
    ArgumentProblem,
    count_array,
    flag,
    one_of,
    real_number,
    sequence_of,
    whole_number,
)
from kondusif_engine.scan.monte_carlo import usable_threads


@dataclass(frozen=True, eq=False)
class FarringtonResult:
    """What the model of each series expects of the bins judged.

    Attributes
    ----------
    expected : float64[s, judged]
    upper : float64[s, judged]
        The largest count that is still usual.
    score : float64[s, judged]
        (count - expected) / (upper - expected), above 1 where the count is unusual; 0 where too few
        cases were seen lately to say.
    alarm : bool[s, judged]
    dispersion : float64[s, judged]
        Of the quasi-Poisson model, at least 1.
    trend : bool[s, judged]
        Whether a trend was kept.
    """

    expected: NDArray[np.float64]
    upper: NDArray[np.float64]
    score: NDArray[np.float64]
    alarm: NDArray[np.bool_]
    dispersion: NDArray[np.float64]
    trend: NDArray[np.bool_]


def farrington(
    counts: ArrayLike,
    *,
    period: int = 52,
    years: int = 5,
    half_window: int = 3,
    n_seasons: int = 10,
    skip: int = 26,
    alpha: float = 0.01,
    trend: bool = True,
    reweight: bool = True,
    threshold: str = "delta",
    errors: str = "model",
    few: tuple[int, int] = (5, 4),
    last: int = 1,
    threads: int | None = None,
) -> FarringtonResult:
    """Compare the latest bins of each series with a quasi-Poisson model of its past.

    Parameters
    ----------
    counts : int[s, T]
        Series by bin (week), oldest first, >= 0.
    period : int
        Bins in a year (52 weeks; 365 days), >= 2.
    years : int
        Years of history, >= 1.
    half_window : int
        The season of today is today ± so many bins in each earlier year.
    n_seasons : int
        Levels of the seasonal factor, today's season being one, >= 1.
    skip : int
        Latest bins that may hold the outbreak itself and are left out of the history, >= 1.
    alpha : float
        Wanted probability of a false alarm for each series and bin, in (0, 0.5]; see the notes for what
        it comes to.
    trend : bool
        Fit a trend, and keep it where it is significant at 5 % and leads nowhere above all counts seen.
    reweight : bool
        Fit again with bins far above the model (residual above 2.58) weighing less.
    threshold : {"delta", "nb"}
        "delta": a 2/3 power makes the prediction symmetrical. "nb": quantile of a negative binomial.
    errors : {"model", "surveillance"}
        Where the standard errors of the prediction and of the trend come from. "model": from the fit.
        "surveillance": as the R package of that name computes them (its version 1.20.3), to compare with
        its output; see the notes.
    few : (int, int)
        No alarm unless the latest `few[1]` bins hold at least `few[0]` cases.
    last : int
        How many of the latest bins to judge.
    threads : int, optional
        All usable processors if absent; the result does not depend on it.

    Returns
    -------
    FarringtonResult

    Raises
    ------
    ArgumentProblem
        If an argument cannot be used, or history is too short: every bin judged needs
        ``years * period + half_window`` bins before it.

    Notes
    -----
    Cost: O(s x judged x history), a few Newton steps. With a seasonal factor and one slope, the level of
    each season has a closed form given the slope, so each fit is a search in one dimension.

    At ``alpha=0.01`` quiet Poisson series of 2 to 50 a week alarm in 0.6-1.0 % of weeks ("nb": 0.6-0.8 %);
    negative binomial ones of size 5 in 1.5-2.0 % ("nb": 1.1-1.5 %), as counts so scattered have longer
    tails than either rule allows (``engine/benchmarks/temporal_alarms.py``).

    Expectation and dispersion are those of ``farringtonFlexible`` in R's surveillance. Its standard errors
    are not those of the model: after reweighting, the weights of the bins stand where the working weights
    of the fit belong, so that the squared relative residuals take the place of the dispersion (without
    reweighting: a dispersion that may fall below 1), both in the test of the trend and in the upper bound
    of "delta". With counts of 5 a week bounds come out about 1 % apart. With ``errors="surveillance"`` ours
    are those to 1e-6, a trend needing three years as there.

    References
    ----------
    Noufaily, Enki, Farrington, Garthwaite, Andrews, Charlett (2013), doi:10.1002/sim.5595; Farrington,
    Andrews, Beale, Catchpole (1996), doi:10.2307/2983331. Where years do not divide into seasons of equal
    length, the earlier seasons are one bin longer.
    """
    series = count_array(counts, "counts", shape=(None, None))
    span = whole_number(period, "period", least=2) * whole_number(years, "years", least=1)
    half = whole_number(half_window, "half_window", least=0, most=(period - 1) // 2)
    judged = whole_number(last, "last", least=1)
    whole_number(skip, "skip", least=1, most=span - period // 2)
    whole_number(n_seasons, "n_seasons", least=1, most=max(1, period - 2 * half))
    real_number(alpha, "alpha", above=0.0, most=0.5)
    one_of(threshold, "threshold", ("delta", "nb"))
    as_r = one_of(errors, "errors", ("model", "surveillance")) == "surveillance"
    trend, reweight = flag(trend, "trend"), flag(reweight, "reweight")
    least = tuple(whole_number(n, "few", least=0) for n in sequence_of(few, "few"))
    if len(least) != 2 or least[1] < 1:
        raise ArgumentProblem("few", f"is {few!r}", "give (cases, bins), bins at least 1")
    needed = span + half + judged
    if series.shape[1] < needed:
        raise ArgumentProblem("counts", f"holds {series.shape[1]} bins", f"give at least {needed}")
    trend = trend and (years >= 3 or not as_r)
    shape = (series.shape[0], judged)
    fits = np.empty((*shape, 4))
    n_threads = (
        usable_threads() if threads is None else whole_number(threads, "threads", least=1, most=MOST_THREADS)
    )
    values = series.astype(np.float64)
    for back in range(judged):
        today = series.shape[1] - judged + back
        time, season = design(today, period, years, half, n_seasons, skip)
        options = np.array([float(trend), float(reweight), 2.58, float(as_r)])
        _fit_all(values, today, time, season, options, fits[:, back], n_threads)
    return _judged(series, fits, judged, alpha, threshold, least)


def design(
    today: int, period: int, years: int, half: int, n_seasons: int, skip: int
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the bins of the history and the season of each; season 0 is that of `today`."""
    time = np.arange(today - years * period - half, today - skip)
    phase = (time - today + half) % period  # 0 .. 2 half lie in the season of today
    length, season = 2 * half + 1, np.zeros(time.size, np.int64)
    if n_seasons > 1:
        parts = np.array_split(np.arange(length, period), n_seasons - 1)
        for number, phases in enumerate(parts, start=1):
            season[np.isin(phase, phases)] = number
    return time, season


def _fit_all(values, today: int, time, season, options, fits, threads: int) -> None:
    from kondusif_engine.kernels.farrington_fit import farrington_fit

    past = (time - today).astype(np.float64)  # today is 0: the level of season 0 is the prediction
    history = values[:, time[0] : time[-1] + 1]
    size = -(-values.shape[0] // (4 * threads))
    n_seasons = int(season.max()) + 1

    def part(low: int) -> None:
        some = slice(low, low + size)
        farrington_fit(history[some], past, season, n_seasons, options, fits[some])

    with ThreadPoolExecutor(threads) as pool:
        list(pool.map(part, range(0, values.shape[0], max(1, size))))


def _judged(series, fits, judged: int, alpha: float, threshold: str, few) -> FarringtonResult:
    from scipy.stats import nbinom, poisson  # scipy costs more to load than the whole package

    expected, variance, dispersion, kept = (fits[:, :, i] for i in range(4))
    if threshold == "delta":
        with np.errstate(divide="ignore", invalid="ignore"):
            spread = np.sqrt(4 / 9 * np.cbrt(expected) * (dispersion + variance / expected))
        top = expected ** (2 / 3) + NormalDist().inv_cdf(1 - alpha) * spread
        upper = np.where(expected > 0, np.maximum(top, 0.0) ** 1.5, 0.0)
    else:
        size = expected / np.maximum(dispersion - 1, 1e-9)
        with np.errstate(invalid="ignore"):
            wide = nbinom.ppf(1 - alpha, size, 1 / dispersion)
        upper = np.where(dispersion > 1, wide, poisson.ppf(1 - alpha, expected))
        upper = np.where(expected > 0, upper, 0.0)
    now = series[:, series.shape[1] - judged :]
    lately = np.cumsum(np.pad(series, ((0, 0), (few[1], 0))), axis=1)
    enough = (lately[:, few[1] :] - lately[:, : -few[1]])[:, -judged:] >= few[0]
    with np.errstate(divide="ignore", invalid="ignore"):
        score = np.where(upper > expected, (now - expected) / (upper - expected), np.inf * (now > expected))
    score = np.where(enough, np.nan_to_num(score, nan=0.0, posinf=np.inf), 0.0)
    return FarringtonResult(expected, upper, score, enough & (now > upper), dispersion, kept > 0)
