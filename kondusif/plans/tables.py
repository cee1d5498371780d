"""A plan as a table: written as CSV and XLSX, read back line by line, formulas neither written nor read."""

import csv
import io
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from kondusif.core.problems import Problem, Sentence
from kondusif.plans.actions.measures import NewMeasure
from kondusif.plans.models import Measure
from kondusif.plans.states import Stage, SupporterKind

BYTES_MAX = 450 * 1024  # the page that asks for the second word carries the table along
UNPACKED_MAX = 40 * 1024 * 1024
ROWS_MAX = 500
# Column of the file -> what it holds; the order is that of the file.
COLUMNS = {
    "no": "number", "tahap": "stage", "rencana aksi": "title", "ukuran keberhasilan": "success",
    "penanggung jawab": "owner", "pendukung pemda": "agency", "pendukung vertikal": "vertical",
    "pendukung luar": "outside", "satuan": "unit", "target b04": "b04", "target b08": "b08", "target b12": "b12",
    "sumber anggaran": "budget_source",
}  # fmt: skip
STAGE_WORDS = {"pencegahan": Stage.PREVENTION, "penghentian": Stage.CESSATION, "pemulihan": Stage.RECOVERY}
_STAGE_WORD = {stage: word for word, stage in STAGE_WORDS.items()}
_NEEDED = ("tahap", "rencana aksi", "ukuran keberhasilan", "penanggung jawab", "satuan")
# What a spreadsheet would take for a formula, or for our own mark.
_RISKY = ("=", "+", "-", "@", "\t", "\r", "'")


@dataclass(frozen=True)
class GoodLine:
    """A line that can be written: which measure it is, or a new one."""

    line: int
    new: NewMeasure
    changes: bool  # a measure of this number stands in the plan already


@dataclass(frozen=True)
class BadLine:
    """A line that cannot, and why."""

    line: int
    text: str
    sentence: Sentence


@dataclass(frozen=True)
class Checked:
    """A table judged before anything is written."""

    good: tuple[GoodLine, ...]
    bad: tuple[BadLine, ...]

    @property
    def n_new(self) -> int:
        return sum(not line.changes for line in self.good)


class _Bad(Exception):
    def __init__(self, sentence: Sentence):
        super().__init__(str(sentence))
        self.sentence = sentence


class Formula(str):
    """The text of a cell that holds a formula: never worked out, never stored."""


def cells_of(measure: Measure) -> list[object]:
    """This function will return a measure as the cells of a line."""
    supporters: dict[str, list[str]] = {kind.value: [] for kind in SupporterKind}
    for supporter in measure.supporters.all():
        supporters[supporter.kind].append(supporter.name)
    return [
        measure.number, _STAGE_WORD[Stage(measure.stage)], measure.title, measure.success, measure.owner.title,
        *("; ".join(supporters[kind.value]) for kind in SupporterKind), measure.unit, measure.target_b04,
        measure.target_b08, measure.target_b12, measure.budget_source,
    ]  # fmt: skip


