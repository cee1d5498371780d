"""How high must a statistic be before it may wake somebody, if that may happen x times a campaign?

One analysis a day over the same rolling weeks: today's windows are mostly yesterday's, so p-values of
successive days are not independent and their recurrence intervals promise too much or too little. Here
whole campaigns are simulated, every day of them scanned, and alarms counted as the office counts them.
"""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial

import numpy as np
from numpy.typing import ArrayLike, NDArray

from kondusif_engine._version import __version__
from kondusif_engine.checks import (
    MOST_THREADS,
    ArgumentProblem,
    one_of,
    plain_array,
    real_array,
    real_number,
    seed_number,
    whole_number,
)
from kondusif_engine.scan.campaign import Campaign, build_campaign, daily_maxima
from kondusif_engine.scan.monte_carlo import usable_threads
from kondusif_engine.scan.places import Neighbours

_MOST_DAYS = 36_600


@dataclass(frozen=True, eq=False)
class AlarmLevel:
    """A level for the strongest LLR of the day, and what it costs in quiet times.

    Attributes
    ----------
    level : float
        Alarm on a day whose strongest cluster has an LLR of at least this.
    false_alarms : float
        Alarms a quiet campaign brings on average at this level, as asked for.
    standard_error : float
        Of that average, from the spread between the simulated campaigns.
    daily_maxima : float64[campaigns, horizon]
        The strongest LLR of every simulated day, over all its looks, 0 below 1.5; read-only.
    quiet_days : int
        Days below the level after which a new alarm is counted.
    parameters : dict
    seed : int
    engine_version : str
    """

    level: float
    false_alarms: float
    standard_error: float
    daily_maxima: NDArray[np.float64]
    quiet_days: int
    parameters: dict
    seed: int
    engine_version: str

    def alarms(self, level: float) -> float:
        """Return how many alarms a quiet campaign brings on average at another level."""
        return float(count_alarms(self.daily_maxima, level, self.quiet_days).mean())


def count_alarms(daily_maxima: ArrayLike, level: float, quiet_days: int = 1) -> NDArray[np.int64]:
    """Count the alarms of every campaign: days at the level with none in the `quiet_days` before.

    An outbreak stays in the windows for days, so an alarm that goes on is one alarm.

    Parameters
    ----------
    daily_maxima : float[campaigns, days]
        The strongest statistic of every day, >= 0.
    level : float
        An alarm is at this or above.
    quiet_days : int
        Days below the level after which the next is a new alarm, >= 1.

    Returns
    -------
    int64[campaigns]

    Raises
    ------
    ArgumentProblem
        If an argument cannot be used.
    """
    daily_maxima = real_array(daily_maxima, "daily_maxima", shape=(None, None))
    level = real_number(level, "level")
    quiet_days = whole_number(quiet_days, "quiet_days", least=1, most=_MOST_DAYS)
    loud = daily_maxima >= level
    recent = np.zeros_like(loud)
    for back in range(1, quiet_days + 1):
        recent[:, back:] |= loud[:, :-back]
    return (loud & ~recent).sum(axis=1)


