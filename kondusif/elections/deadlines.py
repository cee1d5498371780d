"""
Until when something has to be done, and why: days, working days, clock hours, H-n, each explained step by step.

The conventions, the same for every clock of the product:

- The day on which something happens does not count; the next day is day one.
- What is counted in days is due at the end of its last day, 23.59 in the region's own zone.
- Working days leave out Saturday, Sunday, public holidays, joint leave and the region's own days off.
- Calendar days leave out nothing, even where the last one is a day off.
- Hours and minutes run by the clock, to the second, through nights, weekends and holidays (3 x 24 hours of a PHPU).
- H-n is the end of the n-th day before the voting day; H+n lies after it.
"""

import calendar
from collections.abc import Container, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from itertools import islice
from zoneinfo import ZoneInfo

from kondusif.elections.days_off import DaysOff

END_OF_DAY = time(23, 59)
ONE_DAY = timedelta(days=1)
# Longest run of days without a working day that is believed; past it the calendar itself must be wrong.
_MOST_DAYS_OFF = 366


class Unit(StrEnum):
    """What a limit counts."""

    CALENDAR_DAYS = "calendar_days"
    WORKING_DAYS = "working_days"
    CLOCK_HOURS = "clock_hours"
    MINUTES = "minutes"
    DAYS_BEFORE = "days_before"  # before the day of the trigger, which is a voting day: H-n
    MONTH_ENDS = "month_ends"  # the last day of the n-th month, the trigger's month being the first


class Mark(StrEnum):
    """What happened to one day on the way to the due date."""

    START = "start"  # the day it began: does not count
    COUNTED = "counted"
    WEEKEND = "weekend"
    PUBLIC = "public"
    JOINT_LEAVE = "joint_leave"
    REGIONAL = "regional"
    RUNS = "runs"  # the clock runs through it, whatever day it is
    DUE = "due"


@dataclass(frozen=True)
class Limit:
    """How much time there is, and in which unit."""

    amount: int
    unit: Unit

    def __post_init__(self) -> None:
        least = 0 if self.unit in {Unit.CALENDAR_DAYS, Unit.DAYS_BEFORE} else 1
        if not least <= self.amount <= 100_000:
            raise ValueError(f"amount is {self.amount}; give {least} to 100000 {self.unit}")

    @property
    def span(self) -> timedelta:
        """How long a limit lasts that runs by the clock; others have no length before they are counted."""
        if self.unit not in {Unit.CLOCK_HOURS, Unit.MINUTES}:
            raise ValueError(f"{self.unit} has no length of its own; count it with due()")
        return timedelta(hours=self.amount) if self.unit is Unit.CLOCK_HOURS else timedelta(minutes=self.amount)


@dataclass(frozen=True)
class Step:
    """One day on the way: whether it counted, as which, and what it was."""

    day: date
    moment: datetime  # the start of the part of the day that is meant, in the region's zone
    text_key: Mark
    counted: bool
    n: int = 0  # how many were counted up to here
    reason: str = ""  # the name of the day off, where there is one


@dataclass(frozen=True)
class Due:
    """The moment, and how it was found."""

    at: datetime  # in UTC
    steps: tuple[Step, ...]


def due(limit: Limit, start: datetime, *, zone: ZoneInfo, days_off: Container[date] = frozenset()) -> Due:
    """
    This function will return until when *limit* runs that began at *start*, with every step of the counting.

    :raises ValueError: if *start* has no zone, or *days_off* leaves no working day within a year.
    """
    if start.tzinfo is None:
        raise ValueError("start has no time zone; give an aware moment")
    local = start.astimezone(zone)
    if limit.unit in {Unit.CLOCK_HOURS, Unit.MINUTES}:
        return _by_the_clock(local, limit.span, days_off)
    if limit.unit is Unit.DAYS_BEFORE:
        return _before(local, limit.amount, days_off)
    if limit.unit is Unit.MONTH_ENDS:
        return _month_end(local, limit.amount)
    return _by_days(local, limit, days_off)


def h_minus(voting_on: date, n: int, *, zone: ZoneInfo, clock: time = END_OF_DAY) -> datetime:
    """This function will return the moment *clock* of the day H-*n*; a negative *n* lies after the voting day."""
    return datetime.combine(voting_on - n * ONE_DAY, clock, zone).astimezone(UTC)


def is_working_day(day: date, days_off: Container[date] = frozenset()) -> bool:
    """This function will tell whether a five-day office works on *day*."""
    return day.weekday() < 5 and day not in days_off


def next_working_day(day: date, days_off: Container[date] = frozenset()) -> date:
    """
    This function will return *day* if offices work then, else the first day after it on which they do.

    :raises ValueError: if there is none within a year.
    """
    return next(d for d in _guarded(day) if is_working_day(d, days_off))


