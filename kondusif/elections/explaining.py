"""What a page shows of a due date: its steps, its calendar, and how sure the days off are."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from urllib.parse import urlencode

from django.urls import reverse

from kondusif.elections import queries
from kondusif.elections.days_off import DaysOff
from kondusif.elections.deadlines import Due, Limit, Mark, Step

MOST_CELLS = 140


@dataclass(frozen=True)
class Cell:
    """One day of the little calendar: its sign stands for what its colour says."""

    day: date
    tone: str  # start, counted, off, due, idle
    sign: str
    step: Step | None
    column: int  # 1 Monday .. 7 Sunday
    is_new_month: bool


def calendar_of(due: Due) -> list[Cell]:
    """This function will draw the days from the first step to the last; of more than twenty weeks it draws none."""
    by_day: dict[date, Step] = {}
    for step in due.steps:  # the due step is the last of its day and stays
        if by_day.get(step.day) is None or by_day[step.day].text_key is not Mark.DUE:
            by_day[step.day] = step
    first, last = min(by_day), max(by_day)
    if (last - first).days >= MOST_CELLS:
        return []
    days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    return [_cell(day, by_day.get(day), is_first=day == first) for day in days]


def _cell(day: date, step: Step | None, *, is_first: bool) -> Cell:
    tone, sign = "idle", ""
    if step is not None:
        match step.text_key:
            case Mark.START:
                tone, sign = "start", "○"
            case Mark.DUE:
                tone, sign = "due", "■"
            case Mark.COUNTED | Mark.RUNS:
                tone, sign = "counted", str(step.n)
            case _:
                tone, sign = "off", "×"
    return Cell(day, tone, sign, step, day.isoweekday(), is_first or day.day == 1)


def estimated_years(days: Iterable[date], days_off: DaysOff) -> list[int]:
    """This function will return the years among *days* whose days off are not decreed yet."""
    found = set()
    for day in days:
        off = days_off.on(day)
        if not days_off.is_decreed(day) or (off is not None and off.estimated):
            found.add(day.year)
    return sorted(found)


def address_of(*, start: datetime, region_code: str, code: str = "", limit: Limit | None = None) -> str:
    """This function will return the address of the page that explains a due date."""
    local = start.astimezone(queries.zone_of(region_code)).strftime("%Y-%m-%dT%H:%M")
    asked = {"kode": code} if code else {"jumlah": limit.amount, "satuan": limit.unit.value}
    return f"{reverse('elections:explain')}?{urlencode({**asked, 'mulai': local, 'wilayah': region_code})}"
