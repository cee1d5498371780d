"""The days on which offices are closed, weekends apart: national, joint leave, and a region's own."""

import csv
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from pathlib import Path

PUBLIC, JOINT_LEAVE, REGIONAL = "public", "joint_leave", "regional"


@dataclass(frozen=True)
class DayOff:
    """What a day off is called, which kind it is, and whether its decree was out when the table was made."""

    kind: str
    name: str
    estimated: bool = False
    source: str = ""


@dataclass(frozen=True, eq=False)
class DaysOff:
    """Public holidays, joint leave and regional days; answers ``day in days_off`` for the deadline engine."""

    by_day: Mapping[date, DayOff] = field(default_factory=dict)
    # Until this day the table knows the joint ministerial decree; later it holds estimates or nothing.
    decreed_until: date = date.max

    def __contains__(self, day: object) -> bool:
        return day in self.by_day

    def on(self, day: date) -> DayOff | None:
        """This function will return what day off *day* is, or None."""
        return self.by_day.get(day)

    def is_decreed(self, day: date) -> bool:
        """This function will tell whether the decree for the year of *day* was known when the table was made."""
        return day <= self.decreed_until

    def with_regional(self, days: Iterable[tuple[date, str, str]]) -> "DaysOff":
        """This function will add a region's own days off (day, name, decree); a national day keeps its name."""
        own = {day: DayOff(REGIONAL, name, source=decree) for day, name, decree in days}
        return DaysOff({**own, **self.by_day}, self.decreed_until) if own else self


@cache
def read_days_off(file: Path) -> DaysOff:
    """This function will read the shipped table."""
    with open(file, encoding="utf-8", newline="") as rows:
        table = list(csv.DictReader(rows))
    days = {
        date.fromisoformat(row["date"]): DayOff(row["kind"], row["name"], row["estimated"] == "yes") for row in table
    }
    last = max(day.year for day, off in days.items() if off.kind == JOINT_LEAVE)
    return DaysOff(days, date(last, 12, 31))
