"""One quiet campaign: its cases drawn, and every look at every day of it scanned for the strongest zone."""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from kondusif_engine.scan.layout import Zones, largest_expected
from kondusif_engine.scan.observed import Seen, Tests, tests
from kondusif_engine.scan.places import Neighbours
from kondusif_engine.scan.world import CONDITIONAL, EXPECTATION, Exposure, Score, Windows, build_windows

FLOOR = 1.5  # daily maxima below it are recorded as 0; no alarm level is anywhere near
_STEP = 1.5  # between the levels that zones are held against before they are scored


@dataclass(frozen=True, eq=False)
class Campaign:
    """Quiet times at the sites, and how they are looked at."""

    model: str
    zones: Zones
    around_start: NDArray[
        np.int64
    ]  # around[around_start[s] : around_start[s + 1]]: centres whose rows hold s
    around: NDArray[np.int64]
    baseline: NDArray[np.float64]  # [sites, history + horizon]
    history: int
    windows: Windows
    min_cases: int
    looks: int  # a day, evenly spaced, each after an equal share of the day's cases
    seed: int


def build_campaign(
    places: Neighbours,
    model: str,
    baseline,
    history: int,
    longest: int,
    min_cases: int,
    looks: int,
    seed: int,
) -> Campaign:
    """Return a campaign over checked arguments."""
    zones = Zones(places.start, places.index, places.closed)
    centre = np.repeat(np.arange(places.n_sites), np.diff(zones.start))
    order = np.argsort(zones.index, kind="stable")
    around_start = np.searchsorted(zones.index[order], np.arange(places.n_sites + 1))
    windows = build_windows(history, 1, longest, prospective=True)
    return Campaign(
        model, zones, around_start, centre[order], baseline, history, windows, min_cases, looks, seed
    )  # fmt: skip


def daily_maxima(campaign: Campaign, number: int) -> NDArray[np.float64]:
    """Return the strongest LLR over all looks of each day of one quiet campaign."""
    rng = np.random.Generator(np.random.Philox(key=np.array([campaign.seed, number], np.uint64)))
    counts = rng.poisson(campaign.baseline)
    daily, expected = (
        np.concatenate((np.zeros((1, a.shape[0]), a.dtype), a.T.cumsum(axis=0)))
        for a in (counts, campaign.baseline)
    )
    horizon = counts.shape[1] - campaign.history
    found, usual = np.empty(horizon), FLOOR
    for day in range(horizon):
        came = _arrivals(counts[:, day + campaign.history], campaign.looks, rng)
        found[day] = usual = _Day(campaign, daily, expected, day).strongest(came, usual)
    return found


def _arrivals(cases: NDArray[np.int64], looks: int, rng: np.random.Generator) -> list[NDArray[np.int64]]:
    """Return the sites of the cases that came before each look and after the one before it."""
    sites = np.repeat(np.arange(cases.size), cases)
    if looks == 1:
        return [sites]
    look = rng.integers(0, looks, sites.size)
    return [sites[look == one] for one in range(looks)]


