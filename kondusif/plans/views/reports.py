"""Pages of a measure, its reports in the three periods, and the queue of those who verify."""

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from kondusif.coordination.forms import TaskForm
from kondusif.coordination.queries import tasks_of_source
from kondusif.coordination.states import TaskState
from kondusif.coordination.words import STATES as TASK_STATES
from kondusif.core.problems import NotAllowed, Problem
from kondusif.core.queries import history_of
from kondusif.core.states import ForbiddenMove
from kondusif.people.routes import opens
from kondusif.plans import words
from kondusif.plans.actions import period_reports as actions
from kondusif.plans.actions.measure_tasks import SOURCE, MeasureTask, give_measure_task
from kondusif.plans.actions.measures import possible_owners
from kondusif.plans.actions.period_reports import Entry
from kondusif.plans.forms import ReportForm
from kondusif.plans.models import Measure, PeriodReport
from kondusif.plans.papers import clean_paper
from kondusif.plans.permissions import can_report, own_grant
from kondusif.plans.queries import plans as queries
from kondusif.plans.queries.issues import issues_seen_by, ties_of_measure
from kondusif.plans.queries.progress import cell_of
from kondusif.plans.rules import Period
from kondusif.plans.states import WRITABLE, IssueState, PeriodReportState, PlanState
from kondusif.plans.views.doing import done, onto, stored
from kondusif.plans.views.tie_rows import tie_rows


@opens("plan.read")
def one_measure(request: HttpRequest, measure_id: UUID) -> HttpResponse:
    return measure_page(request, measure_id)


def measure_page(
    request: HttpRequest,
    measure_id: UUID,
    problem: Problem | None = None,
    status: int = 200,
    task_form: TaskForm | None = None,
) -> HttpResponse:
    """This function will draw the page of a measure, with what went wrong if something did."""
    viewer = request.viewer
    measure = queries.measure_for(viewer, measure_id)
    may_write = own_grant(viewer, "plan.write", measure.plan.region_id) is not None
    issues = issues_seen_by(viewer).filter(region_id=measure.plan.region_id).exclude(state=IssueState.CLOSED)
    context = {
        "measure": measure,
        "plan": measure.plan,
        "cells": [cell_of(measure, p, request.at) for p in measure.periods],
        "supporters": [(words.SUPPORTERS[s.kind], s.name) for s in measure.supporters.all()],
        "ties": tie_rows(viewer, ties_of_measure(viewer, measure)),
        "issues": issues.order_by("title") if may_write else [],
        "may_write": may_write,
        "may_report": can_report(viewer, measure) and measure.plan.state == PlanState.RUNNING,
        "words": words,
        "entries": words.timeline(history_of(measure)),
        "problem": problem,
        **_tasks(request, measure, may_write, task_form),
    }
    return render(request, "plans/measure.html", context, status=status)


def _tasks(request: HttpRequest, measure: Measure, may_write: bool, form: TaskForm | None) -> dict[str, object]:
    tasks = list(tasks_of_source(request.viewer, SOURCE, measure.pk))
    gives = may_write and measure.plan.state == PlanState.RUNNING and bool(request.viewer.grants_for("task.give"))
    return {
        "tasks": tasks,
        "n_done": sum(t.state in {TaskState.DONE, TaskState.VERIFIED} for t in tasks),
        "task_words": TASK_STATES,
        "task_form": (form or _task_form(request, measure)) if gives else None,
    }


def _task_form(request: HttpRequest, measure: Measure, data: object = None) -> TaskForm:
    offices = [(str(o.pk), o.title) for o in possible_owners(measure.plan.region_id)]
    start = {"owner": str(measure.owner_id), "title": measure.title[:160], "due_at": request.at + timedelta(days=14)}
    return TaskForm(data, offices=offices, initial=start)


@opens("plan.write", methods="POST")
def give_task(request: HttpRequest, measure_id: UUID) -> HttpResponse:
    measure = queries.measure_for(request.viewer, measure_id)
    form = _task_form(request, measure, request.POST)
    if form.is_valid():
        data = form.cleaned_data
        step = MeasureTask(data["title"], data["text"], UUID(data["owner"]), data["due_at"])
        try:
            task = give_measure_task(measure_id=measure.pk, step=step, by=request.viewer, at=request.at)
        except Problem as problem:
            onto(form, problem)
        else:
            messages.success(request, _("Task given to %(office)s.") % {"office": task.owner.title})
            return redirect("plans:measure", measure.pk)
    return measure_page(request, measure.pk, status=422, task_form=form)


