"""Read a region's days off from the table an office sends."""

from datetime import date

from django.utils.translation import gettext_lazy as _

from kondusif.core import sheets
from kondusif.core.problems import Problem, Sentence
from kondusif.elections.actions import NewRegionalDay

COLUMNS = {"tanggal": "day", "nama": "name", "dasar": "decree"}


class BadLines(Problem):
    """Some lines of the table cannot be taken; ``lines`` says which and why."""

    def __init__(self, lines: list[tuple[int, Sentence]]):
        super().__init__("table.lines", _("Nothing was stored: correct the lines that are marked and send it again."))
        self.lines = lines


def read_days(content: bytes) -> list[NewRegionalDay]:
    """
    This function will read the days of a table, all of them or none.

    :raises Problem: if it is no table of these columns.
    :raises BadLines: naming each line that is not in order.
    """
    days, bad = [], []
    for line in sheets.read(content, COLUMNS, COLUMNS.values()):
        fault = _fault(line, {day.day for day in days})
        if fault:
            bad.append((line.number, fault))
        else:
            cells = line.cells
            days.append(NewRegionalDay(date.fromisoformat(cells["day"].strip()), cells["name"], cells["decree"]))
    if bad:
        raise BadLines(bad)
    return days


def _fault(line: sheets.Line, seen: set[date]) -> Sentence | None:
    if line.formulas:
        return _("A cell holds a formula. Write its value instead.")
    try:
        day = date.fromisoformat(line.cells.get("day", "").strip())
    except ValueError:
        return _("This is no date. Write it as 2026-10-24.")
    if day in seen:
        return _("This day stands in the table twice.")
    if not line.cells.get("name", "").strip() or not line.cells.get("decree", "").strip():
        return _("Name and decree must not be empty.")
    if len(line.cells["name"]) > 120 or len(line.cells["decree"]) > 160:
        return _("Name or decree is too long.")
    return None