class _Day:
    """One day of a campaign while its cases come in."""

    def __init__(self, campaign: Campaign, daily, expected, day: int) -> None:
        self._campaign = campaign
        first, last = day + 1, day + campaign.history  # the analysis of `last` sees first .. last
        self._seen = daily[first : last + 2] - daily[first]
        self._expected = expected[first : last + 2] - expected[first]
        self._today = self._expected[-1] - self._expected[-2]
        self._most = self._most_expected()  # at the end of the day, and so at any time of it
        self._seen[-1] = self._seen[-2]  # of the last day nothing came yet
        windows = campaign.windows
        self._cases = Seen(
            self._seen[windows.last + 1] - self._seen[windows.first], self._exposure(1), self._how(1)
        )

    def strongest(self, arrivals: list[NDArray[np.int64]], usual: float) -> float:
        """Return the strongest LLR of the day; `usual` says where to look for it first."""
        best, everywhere = 0.0, np.arange(self._seen.shape[1])
        for look, sites in enumerate(arrivals):
            self._take_in(sites, (look + 1) / len(arrivals))
            # Without a new case in it a zone falls from one look to the next: more is expected of it, and
            # more lies outside. Only where the baseline is scaled to the cases seen need that not hold.
            again = look == 0 or self._campaign.model == "poisson"
            centres = everywhere if again else self._centres_around(sites)
            # Only a zone above the best so far matters; the first look begins where yesterday ended.
            for level in (best or usual, best or FLOOR):
                seen = self._look(centres, level) if centres.size else 0.0
                if seen > 0 or best or level <= FLOOR:
                    break
            best = max(best, seen)
        return best

    def _take_in(self, sites: NDArray[np.int64], elapsed: float) -> None:
        new = np.bincount(sites, minlength=self._seen.shape[1])
        self._seen[-1] += new
        self._cases.cells += new.astype(np.int32)[:, None]  # every window reaches today
        self._expected[-1] = self._expected[-2] + elapsed * self._today

    def _centres_around(self, sites: NDArray[np.int64]) -> NDArray[np.int64]:
        start, around = self._campaign.around_start, self._campaign.around
        touched = np.zeros(self._seen.shape[1], bool)
        for site in np.unique(sites):
            touched[around[start[site] : start[site + 1]]] = True
        return np.flatnonzero(touched)

    def _look(self, centres: NDArray[np.int64], level: float) -> float:
        """Return the strongest LLR around some centres, 0 if it may be below the level."""
        campaign, total = self._campaign, int(self._seen[-1].sum())
        if total == 0:
            return 0.0
        exposed, how = self._exposure(total), self._how(total)
        # The conditional statistic falls as the total grows: limits for a smaller total let a few zones
        # through that miss the floor, and none that reach it slip by.
        most = self._most_expected() if campaign.model == "poisson" else self._most
        level = max(FLOOR, level // _STEP * _STEP)
        table = _shared_tests(level, how.kind, _rounded(total, up=False), most)
        seen = self._cases.strongest(campaign.zones, exposed, table, how, centres)
        best = float(seen[:, 0].max())
        return best if best >= level else 0.0

    def _how(self, total: int) -> Score:
        kind = EXPECTATION if self._campaign.model == "ebp" else CONDITIONAL
        return Score(kind, np.array([float(total)]), self._campaign.min_cases)

    def _most_expected(self) -> int:
        total = max(1, int(self._seen[-1].sum()))
        return _rounded(largest_expected(self._campaign.zones, self._exposure(total)), up=True)

    def _exposure(self, total: int) -> Exposure:
        windows, seen = self._campaign.windows, self._seen
        zeros = np.zeros(windows.first.size, np.int64)
        if self._campaign.model == "stp":
            base, by_day = np.vstack((np.zeros(seen.shape[1]), seen[-1])), seen.sum(axis=1)
            factor = by_day[windows.last + 1] - by_day[windows.first]
            return Exposure(base, zeros + 1, zeros, factor.astype(np.float64), float(total))
        scale = total / self._expected[-1].sum() if self._campaign.model == "poisson" else 1.0
        return Exposure(
            self._expected, windows.last + 1, windows.first.copy(), np.full(windows.first.size, scale), 1.0
        )


@lru_cache(maxsize=256)
def _shared_tests(level: float, kind: int, total: int, most_expected: int) -> Tests:
    return tests(level, float(most_expected), Score(kind, np.array([float(total)]), 1))


def _rounded(value: float, up: bool) -> int:
    """Round to steps of 5 %, so that days with much the same totals share their limits."""
    step = np.log(max(value, 1.0)) / np.log(1.05)
    return int(np.ceil(1.05 ** np.ceil(step))) if up else int(1.05 ** np.floor(step + 1e-9))
