"""Pages of earlier elections: the record of a region with its picture, entering one, bringing a table."""

import csv
import io

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from kondusif.core.problems import NotFound, Problem
from kondusif.elections.actions.enter_history import enter_history
from kondusif.elections.history_file import COUNTS, PastRow, Read, check_counts, past_day, read_history, table_of
from kondusif.elections.history_forms import HistoryFileForm, PastForm
from kondusif.elections.queries import election_in_view, history_of, regions_with_history, zone_of
from kondusif.people.queries import within
from kondusif.people.routes import opens
from kondusif.regions.codes import is_code, lies_in
from kondusif.regions.models import Region
from kondusif.regions.queries import region


@opens("history.read")
def history(request: HttpRequest) -> HttpResponse:
    scope = request.viewer.scope_for("history.read")
    wanted = request.GET.get("wilayah", "") or scope[0]
    if not is_code(wanted) or not any(lies_in(wanted, own) or lies_in(own, wanted) for own in scope):
        raise NotFound("history.no_region", _("This region does not exist, or is not yours to see."))
    place = region(wanted)
    past = history_of(place.code)
    context = {
        "place": place,
        "past": past,
        "turnouts": [p.turnout for p in past],
        "coming": election_in_view(place.code, _today(request, place.code)),
        "others": regions_with_history(place.code, scope),
        "may_write": request.viewer.may("history.write", place.code),
    }
    return render(request, "elections/history.html", context)


def _today(request: HttpRequest, code: str):
    return request.at.astimezone(zone_of(code)).date()


@opens("history.write", methods="GET POST")
def enter(request: HttpRequest) -> HttpResponse:
    scope = request.viewer.scope_for("history.write")
    form = PastForm(request.POST or None, initial={"region_code": request.GET.get("wilayah", "") or scope[0]})
    if request.method == "POST" and form.is_valid() and _enter(request, form):
        messages.success(request, _("Kept."))
        return redirect(f"{request.path.rpartition('/')[0]}/?wilayah={form.cleaned_data['region_code']}")
    return render(request, "elections/enter_history.html", {"form": form}, status=422 if form.errors else 200)


def _enter(request: HttpRequest, form: PastForm) -> bool:
    data = form.cleaned_data
    if not Region.objects.filter(pk=data["region_code"]).exists():
        form.add_error("region_code", _("No region has this code."))
        return False
    try:
        past_day(data["voting_on"].isoformat(), _today(request, data["region_code"]))
        check_counts({name: data[name] for name in COUNTS})
        enter_history([PastRow(line=1, **data)], by=request.viewer, at=request.at)
    except ValueError as error:
        form.add_error("voting_on" if "hari" in str(error.args[0]).lower() else None, error.args[0])
    except Problem as problem:
        form.add_error("region_code", problem.sentence)
    return not form.errors


@opens("history.write", methods="GET POST")
def bring(request: HttpRequest) -> HttpResponse:
    """A dry run first: the page shows what would be kept, and sends the same table back to be kept."""
    kept_table = request.POST.get("table", "")
    form = HistoryFileForm(request.POST or None, request.FILES or None) if not kept_table else HistoryFileForm()
    checked, table = None, ""
    if request.method == "POST" and (kept_table or form.is_valid()):
        try:
            name, content = _sent(form, kept_table)
            rows = table_of(name, content)
            checked, table = _read(request, rows), _as_csv(rows)
            if kept_table and checked.good and not checked.bad:
                enter_history(checked.good, by=request.viewer, at=request.at)
                messages.success(request, _("%(n)s earlier elections kept.") % {"n": len(checked.good)})
                return redirect("elections:history")
        except Problem as problem:
            form.add_error("file" if form.is_bound else None, problem.sentence) if form.is_bound else messages.error(
                request, problem.sentence
            )
    context = {"form": form, "checked": checked, "table": table}
    return render(request, "elections/bring_history.html", context, status=422 if form.errors else 200)


def _sent(form: HistoryFileForm, kept_table: str) -> tuple[str, bytes]:
    if kept_table:
        return "table.csv", kept_table.encode()
    file = form.cleaned_data["file"]
    return file.name, file.read()


def _read(request: HttpRequest, rows: list[list[str]]) -> Read:
    scope = request.viewer.scope_for("history.write")
    known = Region.objects.filter(within(scope, "code")).values_list("code", flat=True)
    return read_history(rows, within=scope, known=known, today=_today(request, scope[0]))


def _as_csv(rows: list[list[str]]) -> str:
    out = io.StringIO()
    csv.writer(out, delimiter=";").writerows(rows)
    return out.getvalue()
