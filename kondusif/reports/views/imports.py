"""The pages of a table on its way in: upload, columns, trial with every fault by row and column, import, undo."""

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from kondusif.core.problems import Conflict, NotFound, Problem
from kondusif.core.sheets import grid, written
from kondusif.core.states import ForbiddenMove
from kondusif.people.routes import opens
from kondusif.regions.queries import region
from kondusif.reports import queries, telling
from kondusif.reports.actions import sheets
from kondusif.reports.forms import ColumnsForm, SheetForm
from kondusif.reports.models import SheetImport
from kondusif.reports.sheet_file import FIELDS, LARGEST, MOST_ROWS
from kondusif.reports.states import UNDER_WAY, ImportState

SAMPLE, FAULTS_PER_PAGE = 5, 100
_CHANGEABLE = frozenset({ImportState.UPLOADED, ImportState.CHECKED})


@opens("report.import", methods="GET POST")
def imports(request: HttpRequest) -> HttpResponse:
    """This function will take a table and list those that came before."""
    regions = [(code, region(code).title) for code in request.viewer.scope_for("report.import") if code != "*"]
    form = SheetForm(regions, *((request.POST, request.FILES) if request.method == "POST" else ()))
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["table"]
        try:
            sheet, is_new = sheets.upload_sheet(
                file_name=file.name, content=file.read(LARGEST + 1), region_code=form.cleaned_data["region"],
                by=request.viewer, at=request.at,
            )  # fmt: skip
        except Problem as problem:
            form.add_error("table", problem.sentence)
        else:
            if not is_new:
                messages.info(request, _("This very file was uploaded before; here is what became of it."))
            return redirect("reports:import", sheet.pk)
    page = Paginator(queries.imports_seen_by(request.viewer), 30).get_page(request.GET.get("hal"))
    context = {"form": form, "page_obj": page, "states": telling.IMPORT_STATES}
    return render(request, "reports/imports.html", context, status=422 if form.errors else 200)


@opens("report.import", methods="GET POST")
def one_import(request: HttpRequest, sheet_id: UUID) -> HttpResponse:
    """This function will show how an import stands; posted, it has the rows tried out under the chosen columns."""
    sheet = _sheet(request, sheet_id)
    given = {"category": sheet.category, "as_history": sheet.as_history, "exercise": sheet.exercise}
    posted = (request.POST,) if request.method == "POST" else ()
    form = ColumnsForm(sheet.heads, sheet.columns, *posted, initial=given)
    if posted and form.is_valid():
        try:
            sheets.order_check(
                sheet_id=sheet.pk, columns=form.columns(), by=request.viewer, category=form.cleaned_data["category"],
                as_history=form.cleaned_data["as_history"], exercise=form.cleaned_data["exercise"],
            )  # fmt: skip
            return redirect("reports:import", sheet.pk)
        except Problem as problem:
            form.add_error(None, problem.sentence)
        except ForbiddenMove:
            messages.error(request, _("Somebody was quicker: this import has moved on."))
            return redirect("reports:import", sheet.pk)
    return render(request, "reports/import.html", _page(request, sheet, form), status=422 if form.errors else 200)


def _page(request: HttpRequest, sheet: SheetImport, form: ColumnsForm) -> dict:
    names = {field: str(name) for field, (name, _words) in FIELDS.items()}
    faults = [
        (row, names.get(column, column), _head(sheet, column), sentence) for row, column, sentence in sheet.faults
    ]
    changeable = sheet.state in _CHANGEABLE
    return {
        "sheet": sheet, "form": form, "state": telling.IMPORT_STATES[ImportState(sheet.state)], "changeable": changeable,
        "sample": grid(bytes(sheet.content), largest=LARGEST, most=MOST_ROWS)[1 : SAMPLE + 1] if changeable and sheet.n_rows <= 2000 else [],
        "page_obj": Paginator(faults, FAULTS_PER_PAGE).get_page(request.GET.get("hal")),
        "undo_until": sheet.imported_at and sheet.imported_at + sheets.UNDO_WITHIN,
        "may_undo": sheet.state == ImportState.IMPORTED and request.at <= sheet.imported_at + sheets.UNDO_WITHIN,
    } | _progress(sheet)  # fmt: skip


def _head(sheet: SheetImport, column: str) -> str:
    place = sheet.columns.get(column)
    return sheet.heads[place] if place is not None and place < len(sheet.heads) else ""


def _progress(sheet: SheetImport) -> dict:
    total, done, stopped = sheet.n_ready or 1, sheet.n_done, sheets.has_stopped(sheet)
    if sheet.state == ImportState.UNDOING:
        total, done = sheet.n_done or 1, sheet.n_withdrawn
    return {
        "active": sheet.state in UNDER_WAY and not stopped,
        "stopped": stopped,
        "done": done,
        "total": total,
        "known": sheet.state != ImportState.CHECKING,
    }


@opens("report.import")
def import_progress(request: HttpRequest, sheet_id: UUID) -> HttpResponse:
    """The progress alone; once the job has ended, the page is asked to load itself again."""
    sheet = _sheet(request, sheet_id)
    context = {"sheet": sheet, "state": telling.IMPORT_STATES[ImportState(sheet.state)]} | _progress(sheet)
    response = render(request, "reports/_import_progress.html", context)
    if not context["active"]:
        response["HX-Refresh"] = "true"
    return response


@opens("report.import", methods="POST")
def bring_in(request: HttpRequest, sheet_id: UUID) -> HttpResponse:
    """This function will have the sound rows brought in."""
    return _ordered(request, sheet_id, sheets.order_import)


@opens("report.import", methods="POST")
def import_again(request: HttpRequest, sheet_id: UUID) -> HttpResponse:
    """This function will have work that broke off begun again."""
    return _ordered(request, sheet_id, sheets.order_again)


@opens("report.import", methods="POST")
def let_import_go(request: HttpRequest, sheet_id: UUID) -> HttpResponse:
    """This function will end work that broke off."""
    return _ordered(request, sheet_id, sheets.let_go)


@opens("report.import", methods="GET POST")
def undo_import(request: HttpRequest, sheet_id: UUID) -> HttpResponse:
    """This function will ask once and then have the import undone."""
    if request.method == "POST":
        return _ordered(request, sheet_id, sheets.order_undo)
    return render(request, "reports/import_undo.html", {"sheet": _sheet(request, sheet_id)})


@opens("report.import")
def import_faults(request: HttpRequest, sheet_id: UUID) -> HttpResponse:
    """This function will give the faults as a table, to mend them in the spreadsheet."""
    sheet = _sheet(request, sheet_id)
    rows = [(row, _head(sheet, column), sentence) for row, column, sentence in sheet.faults]
    answer = HttpResponse(written([_("Row"), _("Column"), _("Finding")], rows), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="temuan-{sheet.pk.hex[-6:]}.csv"'
    answer["Cache-Control"] = "private, no-store"
    return answer


def _ordered(request: HttpRequest, sheet_id: UUID, order) -> HttpResponse:
    try:
        order(sheet_id=sheet_id, by=request.viewer, at=request.at)
    except NotFound as problem:
        raise Http404 from problem
    except Conflict as problem:
        messages.error(request, str(problem.sentence))
    except ForbiddenMove:
        messages.error(request, _("Somebody was quicker: this import has moved on."))
    return redirect("reports:import", sheet_id)


def _sheet(request: HttpRequest, sheet_id: UUID) -> SheetImport:
    found = queries.imports_seen_by(request.viewer).filter(pk=sheet_id).first()
    if found is None:
        raise Http404
    return found
