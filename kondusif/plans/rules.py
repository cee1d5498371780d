"""Periods, results and scores of an action plan; limits of the conflict status. Numbers only, no rows."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from zoneinfo import ZoneInfo

from kondusif.elections.deadlines import Limit, Unit, due

NEAR_FROM = Decimal("0.75")  # our proposal; each tenant keeps its own cut as a row
REMIND_DAYS = (14, 7, 1)


class Period(StrEnum):
    """Four months each; a measure is reported at the end of April, August and December."""

    B04 = "b04"
    B08 = "b08"
    B12 = "b12"

    @property
    def last_month(self) -> int:
        return int(self.value[1:])


class Band(StrEnum):
    """What a period's report comes to. Without a report there is no band at all, only "no data yet"."""

    ABOVE = "above"
    MET = "met"
    NEAR = "near"
    BELOW = "below"
    NO_RATIO = "no_ratio"  # the target is zero: nothing can be divided by it, so people judge it in words


BANDS = (Band.ABOVE, Band.MET, Band.NEAR, Band.BELOW)


def starts_on(year: int, period: Period) -> date:
    """This function will return the first day of a period."""
    return date(year, period.last_month - 3, 1)


def ends_on(year: int, period: Period) -> date:
    """This function will return the last day of a period: the end of April, August or December."""
    return date(year, 12, 31) if period.last_month == 12 else date(year, period.last_month + 1, 1) - timedelta(days=1)


def due_at(year: int, months: Limit, zone: ZoneInfo) -> datetime:
    """This function will return the last minute of a period's report, by a limit that counts from the year's start."""
    return due(months, datetime.combine(date(year, 1, 1), time(0), zone), zone=zone).at


def period_of(day: date) -> Period:
    """This function will return the period a day lies in."""
    return next(p for p in Period if day.month <= p.last_month)


def ratio(realised: Decimal | None, target: Decimal | None) -> Fraction | None:
    """
    This function will return realised over target exactly, or None where there is nothing to divide.

    :raises ValueError: if either is negative.
    """
    if realised is None or target is None:
        return None
    if realised < 0 or target < 0:
        raise ValueError(f"numbers of a report are zero or more, got {realised} of {target}")
    return Fraction(realised) / Fraction(target) if target else None


def band_of(realised: Decimal, target: Decimal, near_from: Decimal = NEAR_FROM) -> Band:
    """This function will return the result band: above 1, exactly 1, from *near_from* up to 1, or below."""
    share = ratio(realised, target)
    if share is None:
        return Band.NO_RATIO
    if share >= 1:
        return Band.ABOVE if share > 1 else Band.MET
    return Band.NEAR if share >= Fraction(near_from) else Band.BELOW


@dataclass(frozen=True)
class Result:
    """One measure in one period: its target, what was reported (None: nothing), and whether that is verified."""

    target: Decimal
    realised: Decimal | None
    is_verified: bool = False

    @property
    def ratio(self) -> Fraction | None:
        return ratio(self.realised, self.target)

    def band(self, near_from: Decimal = NEAR_FROM) -> Band | None:
        """This function will return the band, or None where nothing was reported."""
        return None if self.realised is None else band_of(self.realised, self.target, near_from)


@dataclass(frozen=True)
class Score:
    """A period of a plan: how many measures are due, reported, verified and scored; the bands; both means."""

    n_due: int
    n_reported: int
    n_verified: int
    n_scored: int
    bands: Mapping[Band, int]
    capped: Fraction | None
    uncapped: Fraction | None

    @property
    def n_missing(self) -> int:
        return self.n_due - self.n_reported

    @property
    def range(self) -> tuple[Fraction, Fraction] | None:
        """This function will return between what the capped score lies once the missing reports come in."""
        n = self.n_scored + self.n_missing
        if not n:
            return None
        known = (self.capped or Fraction(0)) * self.n_scored
        return known / n, (known + self.n_missing) / n


def score_of(results: Iterable[Result], near_from: Decimal = NEAR_FROM) -> Score:
    """
    This function will return the score of a period over its reported measures.

    The capped mean takes no measure for more than done, the uncapped one lets what was overdone
    make up for the rest; both are in use, so both are given. A measure without a report is counted
    apart and enters neither, and so does one whose target is zero.
    """
    due = list(results)
    reported = [r for r in due if r.realised is not None]
    ratios = [r.ratio for r in reported if r.ratio is not None]
    n = len(ratios)
    return Score(
        n_due=len(due),
        n_reported=len(reported),
        n_verified=sum(r.is_verified for r in reported),
        n_scored=n,
        bands=Counter(band for r in reported if (band := r.band(near_from)) is not None),
        capped=sum((min(r, Fraction(1)) for r in ratios), Fraction(0)) / n if n else None,
        uncapped=sum(ratios, Fraction(0)) / n if n else None,
    )


def reminder_due(due: datetime, reported: bool, at: datetime) -> str:
    """This function will return which reminder of a missing report is due: ``late``, ``1``, ``7``, ``14`` or none."""
    if reported:
        return ""
    if at > due:
        return "late"
    left = due - at
    return next((str(days) for days in sorted(REMIND_DAYS) if left <= timedelta(days=days)), "")


def last_day(day: date, n_days: int, zone: ZoneInfo) -> date:
    """This function will return the last of *n_days* after *day*, which itself does not count: the house's one convention."""
    limit = Limit(n_days, Unit.CALENDAR_DAYS)
    return due(limit, datetime.combine(day, time(0), zone), zone=zone).at.astimezone(zone).date()
