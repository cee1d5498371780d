"""The desk's daily report: list, one report with its figures and their rows, the steps, and the inbox."""

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from kondusif.core import stale
from kondusif.core.problems import NotFound, Problem
from kondusif.core.queries import history_of
from kondusif.core.states import ForbiddenMove
from kondusif.daily import words
from kondusif.daily.actions import reports as actions
from kondusif.daily.actions.orders import today_of
from kondusif.daily.forms import ReportTextForm
from kondusif.daily.models import DailyReport
from kondusif.daily.queries import reports as queries
from kondusif.daily.states import OPEN_DAILY_REPORTS, DailyReportState, HandoverWay
from kondusif.daily.views.faults import onto
from kondusif.daily.views.situation import own_region
from kondusif.documents.queries import documents_of
from kondusif.people.routes import opens


@opens("daily_report.read")
def report_list(request: HttpRequest) -> HttpResponse:
    region_code = own_region(request, "daily_report.read")
    reports = list(queries.own_daily_reports(request.viewer)[:60])
    today = today_of(region_code, request.at)
    context = {
        "reports": reports,
        "may_write": request.viewer.may("daily_report.write", region_code),
        "todays": next((r for r in reports if r.day == today), None),
        "words": words,
    }
    return render(request, "daily/reports.html", context)


@opens("daily_report.write", methods="POST")
def assemble(request: HttpRequest) -> HttpResponse:
    region_code = own_region(request, "daily_report.write")
    try:
        report = actions.assemble_report(region_code=region_code, by=request.viewer, at=request.at)
    except Problem as problem:
        messages.error(request, problem.sentence)
        return redirect("daily:reports")
    messages.success(request, _("Assembled from what the system knows now. Add your words."))
    return redirect("daily:report", report.pk)


@opens("daily_report.read")
def one_report(request: HttpRequest, report_id: UUID) -> HttpResponse:
    return _page(request, queries.daily_report_for(request.viewer, report_id))


@opens("daily_report.read")
def figure_rows(request: HttpRequest, report_id: UUID, key: str) -> HttpResponse:
    report = queries.daily_report_for(request.viewer, report_id)
    figure = next((f for f in report.content["figures"] if f["key"] == key), None)
    if figure is None or key not in words.FIGURES:
        raise Http404
    return render(request, "daily/figure.html", {"report": report, "figure": figure, "words": words})


@opens("daily_report.write", methods="POST")
def edit(request: HttpRequest, report_id: UUID) -> HttpResponse:
    report = queries.daily_report_for(request.viewer, report_id)
    posted, both = stale.merged(request.POST, _texts(report))
    form = ReportTextForm(posted)
    if not form.is_valid() or both:
        stale.tell(form, both)
        return _page(request, report, form=form)
    text = actions.ReportText(**form.cleaned_data)
    submits = request.POST.get("then") == "submit"

    def act(**more):
        actions.edit_report(text=text, **more)
        return actions.submit_report(**more) if submits else None

    return _done(request, report, act, _("Submitted to the secretary.") if submits else _("Text kept."), form=form)


@opens("daily_report.approve", methods="POST")
def approve(request: HttpRequest, report_id: UUID) -> HttpResponse:
    report = queries.daily_report_for(request.viewer, report_id)
    return _done(request, report, actions.approve_report, _("Approved. The paper carries its number."))


@opens("daily_report.approve", methods="POST")
def send_back(request: HttpRequest, report_id: UUID) -> HttpResponse:
    report = queries.daily_report_for(request.viewer, report_id)
    note = request.POST.get("note", "")
    return _done(request, report, actions.send_report_back, _("Sent back to the desk."), note=note)


@opens("daily_report.read", methods="POST")
def send(request: HttpRequest, report_id: UUID) -> HttpResponse:
    report = queries.daily_report_for(request.viewer, report_id)
    way = request.POST.get("way", "")
    more = {"way": HandoverWay(way) if way in set(HandoverWay) else None, "to_text": request.POST.get("to_text", "")}
    return _done(request, report, actions.send_report, _("Sent."), **more)


def _done(request: HttpRequest, report: DailyReport, action: Callable, thanks: str, form=None, **more) -> HttpResponse:
    try:
        action(report_id=report.pk, by=request.viewer, at=request.at, **more)
    except NotFound:
        raise
    except ForbiddenMove:
        report.refresh_from_db()
        moved = Problem("daily_report.moved_on", _("This report has moved on meanwhile. This is how it stands now."))
        return _page(request, report, problem=moved)
    except Problem as problem:
        report.refresh_from_db()
        if form is not None and problem.fields:
            onto(form, problem)
        return _page(request, report, form=form, problem=problem)
    messages.success(request, thanks)
    return redirect("daily:report", report.pk)


def _page(request: HttpRequest, report: DailyReport, *, form=None, problem: Problem | None = None) -> HttpResponse:
    viewer = request.viewer
    writes = viewer.may("daily_report.write", report.region_id)
    approves = viewer.may("daily_report.approve", report.region_id)
    is_open = report.state in OPEN_DAILY_REPORTS
    context = {
        "report": report,
        "figures": report.content["figures"],
        "form": (form or ReportTextForm(initial=_texts(report))) if writes and is_open else None,
        "seen": stale.seen(_texts(report)),
        "may_approve": approves
        and report.state == DailyReportState.SUBMITTED
        and report.submitted_by_id != viewer.person_id,
        "may_send": (writes or approves) and report.state == DailyReportState.APPROVED,
        "above": queries.receiver_above(report.region_id, report.day),
        "handovers": queries.handovers_of(report),
        "papers": documents_of(viewer, "daily.dailyreport", report.pk),
        "entries": words.timeline(history_of(report)),
        "may_press": viewer.may("press.draft", report.region_id),
        "problem": problem,
        "words": words,
    }
    status = problem.status if problem else 422 if form is not None and form.errors else 200
    return render(request, "daily/report.html", context, status=status)


def _texts(report: DailyReport) -> dict[str, str]:
    """The officers' words as they stand."""
    return {name: getattr(report, name) for name in ("summary", "problems", "steps", "advice")}


@opens("daily_report.receive")
def inbox(request: HttpRequest) -> HttpResponse:
    context = {"handovers": list(queries.inbox_of(request.viewer)[:200]), "words": words}
    return render(request, "daily/inbox.html", context)


@opens("daily_report.receive", methods="POST")
def acknowledge(request: HttpRequest, handover_id: UUID) -> HttpResponse:
    try:
        actions.acknowledge_report(handover_id=handover_id, by=request.viewer, at=request.at)
    except NotFound:
        raise
    except Problem as problem:
        messages.error(request, problem.sentence)
    else:
        messages.success(request, _("Receipt noted; the desk below sees it."))
    return redirect("daily:inbox")
