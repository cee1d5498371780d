"""
Tables as spreadsheets read and write them: CSV out equals CSV in, and no cell ever runs as a formula.

A cell that a spreadsheet would take for a formula goes out with an apostrophe before it and comes in
without; one that comes in as a formula is refused with its line.
"""

import csv
import io
import re
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice

from django.utils.translation import gettext_lazy as _

from kondusif.core.problems import Problem, Sentence

LARGEST = 2 * 1024 * 1024
MOST_LINES = 10_000
MOST_COLUMNS = 200
UNPACKED_MAX = (
    50 * 1024 * 1024
)  # fifty thousand full rows have 38 MB; reading more would hold up a web process for half a minute
_RISKY = re.compile(r"'*[=+\-@\t\r]")
_QUOTED = re.compile(r"'+[=+\-@\t\r]")
_FORMULA = re.compile(r"\s*[=@]")


@dataclass(frozen=True)
class Line:
    """One line of a table: its number as the spreadsheet shows it, and its cells by column."""

    number: int
    cells: Mapping[str, str]
    formulas: tuple[str, ...] = ()  # the columns whose cell would run in a spreadsheet


def written(heads: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    """This function will write a table with its head as CSV that every spreadsheet opens, formulas made harmless."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(heads)
    writer.writerows([harmless("" if cell is None else str(cell)) for cell in row] for row in rows)
    return b"\xef\xbb\xbf" + out.getvalue().encode()


def harmless(cell: str) -> str:
    """This function will put an apostrophe before a cell that a spreadsheet would take for a formula."""
    return "'" + cell if _RISKY.match(cell) else cell


def read(content: bytes, columns: Mapping[str, str], needed: Iterable[str]) -> list[Line]:
    """
    This function will read a table whose first line names its *columns* (written name to ours), empty lines aside.

    :raises Problem: if it is no CSV text, too large, or lacks a column of *needed*.
    """
    rows = _rows(_text(content))
    known = {name.strip().lower(): ours for name, ours in columns.items()}
    names = [known.get(cell.strip().lower(), "") for cell in rows[0]]
    missing = [name for name, ours in columns.items() if ours in set(needed) - set(names)]
    if missing:
        raise _refused(_("The first line must name the columns; missing: %(names)s.") % {"names": ", ".join(missing)})
    return [_line(n, names, cells) for n, cells in enumerate(rows[1:], start=2) if any(cell.strip() for cell in cells)]


def grid(content: bytes, *, largest: int, most: int) -> list[list[str]]:
    """
    This function will read every cell of a CSV or XLSX table as text, the first line included; empty lines stay.

    :raises Problem: if it is neither, larger than *largest* bytes, longer than *most* lines, or too wide.
    """
    if len(content) > largest:
        raise _refused(_("The table is larger than %(n)s MB. Split it.") % {"n": largest >> 20})
    if content[:4] == b"PK\x03\x04":
        return workbook_rows(content, most)
    rows = _rows(_text(content, largest), most)
    _check_width(max(map(len, rows), default=0))
    return rows


def workbook_rows(content: bytes, most: int) -> list[list[str]]:
    """
    This function will read every cell of the first sheet of a workbook as text, as far as cells really stand there.

    :raises Problem: if it cannot be read, or is larger than a table of *most* lines.
    """
    from openpyxl import load_workbook  # loaded for those who send a workbook

    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            if sum(part.file_size for part in packed.infolist()) > UNPACKED_MAX:
                raise _refused(_("The table unpacks to more than 50 MB. Split it."))
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
        sheet = book.worksheets[0]
        # A sheet may say that it is a million lines long and holds sixteen thousand columns, and be empty.
        sheet.reset_dimensions()
        rows = [_row(cells) for cells in islice(sheet.iter_rows(values_only=True), most + 2)]
    except Problem:
        raise
    except Exception as error:  # the reader of workbooks raises whatever it stumbles over
        raise _refused(_("The workbook cannot be read. Save it again as XLSX or CSV.")) from error
    if not any(any(row) for row in rows):
        raise _refused(_("The table holds no rows. Save it as CSV with a header line."))
    if len(rows) > most + 1:
        raise _refused(_("The table has more than %(n)s lines. Split it.") % {"n": f"{most:,}".replace(",", ".")})
    width = max(map(len, rows))
    return [row + [""] * (width - len(row)) for row in rows]


def _row(cells: Iterable[object]) -> list[str]:
    row = [_cell(value) for value in cells]
    while row and not row[-1]:
        row.pop()
    _check_width(len(row))
    return row


def _check_width(n_columns: int) -> None:
    if n_columns > MOST_COLUMNS:
        raise _refused(
            _("The table has more than %(n)s columns. Leave out those that are not needed.") % {"n": MOST_COLUMNS}
        )


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.isoformat(sep=" ", timespec="minutes").removesuffix(" 00:00")  # a cell that holds a day
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def is_formula(cell: str) -> bool:
    """This function will tell whether *cell* would run in a spreadsheet."""
    return _FORMULA.match(cell) is not None


def _line(number: int, names: list[str], cells: list[str]) -> Line:
    pairs = [(name, cell) for name, cell in zip(names, cells, strict=False) if name]
    formulas = tuple(name for name, cell in pairs if _FORMULA.match(cell))
    return Line(number, {name: cell[1:] if _QUOTED.match(cell) else cell for name, cell in pairs}, formulas)


def _text(content: bytes, largest: int = LARGEST) -> str:
    if len(content) > largest:
        raise _refused(_("The table is larger than 2 MB. Split it."))
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise _refused(_("The table is no UTF-8 text. Save it as CSV UTF-8 and try again.")) from None
    if "\x00" in text or not text.strip():
        raise _refused(_("The table holds no rows. Save it as CSV with a header line."))
    return text


def _rows(text: str, most: int = MOST_LINES) -> list[list[str]]:
    head = text.partition("\n")[0]
    delimiter = max(",;\t", key=head.count)  # the first of equals: a table of one column has none
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True))
    except csv.Error as error:
        raise _refused(_("The table is no proper CSV. Save it again from the spreadsheet.")) from error
    if len(rows) > most + 1:
        raise _refused(_("The table has more than %(n)s lines. Split it.") % {"n": f"{most:,}".replace(",", ".")})
    return rows


def _refused(sentence: Sentence) -> Problem:
    return Problem("table.refused", sentence, fields={"table": sentence})
