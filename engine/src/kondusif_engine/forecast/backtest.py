"""Forecast the past as if it were the future, and let the winner earn its place."""

import itertools
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np
from numpy.typing import ArrayLike, NDArray

from kondusif_engine.checks import (
    ArgumentProblem,
    count_array,
    instance_of,
    one_of,
    real_array,
    real_number,
    seed_number,
    sequence_of,
    whole_number,
)
from kondusif_engine.forecast import baselines
from kondusif_engine.forecast.distribution import Forecast
from kondusif_engine.forecast.exciting import WARM_UP, fit
from kondusif_engine.forecast.scores import auroc, pit_histogram, score

Baseline = Callable[[NDArray[np.float64]], Forecast]
BASELINES: dict[str, Baseline] = {
    "zero": baselines.zero,
    "persistence": baselines.persistence,
    "conflictology_12": partial(baselines.conflictology, window=12),
    "conflictology_52": partial(baselines.conflictology, window=52),
}
SELF_EXCITING = "self_exciting"


@dataclass(frozen=True, slots=True)
class Past:
    """How one model did.

    Attributes
    ----------
    crps, log, brier : float
        Means over origins and areas; smaller is better.
    auroc : float
        Of the probability of at least one event; NaN where there is nothing to tell apart.
    coverage_90 : float
        Share of counts inside the central 90 % interval; counts are lumpy, so above .90 is normal.
    coverage_80 : float
        The same of the central 80 % interval.
    pit : NDArray[np.float64], shape (10,)
        Mean PIT histogram, flat at 0.1 when calibrated.
    """

    crps: float
    log: float
    brier: float
    auroc: float
    coverage_90: float
    coverage_80: float
    pit: NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Backtest:
    """Rolling-origin forecasts of several models.

    Attributes
    ----------
    horizon : int
    origins : tuple of int
        Number of periods known at each forecast.
    past : dict of str to Past
    crps : dict of str to NDArray[np.float64], shape (origins, n)
        For paired comparison.
    """

    horizon: int
    origins: tuple[int, ...]
    past: dict[str, Past]
    crps: dict[str, NDArray[np.float64]]


@dataclass(frozen=True, slots=True)
class Choice:
    """Which model may be used.

    Attributes
    ----------
    model : str
        The candidate if it won, otherwise the benchmark.
    benchmark : str
        The baseline with the best CRPS.
    skill : float
        1 - CRPS of the candidate / CRPS of the benchmark.
    skill_low, skill_high : float
        90 % bootstrap interval.
    p_groups : float
        One-sided p that the candidate is no better, over groups of areas: the larger of the bootstrap's
        and the paired t-test's.
    p_time : float
        The same over time (`diebold_mariano`).
    """

    model: str
    benchmark: str
    skill: float
    skill_low: float
    skill_high: float
    p_groups: float
    p_time: float


def backtest(
    history: ArrayLike,
    edges: ArrayLike,
    *,
    origins: Sequence[int],
    horizon: int = 1,
    calendar: ArrayLike | None = None,
    models: Sequence[str] = (*BASELINES, SELF_EXCITING),
    refit_every: int = 4,
    fit_periods: int = 104,
) -> Backtest:
    """This function will forecast from each origin with only what was known then.

    Parameters
    ----------
    history : array_like of int, shape (n, T)
    edges : array_like of int, shape (m, 2)
    origins : sequence of int
        Increasing numbers of known periods t; the forecast is for period t - 1 + horizon, counted
        from 0. At least 26 + horizon (52 where conflictology_52 takes part).
    horizon : int
    calendar : array_like of float, shape (T, q), optional
        Known beforehand, as a calendar is.
    models : sequence of str
    refit_every : int
        The self-exciting model is refitted at every so many-th origin and carried between.
    fit_periods : int
        As for `fit`.

    Raises
    ------
    ArgumentProblem
        If an origin is too early or too late, or a model is unknown.

    Notes
    -----
    Cost: 26 origins of 7,285 areas in about 10 CPU-s.
    """
    counts = count_array(history, "history", shape=(None, None)).astype(np.float64)
    horizon = whole_number(horizon, "horizon", least=1)
    refit_every = whole_number(refit_every, "refit_every", least=1)
    table = None
    if calendar is not None:
        table = real_array(calendar, "calendar", shape=(None, None))
        if len(table) < counts.shape[1]:
            raise ArgumentProblem("calendar", f"has {len(table)} rows", f"give {counts.shape[1]}")
    models = [one_of(name, "models", (*BASELINES, SELF_EXCITING)) for name in sequence_of(models, "models")]
    if not models:
        raise ArgumentProblem("models", "are none")
    origins = _origins(origins, counts.shape[1], horizon, models)
    gathered = {name: [] for name in models}
    fitted = None
    for number, t in enumerate(origins):
        known, happened = counts[:, :t], counts[:, t - 1 + horizon]
        if SELF_EXCITING in models and number % refit_every == 0:
            past_calendar = None if table is None else table[:t]
            fitted = fit(known, edges, horizon=horizon, calendar=past_calendar, fit_periods=fit_periods)
        row = None if table is None else table[t - 1 + horizon]
        for name in models:
            made = fitted.predict(known, row) if name == SELF_EXCITING else BASELINES[name](known)
            gathered[name].append(_mark(made, happened))
    past = {name: _summary(marks) for name, marks in gathered.items()}
    crps = {name: np.array([mark[0].crps for mark in marks]) for name, marks in gathered.items()}
    return Backtest(horizon, origins, past, crps)


