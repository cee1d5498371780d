"""Days around a vote: how far away it is, and which days an office works."""

from collections.abc import Container
from datetime import date, timedelta
from enum import StrEnum


class LawFamily(StrEnum):
    """Which law sets the clocks: the general election act or the local election act."""

    PEMILU = "pemilu"
    PILKADA = "pilkada"
    PILKADES = "pilkades"


def days_until(voting_on: date, today: date) -> int:
    """This function will return how many days remain; negative once the day has passed."""
    return (voting_on - today).days


def day_name(voting_on: date, today: date) -> str:
    """This function will name *today* as offices do: ``H-7`` before, ``H`` on the day, ``H+3`` after."""
    left = days_until(voting_on, today)
    return "H" if left == 0 else f"H-{left}" if left > 0 else f"H+{-left}"


def is_working_day(day: date, holidays: Container[date]) -> bool:
    """This function will tell whether a five-day office works on *day*."""
    return day.weekday() < 5 and day not in holidays


def add_working_days(start: date, n_days: int, holidays: Container[date]) -> date:
    """
    This function will return the n-th working day after *start*; the start itself does not count.

    :raises ValueError: if *n_days* is negative.
    """
    if n_days < 0:
        raise ValueError(f"n_days is {n_days}; give 0 or more")
    day = start
    while n_days > 0:
        day += timedelta(days=1)
        n_days -= is_working_day(day, holidays)
    return day


def working_days_between(start: date, end: date, holidays: Container[date]) -> int:
    """This function will count the working days after *start* up to and including *end*."""
    span = (end - start).days
    return sum(is_working_day(start + timedelta(days=n), holidays) for n in range(1, span + 1))