def working_time_between(
    start: datetime, end: datetime, *, zone: ZoneInfo, days_off: Container[date] = frozenset()
) -> timedelta:
    """This function will return the time from *start* to *end* that lies on working days of *zone*, nights included."""
    if end <= start:
        return timedelta(0)
    day, total = start.astimezone(zone).date(), timedelta(0)
    while (opens := datetime.combine(day, time(0), zone)) < end:
        closes = datetime.combine(day + ONE_DAY, time(0), zone)
        if is_working_day(day, days_off):
            total += min(end, closes.astimezone(UTC)) - max(start, opens.astimezone(UTC))
        day += ONE_DAY
    return total


def mark_of(day: date, days_off: Container[date]) -> tuple[Mark, str]:
    """This function will tell why offices are closed on *day* and what it is called; a named day before the weekend."""
    named = days_off.on(day) if isinstance(days_off, DaysOff) else None
    if named is not None:
        return Mark(named.kind), named.name
    if day.weekday() >= 5:
        return Mark.WEEKEND, ""
    return (Mark.PUBLIC, "") if day in days_off else (Mark.COUNTED, "")


def _by_days(local: datetime, limit: Limit, days_off: Container[date]) -> Due:
    """Day by day; only a working-day limit passes over days off."""
    zone, steps = local.tzinfo, [Step(local.date(), local, Mark.START, counted=False)]
    n, day = 0, local.date()
    passed = 0
    while n < limit.amount:
        day += ONE_DAY
        opens = datetime.combine(day, time(0), zone)
        mark, reason = mark_of(day, days_off)
        if limit.unit is Unit.WORKING_DAYS and mark is not Mark.COUNTED:
            passed += 1
            if passed > _MOST_DAYS_OFF:
                raise ValueError(f"no working day in the year before {day}; the table of days off is wrong")
            steps.append(Step(day, opens, mark, counted=False, n=n, reason=reason))
            continue
        n, passed = n + 1, 0
        steps.append(Step(day, opens, Mark.COUNTED, counted=True, n=n, reason=reason))
    return _ending(datetime.combine(day, END_OF_DAY, zone), steps)


def _by_the_clock(local: datetime, span: timedelta, days_off: Container[date]) -> Due:
    """To the second; every day touched is named, and none stops the clock."""
    ends = (local.astimezone(UTC) + span).astimezone(local.tzinfo)
    steps = [Step(local.date(), local, Mark.START, counted=False)]
    for n, day in enumerate(_days(local.date(), ends.date()), start=1):
        opens = max(local, datetime.combine(day, time(0), local.tzinfo))
        steps.append(Step(day, opens, Mark.RUNS, counted=True, n=n, reason=mark_of(day, days_off)[1]))
    return _ending(ends, steps)


def _before(local: datetime, n_days: int, days_off: Container[date]) -> Due:
    """Backwards from the voting day; the steps stand in the order of the calendar."""
    zone, voting_on = local.tzinfo, local.date()
    due_on = voting_on - n_days * ONE_DAY
    steps = [
        Step(d, datetime.combine(d, time(0), zone), Mark.COUNTED, True, (voting_on - d).days, mark_of(d, days_off)[1])
        for d in _days(due_on, voting_on - ONE_DAY)
    ]
    start = Step(voting_on, datetime.combine(voting_on, time(0), zone), Mark.START, counted=False)
    at = datetime.combine(due_on, END_OF_DAY, zone)
    return Due(at.astimezone(UTC), (Step(due_on, at, Mark.DUE, True, n_days), *steps[1:], start))


def _month_end(local: datetime, n_months: int) -> Due:
    """The end of the n-th month counted from the one of the start."""
    years, month = divmod(local.year * 12 + local.month - 1 + n_months - 1, 12)
    last = date(years, month + 1, calendar.monthrange(years, month + 1)[1])
    start = Step(local.date(), local, Mark.START, counted=False)
    return _ending(datetime.combine(last, END_OF_DAY, local.tzinfo), [start])


def _ending(at: datetime, steps: list[Step]) -> Due:
    """The last step says that it is due."""
    n, reason = steps[-1].n, steps[-1].reason
    return Due(at.astimezone(UTC), (*steps, Step(at.date(), at, Mark.DUE, True, n, reason)))


def _days(first: date, last: date) -> Iterator[date]:
    return (first + n * ONE_DAY for n in range((last - first).days + 1))


def _guarded(day: date) -> Iterator[date]:
    """The days from *day* on, as far as they are believed."""
    yield from islice(_days(day, day + _MOST_DAYS_OFF * ONE_DAY), _MOST_DAYS_OFF)
    raise ValueError(f"no working day in the year after {day}; the table of days off is wrong")