def choose(
    done: Backtest,
    groups: ArrayLike,
    *,
    seed: int,
    candidate: str = SELF_EXCITING,
    level: float = 0.05,
    resamples: int = 5000,
) -> Choice:
    """This function will let the candidate be used only if it beats the best baseline by a test.

    It must win over space (groups of areas) and over time, each at `level`; a lucky month or a lucky
    region is not enough.

    Parameters
    ----------
    done : Backtest
        Of the candidate and at least one baseline, with at least 8 origins.
    groups : array_like of int, shape (n,)
        Region of each area (regency for subdistricts); at least 5 groups.
    seed : int
    candidate : str
    level : float
    resamples : int

    Raises
    ------
    ArgumentProblem
        If a model is absent, or origins or groups are too few.

    Notes
    -----
    Over space both a bootstrap of the groups and the paired t-test of their sums must say so: with five
    groups the bootstrap alone calls luck a win twice as often as it says. Of models equal to the baseline,
    2-4 % are chosen at 5 % where areas and periods are independent, 5-8 % where whole groups and whole
    periods share their luck (5-70 groups, 8-26 origins). The test over time is
    `diebold_mariano`; it needs at least two horizons of origins. The baseline is the best of several on the
    same past, which can only make it harder to beat.
    """
    instance_of(done, "done", Backtest)
    instance_of(candidate, "candidate", str)
    rivals = [name for name in done.past if name in BASELINES and name != candidate]
    if candidate not in done.past or not rivals:
        raise ArgumentProblem("candidate", f"{candidate!r} or a baseline is not in the backtest")
    if len(done.origins) < 8:
        raise ArgumentProblem("done", f"has {len(done.origins)} origins", "give at least 8")
    level = real_number(level, "level", above=0.0, most=0.5)
    resamples = whole_number(resamples, "resamples", least=100, most=1_000_000)
    benchmark = min(rivals, key=lambda name: (done.past[name].crps, name))
    ours, theirs = done.crps[candidate], done.crps[benchmark]
    labels = np.unique(count_array(groups, "groups", shape=(ours.shape[1],)), return_inverse=True)[1]
    n_groups = int(labels.max(initial=-1)) + 1
    if n_groups < 5:
        raise ArgumentProblem("groups", f"are {n_groups}", "give at least 5")
    ours_by, theirs_by = (np.bincount(labels, crps.sum(axis=0)) for crps in (ours, theirs))
    rng = np.random.default_rng(seed_number(seed))
    times = rng.multinomial(n_groups, np.full(n_groups, 1.0 / n_groups), size=resamples)
    skills = 1.0 - (times @ ours_by) / np.maximum(times @ theirs_by, 1e-300)
    p_groups = max(float((1 + (skills <= 0.0).sum()) / (resamples + 1)), _paired(theirs_by - ours_by))
    apart = min(later - earlier for earlier, later in itertools.pairwise(done.origins))
    overlap = 1 + (done.horizon - 1) // apart
    p_time = diebold_mariano(theirs.mean(axis=1) - ours.mean(axis=1), overlap)
    won = p_groups < level and p_time < level
    low, high = np.quantile(skills, [0.05, 0.95])
    skill = 1.0 - ours_by.sum() / max(theirs_by.sum(), 1e-300)
    return Choice(
        candidate if won else benchmark, benchmark, float(skill), float(low), float(high),
        p_groups, p_time,
    )  # fmt: skip


