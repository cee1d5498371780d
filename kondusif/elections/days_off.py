"""The days on which offices are closed, weekends apart."""

import csv
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path


@dataclass(frozen=True)
class DaysOff:
    """Public holidays and joint leave; answers ``day in days_off`` for ``rules.add_working_days``."""

    days: frozenset[date]
    # Until this day the table knows the joint ministerial decree; later it holds estimates or nothing.
    decreed_until: date

    def __contains__(self, day: object) -> bool:
        return day in self.days

    def is_decreed(self, day: date) -> bool:
        """This function will tell whether the decree for the year of *day* was known when the table was made."""
        return day <= self.decreed_until


@cache
def read_days_off(file: Path) -> DaysOff:
    """This function will read the shipped table."""
    with open(file, encoding="utf-8", newline="") as rows:
        table = [(date.fromisoformat(row["date"]), row["kind"]) for row in csv.DictReader(rows)]
    last = max(day.year for day, kind in table if kind == "joint_leave")
    return DaysOff(frozenset(day for day, _kind in table), date(last, 12, 31))