@opens("plan.report", methods="GET POST")
def report(request: HttpRequest, measure_id: UUID, period: str) -> HttpResponse:
    measure = queries.measure_for(request.viewer, measure_id)
    if period not in set(Period) or measure.target(Period(period)) is None:
        raise Http404
    if not can_report(request.viewer, measure):
        raise NotAllowed("plan.not_owner", _("Only the office that owns this measure reports it."))
    existing = next((r for r in measure.reports.all() if r.period == period), None)
    form = ReportForm(request.POST or None, request.FILES or None, initial=_kept(existing))
    if request.method == "POST" and form.is_valid() and (entry := _entry(form, measure, period)):
        handing_in = request.POST.get("langkah") != "simpan"
        action = actions.submit_period_report if handing_in else actions.save_period_report
        try:
            action(entry=entry, by=request.viewer, at=request.at)
        except ForbiddenMove:
            form.add_error(None, _("This has moved on meanwhile. This is how it stands now."))
        except Problem as problem:
            onto(form, problem)
        else:
            thanks = _("Handed in. The plan's office will verify it.") if handing_in else _("Kept as a draft.")
            messages.success(request, thanks)
            return redirect("plans:measure", measure.pk)
    return _report_page(request, form, measure, Period(period), existing)


def _report_page(
    request: HttpRequest, form: ReportForm, measure: Measure, period: Period, existing: PeriodReport | None
) -> HttpResponse:
    for name in ("realised", "narrative"):
        form.fields[name].required = True  # a draft may lack them, what is handed in may not: the page says the latter
    context = {
        "form": form, "measure": measure, "plan": measure.plan, "period": period,
        "cell": cell_of(measure, period, request.at), "existing": existing, "words": words,
        "writable": existing is None or existing.state in WRITABLE,
    }  # fmt: skip
    return render(request, "plans/report_form.html", context, status=422 if form.errors else 200)


def _kept(existing: PeriodReport | None) -> dict[str, object]:
    if existing is None:
        return {}
    return {"realised": existing.realised, "narrative": existing.narrative, "obstacles": existing.obstacles}


def _entry(form: ReportForm, measure: Measure, period: str) -> Entry | None:
    data, papers = form.cleaned_data, []
    for file in data["files"]:
        try:
            papers.append(clean_paper(file.name, file.read()))
        except Problem as problem:
            form.add_error("files", problem.sentence)
    if form.errors:
        return None
    return Entry(
        measure.pk, Period(period), data["client_id"], data["realised"], data["narrative"], data["obstacles"],
        tuple(papers),
    )  # fmt: skip


@opens("plan.verify")
def verification(request: HttpRequest) -> HttpResponse:
    reports = queries.reports_to_verify(request.viewer).prefetch_related("files")
    return render(request, "plans/verification.html", {"reports": reports[:200], "words": words})


@opens("plan.read")
def one_report(request: HttpRequest, period_report_id: UUID) -> HttpResponse:
    return _one(request, period_report_id)


def _one(
    request: HttpRequest, period_report_id: UUID, problem: Problem | None = None, status: int = 200
) -> HttpResponse:
    viewer = request.viewer
    found = queries.period_report_for(viewer, period_report_id)
    verifies = own_grant(viewer, "plan.verify", found.measure.plan.region_id) is not None
    context = {
        "report": found,
        "measure": found.measure,
        "plan": found.measure.plan,
        "files": found.files.all(),
        "entries": words.timeline(history_of(found)),
        "words": words,
        "may_verify": verifies and found.state == PeriodReportState.SUBMITTED,
        "may_return": verifies and found.is_handed_in,
        "is_own": found.submitted_by_id == viewer.person_id,
        "problem": problem,
    }
    return render(request, "plans/report.html", context, status=status)


def _judged(request: HttpRequest, period_report_id: UUID, action: Callable, thanks: str, **more: str) -> HttpResponse:
    queries.period_report_for(request.viewer, period_report_id)

    def back(**told: object) -> HttpResponse:
        return _one(request, period_report_id, **told)

    def act() -> object:
        return action(period_report_id=period_report_id, by=request.viewer, at=request.at, **more)

    return done(request, act, thanks, back, ("plans:report", period_report_id))


@opens("plan.verify", methods="POST")
def verify(request: HttpRequest, period_report_id: UUID) -> HttpResponse:
    return _judged(request, period_report_id, actions.verify_period_report, _("Verified."))


@opens("plan.verify", methods="POST")
def give_back(request: HttpRequest, period_report_id: UUID) -> HttpResponse:
    reason = request.POST.get("reason", "")[:1000]
    return _judged(
        request, period_report_id, actions.return_period_report, _("Given back with your reason."), reason=reason
    )


@opens("plan.read")
def evidence(request: HttpRequest, file_id: UUID) -> HttpResponse:
    file = queries.file_for(request.viewer, file_id)
    if file is None:
        raise Http404
    return stored(file.path, file.sha256, file.media_type, file.name)