def as_csv(measures: Iterable[Measure]) -> bytes:
    """This function will write a plan as CSV; text that a spreadsheet would take for a formula gets an apostrophe."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow(COLUMNS)
    writer.writerows([_plain(cell) for cell in cells_of(m)] for m in measures)
    return out.getvalue().encode("utf-8-sig")


def _plain(cell: object) -> str:
    if isinstance(cell, Decimal):
        return f"{cell.normalize():f}".replace(".", ",")
    text = "" if cell is None else str(cell)
    return f"'{text}" if text.startswith(_RISKY) else text


def read_table(name: str, content: bytes) -> list[tuple[int, dict[str, object]]]:
    """
    This function will read a table of measures: the number of each line and its cells by column.

    :raises Problem: if it is no table, too large, or lacks a column.
    """
    if len(content) > BYTES_MAX:
        raise Problem("table.too_large", _("The table is larger than 450 kB. Split it."))
    rows = _xlsx_rows(content) if content.startswith(b"PK") else _csv_rows(content)
    if not rows:
        raise Problem("table.empty", _("The table holds no rows. Start from the table that this page gives out."))
    head = [" ".join(str(cell or "").split()).lower() for cell in rows[0]]
    missing = [column for column in _NEEDED if column not in head]
    if missing:
        raise Problem(
            "table.columns",
            _("The first line must name the columns; missing: %(names)s.") % {"names": ", ".join(missing)},
        )
    if len(rows) > ROWS_MAX + 1:
        raise Problem("table.too_long", _("The table has more than 500 lines. Split it."))
    lines = [(n, dict(zip(head, row, strict=False))) for n, row in enumerate(rows[1:], start=2)]
    return [(n, {COLUMNS[c]: v for c, v in cells.items() if c in COLUMNS}) for n, cells in lines if _says(cells)]


def _says(cells: Mapping[str, object]) -> bool:
    return any(str(cell).strip() for cell in cells.values() if cell is not None)


def _csv_rows(content: bytes) -> list[list[object]]:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Problem("table.not_text", _("The table is neither XLSX nor CSV in UTF-8. Save it anew.")) from None
    if "\x00" in text:
        raise Problem("table.not_text", _("The table is neither XLSX nor CSV in UTF-8. Save it anew."))
    first = text.partition("\n")[0]
    delimiter = max(";,\t", key=first.count)
    try:
        rows = list(csv.reader(io.StringIO(text), delimiter=delimiter, strict=True))
    except csv.Error:
        raise Problem("table.broken", _("The table is no proper CSV. Save it again from the spreadsheet.")) from None
    return [[_uncovered(cell) for cell in row] for row in rows]


def _uncovered(cell: str) -> object:
    if cell.startswith("'"):
        return cell[1:]  # our own mark, or a spreadsheet's
    return Formula(cell) if cell.lstrip().startswith("=") else cell


def _xlsx_rows(content: bytes) -> list[list[object]]:
    from openpyxl import load_workbook  # loaded for those who send a workbook
    from openpyxl.utils.exceptions import InvalidFileException

    broken = Problem("table.broken_xlsx", _("This XLSX cannot be read. Save it again, or save it as CSV."))
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as parts:
            _check_parts(parts, broken)
        book = load_workbook(io.BytesIO(content), read_only=False, data_only=False, keep_links=False)
        sheet = book.worksheets[0]
        rows = list(sheet.iter_rows(max_row=min(sheet.max_row, ROWS_MAX + 2), max_col=40))
    except Problem:
        raise
    except (
        InvalidFileException,
        zipfile.BadZipFile,
        KeyError,
        ValueError,
        IndexError,
        TypeError,
        OSError,
        SyntaxError,
    ):
        raise broken from None
    return [[Formula(c.value) if c.data_type == "f" else c.value for c in row] for row in rows]


def _check_parts(parts: zipfile.ZipFile, broken: Problem) -> None:
    """A small file that unpacks to a huge one, or brings its own entities, is no table."""
    if sum(part.file_size for part in parts.infolist()) > UNPACKED_MAX:
        raise Problem("table.too_large", _("The table is larger than 450 kB. Split it."))
    for part in parts.infolist():
        if part.filename.endswith((".xml", ".rels")) and b"<!" in parts.read(part)[:2000].replace(b"<!--", b""):
            raise broken


def check_table(
    lines: Iterable[tuple[int, dict[str, object]]], *, owners: Sequence[tuple[str, UUID]], numbers: Iterable[int]
) -> Checked:
    """
    This function will judge every line; *owners* are titles and offices that may own, *numbers* the plan's own.

    A line whose number stands in the plan changes that measure; every other line adds one.
    """
    by_title: dict[str, list[UUID]] = {}
    for title, office_id in owners:
        by_title.setdefault(title.casefold(), []).append(office_id)
    good, bad, seen, known = [], [], set(), set(numbers)
    for line, cells in lines:
        try:
            new = _measure(cells, by_title)
            if new.number is not None and new.number in seen:
                raise _Bad(_("This number stands in the table twice."))
            seen.add(new.number)
            good.append(GoodLine(line, new, new.number in known))
        except _Bad as problem:
            bad.append(BadLine(line, str(cells.get("title") or "")[:120], problem.sentence))
    return Checked(tuple(good), tuple(bad))


def _measure(cells: dict[str, object], by_title: dict[str, list[UUID]]) -> NewMeasure:
    if any(isinstance(cell, Formula) for cell in cells.values()):
        raise _Bad(_("A cell holds a formula. Paste its value instead; formulas are never taken."))
    texts = {name: " ".join(str(cells.get(name) or "").split()) for name in COLUMNS.values()}
    for name, longest, sentence in (
        ("title", 300, _("The measure is missing or longer than 300 letters.")),
        ("success", 4000, _("The measure of success is missing.")),
        ("unit", 60, _("The unit is missing or longer than 60 letters.")),
    ):
        if not 1 <= len(texts[name]) <= longest:
            raise _Bad(sentence)
    stage = STAGE_WORDS.get(texts["stage"].lower())
    if stage is None:
        raise _Bad(_("The stage is one of: pencegahan, penghentian, pemulihan."))
    targets = tuple(_target(cells.get(name)) for name in ("b04", "b08", "b12"))
    if all(t is None for t in targets):
        raise _Bad(_("At least one period needs a target."))
    supporters = tuple(
        (kind.value, name.strip()[:160])
        for kind in SupporterKind
        for name in texts[kind.value].split(";")
        if name.strip()
    )
    return NewMeasure(
        stage.value, texts["title"], texts["success"], _owner(texts["owner"], by_title), texts["unit"], targets,
        supporters, texts["budget_source"][:200], _number(texts["number"]),
    )  # fmt: skip


def _owner(title: str, by_title: dict[str, list[UUID]]) -> UUID:
    found = by_title.get(title.casefold(), [])
    if not found:
        raise _Bad(_("No office of this region or below it has this title. Write it as in the list of offices."))
    if len(found) > 1:
        raise _Bad(_("Several offices have this title. Enter this measure by its form, where you can choose."))
    return found[0]


def _number(text: str) -> int | None:
    if not text:
        return None
    text = text.removesuffix(".0")
    if not text.isdecimal() or len(text) > 9 or not 1 <= int(text) <= 9999:
        raise _Bad(_("The number is a whole number from 1, or empty for a new measure."))
    return int(text)


def _target(cell: object) -> Decimal | None:
    if cell is None or str(cell).strip() in {"", "-", "–"}:
        return None
    text = str(cell).strip()
    head, dot, tail = text.rpartition(".")
    if isinstance(cell, str) and dot and "," not in text and len(tail) == 3 and head.replace(".", "").isdecimal():
        raise _Bad(_("Write targets without thousands separators: 1000 instead of 1.000."))
    try:
        number = Decimal(text.replace(",", "."))
    except InvalidOperation:
        raise _Bad(_("A target is a number, or empty where nothing is due.")) from None
    if not number.is_finite() or not 0 <= number < Decimal(10) ** 12 or number != round(number, 2):
        raise _Bad(_("A target is zero or more, with two decimals at most."))
    return round(number, 2)