def alarm_level(
    neighbours: Neighbours,
    baseline: ArrayLike,
    *,
    model: str = "stp",
    history: int = 60,
    horizon: int = 90,
    max_window: int = 14,
    false_alarms: float = 1.0,
    campaigns: int = 400,
    quiet_days: int = 1,
    min_cases: int = 2,
    looks: int = 1,
    seed: int,
    threads: int | None = None,
) -> AlarmLevel:
    """Find the LLR above which an alarm comes by chance `false_alarms` times in a campaign.

    Parameters
    ----------
    neighbours : Neighbours
        The zones; the level belongs to them, the baseline, and the windows.
    baseline : float[n] or float[n, history + horizon]
        Cases expected by place and day in quiet times, >= 0.
    model : {"stp", "ebp", "poisson"}
        The statistic used every day: on the last `history` days, looking at windows that reach today.
        "ebp" expects the baseline itself, "poisson" the baseline scaled to the cases seen.
    history : int
        Days in one analysis, >= 2.
    horizon : int
        Days in the campaign, `looks` analyses each.
    max_window : int
        The longest window in days, at most `history`.
    false_alarms : float
        How many false alarms a quiet campaign may bring on average, > 0.
    campaigns : int
        How many to simulate; the error of the promise falls with its square root (400: about 5 % at one
        alarm a campaign).
    quiet_days : int
        Days below the level after which the next day at the level is a new alarm, >= 1.
    looks : int
        Analyses a day, 1 to 1440, evenly spaced, each over what came so far: who looks every hour gives
        chance more opportunities than who looks once, and pays with a higher level.
    min_cases, seed, threads
        As in :func:`space_time`.

    Returns
    -------
    AlarmLevel

    Raises
    ------
    ArgumentProblem
        If an argument cannot be used, or so many alarms are allowed that no level is low enough.

    Notes
    -----
    Cost: campaigns x horizon scans of one data set each, about 1 ns for every zone and window; a further
    look costs only what the zones with new cases cost ("poisson": all zones). Counts are independent
    Poisson around the baseline; overdispersed reports bring more alarms than promised.
    """
    request = _checked(neighbours, baseline, model, history, horizon, max_window, min_cases, seed, looks)
    allowed = real_number(false_alarms, "false_alarms", above=0.0)
    n = whole_number(campaigns, "campaigns", least=2, most=1_000_000)
    quiet = whole_number(quiet_days, "quiet_days", least=1, most=_MOST_DAYS)
    n_threads = (
        usable_threads() if threads is None else whole_number(threads, "threads", least=1, most=MOST_THREADS)
    )
    with ThreadPoolExecutor(n_threads) as pool:
        maxima = np.array([*pool.map(partial(daily_maxima, request), range(n))])
    level = _level(maxima, allowed, quiet)
    maxima.flags.writeable = False
    counts = count_alarms(maxima, level, quiet)
    error = float(counts.std(ddof=1) / np.sqrt(n))
    told = {
        "model": model, "history": history, "horizon": horizon, "max_window": max_window,
        "campaigns": n, "quiet_days": quiet, "min_cases": min_cases, "looks": request.looks,
        "places": neighbours.key,
    }  # fmt: skip
    return AlarmLevel(level, allowed, error, maxima, quiet, told, request.seed, __version__)


def _checked(neighbours, baseline, model, history, horizon, max_window, min_cases, seed, looks=1) -> Campaign:
    one_of(model, "model", ("stp", "ebp", "poisson"))
    if not isinstance(neighbours, Neighbours):
        raise ArgumentProblem("neighbours", f"is {type(neighbours).__name__}", "call scan.neighbours")
    history = whole_number(history, "history", least=2, most=_MOST_DAYS)
    days = history + whole_number(horizon, "horizon", least=1, most=_MOST_DAYS)
    longest = whole_number(max_window, "max_window", least=1, most=history)
    least = whole_number(min_cases, "min_cases", least=1)
    array = plain_array(baseline, "baseline")
    if array.ndim == 1:
        array = np.repeat(array[:, None], days, axis=1)
    daily = real_array(array, "baseline", shape=(neighbours.n_places, days), least=0.0)
    if not daily.sum() > 0:
        raise ArgumentProblem("baseline", "is zero everywhere", "give the cases of a quiet day")
    on_sites = np.zeros((neighbours.n_sites, days))
    np.add.at(on_sites, neighbours.site, daily)
    often = whole_number(looks, "looks", least=1, most=1440)
    return build_campaign(neighbours, model, on_sites, history, longest, least, often, seed_number(seed))


def _level(maxima: NDArray[np.float64], allowed: float, quiet_days: int) -> float:
    """Return the lowest level from which on no higher level brings more alarms than allowed."""
    candidates = np.unique(maxima[maxima > 0])[::-1]
    if candidates.size == 0:
        raise ArgumentProblem("baseline", "is so low that no day had a cluster", "ask again with more cases")
    good, bad = 0, candidates.size  # candidates[:good] are low enough in alarms
    # Alarms fall as the level rises, but for runs that merge at levels far below any useful one.
    while bad - good > 1:
        middle = (good + bad) // 2
        if count_alarms(maxima, candidates[middle], quiet_days).mean() <= allowed:
            good = middle
        else:
            bad = middle
    at_floor = bad == candidates.size and count_alarms(maxima, candidates[-1], quiet_days).mean() < allowed
    if at_floor:
        raise ArgumentProblem("false_alarms", f"is {allowed}, more than any level brings", "ask for fewer")
    return float(candidates[good])
