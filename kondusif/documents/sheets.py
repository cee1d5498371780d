"""Tables as spreadsheets, in which no cell of anybody's text ever becomes a formula."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from io import BytesIO
from typing import Any

from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter

from kondusif.core.problems import Sentence

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def safe_cell(value: Any) -> Any:
    """
    This function will return *value* as a spreadsheet may hold it.

    Text that a program could take for a formula gets an apostrophe in front, so that it stays text
    also where the file is opened as CSV later; numbers and dates stay what they are.
    """
    if value is None or isinstance(value, bool | int | float):
        return value
    if isinstance(value, datetime):
        return value.replace(tzinfo=None)
    text = ILLEGAL_CHARACTERS_RE.sub("", str(value))[:32_000]
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text


def write_table(
    title: str, heads: Sequence[Sentence], rows: Iterable[Sequence[Any]], *, notes: Iterable[str] = ()
) -> bytes:
    """This function will return an XLSX file with one sheet: heads in the first row, then *rows*, then *notes*."""
    book = Workbook()
    sheet = book.active
    sheet.title = "".join(c for c in title if c not in r"[]:*?/\\")[:31] or "Tabel"
    _append(sheet, [str(head) for head in heads])
    for cell in sheet[1]:
        cell.font = Font(bold=True)
    sheet.freeze_panes = "A2"
    widths = [len(str(head)) for head in heads]
    for row in rows:
        _append(sheet, row)
        widths = [max(w, min(len(str(v or "")), 60)) for w, v in zip(widths, row, strict=True)]
    for note in notes:
        _append(sheet, [note])
    for n, width in enumerate(widths, start=1):
        sheet.column_dimensions[get_column_letter(n)].width = width + 2
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def _append(sheet: Any, row: Sequence[Any]) -> None:
    at = sheet.max_row + 1 if sheet.cell(1, 1).value is not None or sheet.max_row > 1 else 1
    for n, value in enumerate(row, start=1):
        cell = sheet.cell(at, n)
        safe = safe_cell(value)
        cell.value = safe
        if isinstance(safe, str):
            cell.data_type = "s"  # openpyxl would read a leading "=" as a formula
            cell.alignment = Alignment(wrap_text=True, vertical="top")