def diebold_mariano(gains: ArrayLike, horizon: int, *, frequencies: int | None = None) -> float:
    """Return the one-sided p that mean gains over time are not above 0.

    Gains come in spells, and forecasts further ahead than one period overlap; the spread of their mean is
    therefore read off the slowest `frequencies` of their periodogram, and the statistic compared with
    Student's t of twice as many degrees of freedom. With all of them it is the paired t-test.

    Parameters
    ----------
    gains : array_like of float, shape (n,)
        Score of the benchmark less that of the candidate at each origin; at least 2.
    horizon : int
        How many origins in a row share a part of what they forecast, >= 1.
    frequencies : int, optional
        At most (n - 1) / 2; the cube root of n, and no more than n / (3 horizon), if absent.

    Returns
    -------
    float
        1 with fewer gains than two horizons or three origins: so few prove nothing.

    Raises
    ------
    ArgumentProblem
        If an argument does not fit.

    Notes
    -----
    Diebold and Mariano (1995), doi:10.1080/07350015.1995.10524599, with the fixed-smoothing of Coroneo and
    Iacone (2020), doi:10.1002/jae.2756, because the usual normal test says 5 % and means 11 % with 8 origins.
    Where nothing is to be found this one says 5 % and means 5-6 % with 28 origins or more, also of a horizon
    of 7; 10 % with 14 of a horizon of 7 (Gaussian gains that overlap).
    """
    gains = real_array(gains, "gains", shape=(None,))
    horizon = whole_number(horizon, "horizon", least=1)
    n = len(gains)
    if n < 2:
        raise ArgumentProblem("gains", f"has {n} values", "give at least 2")
    if n < max(3, 2 * horizon):
        return 1.0
    slowest = max(1, min(round(n ** (1 / 3)), n // (3 * horizon), (n - 1) // 2))
    if frequencies is not None:
        slowest = whole_number(frequencies, "frequencies", least=1, most=(n - 1) // 2)
    centred = gains - gains.mean()
    if np.ptp(gains) == 0.0:
        return 0.0 if gains[0] > 0 else 1.0
    waves = np.abs(np.fft.rfft(centred)[1 : slowest + 1]) ** 2
    error = np.sqrt(waves.mean()) / n
    from scipy.stats import t  # scipy costs more to load than the whole package

    with np.errstate(divide="ignore", invalid="ignore"):
        return float(t.sf(gains.mean() / error, 2 * slowest))


def _paired(gains: NDArray[np.float64]) -> float:
    """Return the one-sided p of the paired t-test that mean gains are not above 0."""
    from scipy.stats import ttest_1samp  # scipy costs more to load than the whole package

    if np.ptp(gains) == 0.0:
        return 0.0 if gains[0] > 0 else 1.0
    return float(ttest_1samp(gains, 0.0, alternative="greater").pvalue)


def _origins(origins, periods: int, horizon: int, models) -> tuple[int, ...]:
    least = 2 * WARM_UP + horizon
    least = max(least, 52) if "conflictology_52" in models else least
    chosen = [
        whole_number(t, "origins", least=least, most=periods - horizon)
        for t in sequence_of(origins, "origins")
    ]
    if not chosen or sorted(set(chosen)) != chosen:
        raise ArgumentProblem("origins", "are none or not increasing")
    return tuple(chosen)


def _mark(made: Forecast, happened):
    def inside(low: float, high: float):
        return (happened >= made.quantile(low)) & (happened <= made.quantile(high))

    return score(made, happened), made.p_any, happened > 0, inside(0.05, 0.95), inside(0.1, 0.9)


def _summary(marks) -> Past:
    def pooled(name):
        return np.concatenate([getattr(mark[0], name) for mark in marks])

    p_any, any_event, inside_90, inside_80 = (
        np.concatenate([mark[i] for mark in marks]) for i in (1, 2, 3, 4)
    )
    return Past(
        float(pooled("crps").mean()),
        float(pooled("log").mean()),
        float(pooled("brier").mean()),
        auroc(p_any, any_event),
        float(inside_90.mean()),
        float(inside_80.mean()),
        pit_histogram(pooled("pit_low"), pooled("pit_high")),
    )
