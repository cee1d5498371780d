"""A plan and its reports as a workbook: what people wrote stays text, whatever sign it begins with."""

import io
from datetime import datetime

from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Font
from openpyxl.worksheet.worksheet import Worksheet

from kondusif.plans import words
from kondusif.plans.models import Measure
from kondusif.plans.queries.progress import Cell, PlanProgress
from kondusif.plans.tables import COLUMNS, cells_of

_WIDTHS = {"no": 6, "rencana aksi": 44, "ukuran keberhasilan": 36, "penanggung jawab": 30}


def as_xlsx(progress: PlanProgress, measures: list[Measure]) -> bytes:
    """This function will write a plan as XLSX: the plan itself, which can be imported again, its results, its scores."""
    book = Workbook()
    plan_sheet = book.active
    plan_sheet.title = "Rencana"
    _fill(plan_sheet, list(COLUMNS), [cells_of(m) for m in measures])
    for column, name in zip(plan_sheet.columns, COLUMNS, strict=False):
        plan_sheet.column_dimensions[column[0].column_letter].width = _WIDTHS.get(name, 18)
    _fill(book.create_sheet("Laporan"), _result_heads(), [_result(c) for c in progress.cells])
    _fill(book.create_sheet("Nilai"), _score_heads(), _scores(progress))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _fill(sheet: Worksheet, heads: list[str], rows: list[list[object]]) -> None:
    for n_row, row in enumerate([heads, *rows], start=1):
        for n_column, value in enumerate(row, start=1):
            cell = sheet.cell(n_row, n_column)
            if isinstance(value, str):
                cell.value = ILLEGAL_CHARACTERS_RE.sub("", value)
                cell.data_type = "s"  # text, also where it begins with an equals sign
                cell.quotePrefix = True
                cell.alignment = Alignment(wrap_text=True, vertical="top")
            else:
                cell.value = value
            if n_row == 1:
                cell.font = Font(bold=True)
    sheet.freeze_panes = "A2"


def _result_heads() -> list[str]:
    return [
        _("Number"), _("Measure"), _("Office that answers for it"), _("Period"), _("Target"), _("Counted in"),
        _("Reached"), _("Share of target"), _("Result"), _("State of the report"), _("What was done"),
        _("Obstacles and what is needed"), _("Handed in"), _("Late"),
    ]  # fmt: skip


def _result(cell: Cell) -> list[object]:
    report = cell.report if cell.report and cell.report.is_handed_in else None
    share = cell.result.ratio
    return [
        cell.measure.number, cell.measure.title, cell.measure.owner.title, cell.period.value.upper(), cell.target,
        cell.measure.unit, report.realised if report else _("no data yet"), float(share) if share is not None else "",
        str(words.BANDS[report.band]) if report and report.band else _("no data yet"),
        str(words.REPORT_STATES[report.state]) if report else "", report.narrative if report else "",
        report.obstacles if report else "", _told(report.submitted_at) if report else "",
        _("late") if cell.is_late else "",
    ]  # fmt: skip


def _told(moment: datetime | None) -> str:
    return f"{moment:%Y-%m-%d %H:%M} UTC" if moment else ""


def _score_heads() -> list[str]:
    bands = [str(word) for word in words.BANDS.values()]
    return [_("Period"), _("Due"), _("Reported"), _("Verified"), *bands, _("no data yet"), _("Capped"), _("Uncapped")]


def _scores(progress: PlanProgress) -> list[list[object]]:
    return [
        [
            period.value.upper(), score.n_due, score.n_reported, score.n_verified,
            *(score.bands.get(band, 0) for band in words.BANDS), score.n_missing,
            float(score.capped) if score.capped is not None else _("no data yet"),
            float(score.uncapped) if score.uncapped is not None else _("no data yet"),
        ]
        for period, score, _due in progress.periods
    ]  # fmt: skip
