"""Tables of reports: every row tried out before one is written, brought in once, taken back for some days."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from hashlib import sha256
from uuid import UUID, uuid5

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from kondusif.core.actions import record
from kondusif.core.jobs import enqueue, is_ordered
from kondusif.core.problems import Conflict, NotAllowed, NotFound, Problem
from kondusif.core.sheets import grid
from kondusif.core.states import check_move
from kondusif.elections.queries import zone_of
from kondusif.people.models import Person
from kondusif.people.queries import viewer_of
from kondusif.people.viewers import Viewer
from kondusif.regions.kinds import Level
from kondusif.regions.names import search_form
from kondusif.regions.queries import subtree
from kondusif.reports.actions.move import move_report
from kondusif.reports.actions.receive import receive_each
from kondusif.reports.categories import CATEGORIES
from kondusif.reports.models import ImportedReport, Report, SheetImport
from kondusif.reports.sheet_file import (
    FIELDS,
    LARGEST,
    MOST_ROWS,
    CellFault,
    Names,
    Reading,
    faults_of,
    guess_columns,
    kinds_of,
    read_row,
)
from kondusif.reports.states import IMPORT_MOVES, MOVES, ImportState, ReportState
from kondusif.reports.territory import Placed, Territory, current_territory, place

UNDO_WITHIN = timedelta(days=7)
BATCH = 250
FAULTS_SHOWN = 1_000
S = ImportState


@transaction.atomic
def upload_sheet(
    *, file_name: str, content: bytes, region_code: str, by: Viewer, at: datetime
) -> tuple[SheetImport, bool]:
    """
    This function will keep a table with a guess which column is what; the same file again is the import it was.

    :return: the import, and whether it is a new one.
    :raises NotAllowed: if no office of *by* imports in the region.
    :raises Problem: if it is no table.
    """
    if not by.may("report.import", region_code):
        raise NotAllowed("import.elsewhere", _("Your office imports reports of its own region only."))
    digest = sha256(content).digest()
    known = SheetImport.objects.filter(region_id=region_code, sha256=digest).exclude(state=S.UNDONE).first()
    if known is not None:
        return known, False
    heads, *rows = grid(content, largest=LARGEST, most=MOST_ROWS)
    sheet = SheetImport.objects.create(
        region_id=region_code, file_name=file_name[:200], sha256=digest, content=content, heads=[h[:120] for h in heads[:200]],
        columns=guess_columns(heads), category="other", n_rows=sum(any(row) for row in rows), uploaded_at=at,
        uploaded_by_id=by.person_id,
    )  # fmt: skip
    return sheet, True


@transaction.atomic
def order_check(
    *, sheet_id: UUID, columns: dict[str, int], category: str, as_history: bool, exercise: bool, by: Viewer
) -> SheetImport:
    """
    This function will have every row tried out under this reading of the columns.

    :raises NotFound: if there is no such import, or none of *by*'s region.
    :raises Problem: if the columns are not those of the table, or leave out what every report needs.
    """
    sheet = _locked(sheet_id, by)
    if not {"text", "day"} <= columns.keys() or not {"code", "village", "subdistrict", "lat"} & columns.keys():
        raise Problem("import.columns", _("Choose the columns for what happened, the day, and the place."))
    if (
        category not in CATEGORIES
        or not columns.keys() <= FIELDS.keys()
        or not all(0 <= n < len(sheet.heads) for n in columns.values())
    ):
        raise Problem("import.columns", _("This table has no such column."))
    sheet.columns, sheet.category, sheet.as_history, sheet.exercise = columns, category, as_history, exercise
    _move(sheet, S.CHECKING, "columns", "category", "as_history", "exercise")
    enqueue("reports.check_sheet", sheet_id=str(sheet.pk))
    return sheet


def try_out(sheet_id: UUID, *, at: datetime) -> None:
    """This function will check every row against all rules and write down what would come of it; a second time it does nothing."""
    sheet = SheetImport.objects.select_related("uploaded_by").get(pk=sheet_id)
    if sheet.state != S.CHECKING:
        return
    ready, faults, n_known = _examined(sheet, at)
    sheet.n_ready, sheet.n_known, sheet.n_faulty = len(ready), n_known, len({row for row, *_rest in faults})
    sheet.faults = [list(fault) for fault in faults[:FAULTS_SHOWN]]
    _move(sheet, S.CHECKED, "n_ready", "n_known", "n_faulty", "faults")


@transaction.atomic
def order_import(*, sheet_id: UUID, by: Viewer, at: datetime) -> SheetImport:
    """
    This function will have the sound rows of a tried table brought in.

    :raises NotFound: if there is no such import, or none of *by*'s region.
    :raises ForbiddenMove: if it was not tried out, or is under way already.
    """
    sheet = _locked(sheet_id, by)
    sheet.imported_at, sheet.n_done = at, 0
    _move(sheet, S.IMPORTING, "imported_at", "n_done")
    record("import.ordered", subject=sheet, by=by, at=at, rows=sheet.n_ready)
    enqueue("reports.import_sheet", sheet_id=str(sheet.pk))
    return sheet


def bring_in(sheet_id: UUID, *, clock: Callable[[], datetime]) -> None:
    """This function will bring the sound rows in, part by part; broken off and begun again it goes on where it was."""
    sheet = SheetImport.objects.select_related("uploaded_by").get(pk=sheet_id)
    if sheet.state != S.IMPORTING:
        return
    ready, faults, _n_known = _examined(sheet, clock())
    for start in range(0, len(ready), BATCH):
        part = ready[start : start + BATCH]
        with transaction.atomic():
            outcomes = receive_each([placed for _row, placed in part], at=clock())
            pairs = list(zip(part, outcomes, strict=True))
            ImportedReport.objects.bulk_create(
                ImportedReport(report_id=done.report_id, sheet=sheet, row=row)
                for (row, _placed), done in pairs
                if not isinstance(done, Problem) and done.is_new
            )
            faults += [(row, "text", str(done.sentence)) for (row, _placed), done in pairs if isinstance(done, Problem)]
            sheet.n_done = ImportedReport.objects.filter(sheet=sheet).count()
            sheet.save(update_fields=["n_done"])
    with transaction.atomic():
        sheet.faults, sheet.n_faulty = [list(f) for f in faults[:FAULTS_SHOWN]], len({row for row, *_rest in faults})
        _move(sheet, S.IMPORTED, "faults", "n_faulty")
        record("import.finished", subject=sheet, by=_importer(sheet, clock()), at=clock(), reports=sheet.n_done)


@transaction.atomic
def order_undo(*, sheet_id: UUID, by: Viewer, at: datetime) -> SheetImport:
    """
    This function will have the reports of an import withdrawn that nobody has judged yet.

    :raises NotFound: if there is no such import, or none of *by*'s region.
    :raises Conflict: if it is longer ago than a week.
    :raises ForbiddenMove: if it was not brought in, or is being undone already.
    """
    sheet = _locked(sheet_id, by)
    if sheet.imported_at is not None and at > sheet.imported_at + UNDO_WITHIN:
        raise Conflict("import.too_late", _("An import can be undone for %(n)s days only.") % {"n": UNDO_WITHIN.days})
    sheet.undone_at = at
    _move(sheet, S.UNDOING, "undone_at")
    record("import.undo_ordered", subject=sheet, by=by, at=at, reports=sheet.n_done)
    enqueue("reports.undo_sheet", sheet_id=str(sheet.pk))
    return sheet


def take_back(sheet_id: UUID, *, clock: Callable[[], datetime]) -> None:
    """This function will withdraw report by report; what somebody has judged stays. Nothing is deleted."""
    sheet = SheetImport.objects.select_related("uploaded_by").get(pk=sheet_id)
    if sheet.state != S.UNDOING:
        return
    by = _importer(sheet, clock())
    movable = [state for state, to in MOVES.items() if ReportState.WITHDRAWN in to]
    keys = list(
        ImportedReport.objects.filter(sheet=sheet, report__state__in=movable)
        .order_by("row")
        .values_list("report_id", flat=True)
    )
    for start in range(0, len(keys), BATCH):
        with transaction.atomic():
            for report in Report.objects.filter(pk__in=keys[start : start + BATCH], state__in=movable):
                move_report(report=report, to=ReportState.WITHDRAWN, by=by, at=clock())
            sheet.n_withdrawn = ImportedReport.objects.filter(sheet=sheet, report__state=ReportState.WITHDRAWN).count()
            sheet.save(update_fields=["n_withdrawn"])
    with transaction.atomic():
        _move(sheet, S.UNDONE)
        record("import.undone", subject=sheet, by=by, at=clock(), reports=sheet.n_withdrawn)


_JOBS = {S.CHECKING: "reports.check_sheet", S.IMPORTING: "reports.import_sheet", S.UNDOING: "reports.undo_sheet"}
# Where an import stands whose work broke off and is given up: nothing that was written is touched.
_LET_GO = {S.CHECKING: S.UPLOADED, S.IMPORTING: S.IMPORTED, S.UNDOING: S.IMPORTED}


def has_stopped(sheet: SheetImport) -> bool:
    """This function will tell whether the work on *sheet* failed five times, so that nobody works on it any more."""
    job = _JOBS.get(ImportState(sheet.state))
    return job is not None and not is_ordered(job, sheet_id=str(sheet.pk))


@transaction.atomic
def order_again(*, sheet_id: UUID, by: Viewer, at: datetime) -> SheetImport:
    """
    This function will have work on a table that broke off begun again; it goes on where it was.

    :raises NotFound: if there is no such import, or none of *by*'s region.
    :raises Conflict: if nothing broke off.
    """
    sheet = _stopped(sheet_id, by)
    record("import.retried", subject=sheet, by=by, at=at, state=sheet.state)
    enqueue(_JOBS[ImportState(sheet.state)], sheet_id=str(sheet.pk))
    return sheet


@transaction.atomic
def let_go(*, sheet_id: UUID, by: Viewer, at: datetime) -> SheetImport:
    """
    This function will end work on a table that broke off: what was brought in stands and can be taken back.

    :raises NotFound: if there is no such import, or none of *by*'s region.
    :raises Conflict: if nothing broke off.
    """
    sheet = _stopped(sheet_id, by)
    record("import.let_go", subject=sheet, by=by, at=at, state=sheet.state, reports=sheet.n_done)
    _move(sheet, _LET_GO[ImportState(sheet.state)])
    return sheet


def _stopped(sheet_id: UUID, by: Viewer) -> SheetImport:
    sheet = _locked(sheet_id, by)
    if not has_stopped(sheet):
        raise Conflict("import.goes_on", _("This import needs no help now: the work goes on, or has ended."))
    return sheet


def _examined(sheet: SheetImport, at: datetime) -> tuple[list[tuple[int, Placed]], list[tuple[int, str, str]], int]:
    """This function will return the rows that can become reports, all faults, and how many rows are known already."""
    by, territory = _importer(sheet, at), current_territory()
    ready: dict[UUID, tuple[int, Placed]] = {}
    faults: list[tuple[int, str, str]] = []
    n_repeated = 0
    with translation.override("id"):
        for row, cells, reading in _rows(sheet):
            try:
                placed = _placed(cells, reading, territory, by, sheet, at)
            except CellFault as fault:
                faults.append((row, *fault.args))
                continue
            except Problem as problem:
                faults += [(row, *one) for one in faults_of(problem, reading.columns)]
                continue
            n_repeated += placed.new.client_id in ready
            ready.setdefault(placed.new.client_id, (row, placed))
    fresh, n_known = _fresh(ready, sheet)
    return fresh, faults, n_known + n_repeated


def _rows(sheet: SheetImport) -> Iterator[tuple[int, list[str], Reading]]:
    reading = Reading(
        sheet.columns, _names(sheet.region_id), zone_of(sheet.region_id), sheet.category, sheet.exercise, _kinds()
    )
    _heads, *rows = grid(bytes(sheet.content), largest=LARGEST, most=MOST_ROWS)
    return ((n, cells, reading) for n, cells in enumerate(rows, start=2) if any(cell.strip() for cell in cells))


def _placed(
    cells: list[str], reading: Reading, territory: Territory, by: Viewer, sheet: SheetImport, at: datetime
) -> Placed:
    placed = place(read_row(cells, reading), territory=territory, at=at, ancient=sheet.as_history)
    if not placed.region_code.startswith(sheet.region_id) or not by.may("report.import", placed.region_code):
        raise CellFault("code", str(_("This place lies outside the region of your office.")))
    return placed


def _fresh(ready: dict[UUID, tuple[int, Placed]], sheet: SheetImport) -> tuple[list[tuple[int, Placed]], int]:
    """Rows brought in before are left out; those whose import was undone come in again under a key of their own."""
    fresh, n_known, waiting = [], 0, dict(ready)
    while waiting:
        states = dict(Report.objects.filter(client_id__in=list(waiting)).values_list("client_id", "state"))
        again: dict[UUID, tuple[int, Placed]] = {}
        for key, (row, placed) in waiting.items():
            if key not in states:
                fresh.append((row, placed))
            elif states[key] == ReportState.WITHDRAWN:
                new = replace(placed.new, client_id=uuid5(key, "again"))
                again[new.client_id] = (row, Placed(new, placed.region_code))
            else:
                n_known += 1
        waiting = again
    return sorted(fresh, key=lambda pair: pair[0]), n_known


def _names(region_code: str) -> Names:
    found = list(
        subtree(region_code).filter(level__gte=Level.SUBDISTRICT).values_list("code", "name", "level", "parent_id")
    )
    above = {code: search_form(name) for code, name, _level, _parent in found}
    villages: dict[str, list[str]] = {}
    inside: dict[tuple[str, str], list[str]] = {}
    subdistricts: dict[str, list[str]] = {}
    for code, name, level, parent in found:
        if level == Level.SUBDISTRICT:
            subdistricts.setdefault(search_form(name), []).append(code)
        else:
            villages.setdefault(search_form(name), []).append(code)
            inside.setdefault((above.get(parent, ""), search_form(name)), []).append(code)
    return Names(*({key: tuple(codes) for key, codes in one.items()} for one in (villages, inside, subdistricts)))


def _kinds() -> dict[str, str]:
    names = []
    for language in ("id", "en"):
        with translation.override(language):
            names.append({code: str(one.name) for code, one in CATEGORIES.items()})
    return kinds_of(names)


def _importer(sheet: SheetImport, at: datetime) -> Viewer:
    person: Person = sheet.uploaded_by
    return viewer_of(person, at=at)


def _locked(sheet_id: UUID, by: Viewer) -> SheetImport:
    sheet = SheetImport.objects.select_for_update(of=("self",)).filter(pk=sheet_id).first()
    if sheet is None or not by.may("report.import", sheet.region_id):
        raise NotFound("import.unknown", _("There is no such import."))
    return sheet


def _move(sheet: SheetImport, to: ImportState, *fields: str) -> None:
    check_move(IMPORT_MOVES, sheet.state, to)
    sheet.state = to
    sheet.save(update_fields=["state", *fields])
