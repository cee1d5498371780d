"""One task: what it is, how it went, and what may be done with it; each deed says in words what went wrong."""

from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from kondusif.coordination import actions, queries, words
from kondusif.coordination.forms import OutcomeForm, WorkForm
from kondusif.coordination.models import Task
from kondusif.coordination.rules import CALL_SUPERIOR, REMIND
from kondusif.coordination.states import UNFINISHED, Nature, TaskState
from kondusif.core.ids import new_id
from kondusif.core.problems import NotFound, Problem
from kondusif.core.queries import history_of
from kondusif.core.states import ForbiddenMove
from kondusif.elections.deadlines import Limit, Unit
from kondusif.elections.explaining import address_of
from kondusif.elections.rules import days_before
from kondusif.people.routes import opens
from kondusif.reports.photos import clean_photo, read_photo


@opens("task.read")
def one_task(request: HttpRequest, task_id: UUID) -> HttpResponse:
    task = queries.task_for(request.viewer, task_id)
    if task.read_at is None and any(grant.office_id == task.owner_id for grant in request.viewer.grants):
        actions.read_task(task_id=task.pk, by=request.viewer, at=request.at)
        task = queries.task_for(request.viewer, task_id)
    return render(request, "coordination/one.html", _page(request, task))


@opens("task.do", methods="POST")
def accept(request: HttpRequest, task_id: UUID) -> HttpResponse:
    return _done(request, task_id, actions.accept_task, _("Accepted. Report your progress here."))


@opens("task.do", methods="POST")
def progress(request: HttpRequest, task_id: UUID) -> HttpResponse:
    return _worked(request, task_id, actions.add_progress, _("Progress saved."))


@opens("task.do", methods="POST")
def complete(request: HttpRequest, task_id: UUID) -> HttpResponse:
    return _worked(request, task_id, actions.complete_task, _("Handed in. The one who gave the task will verify it."))


@opens("task.verify", methods="POST")
def verify(request: HttpRequest, task_id: UUID) -> HttpResponse:
    return _done(
        request, task_id, actions.verify_task, _("Verified. The reporters can read the outcome."),
        outcome=request.POST.get("outcome", "")[:1000],
    )  # fmt: skip


@opens("task.verify", methods="POST")
def send_back(request: HttpRequest, task_id: UUID) -> HttpResponse:
    return _done(
        request,
        task_id,
        actions.send_task_back,
        _("Sent back with your reason."),
        reason=request.POST.get("reason", "")[:1000],
    )


@opens("task.verify", methods="POST")
def cancel(request: HttpRequest, task_id: UUID) -> HttpResponse:
    return _done(request, task_id, actions.cancel_task, _("Cancelled."), reason=request.POST.get("reason", "")[:1000])


@opens("task.give", methods="POST")
def remind(request: HttpRequest, task_id: UUID) -> HttpResponse:
    return _done(request, task_id, actions.remind_task, _("The office was reminded."))


@opens("task.verify", methods="POST")
def move_due(request: HttpRequest, task_id: UUID) -> HttpResponse:
    return _done(request, task_id, actions.move_due, _("The due date follows the new voting day."))


@opens("task.read")
def evidence_photo(request: HttpRequest, evidence_id: UUID) -> HttpResponse:
    evidence = queries.evidence_with_photo(request.viewer, evidence_id)
    if evidence is None:
        raise Http404
    response = HttpResponse(read_photo(evidence.path, bytes(evidence.sha256)), content_type="image/jpeg")
    response["Content-Disposition"] = "inline; filename=bukti.jpg"
    response["Cache-Control"] = "private, no-store"
    return response


def _worked(request: HttpRequest, task_id: UUID, action: Callable, thanks: str) -> HttpResponse:
    form = WorkForm(request.POST, request.FILES)
    task = queries.task_for(request.viewer, task_id)
    photo = None
    if form.is_valid() and form.cleaned_data["photo"]:
        try:
            photo = clean_photo(form.cleaned_data["photo"].read())
        except Problem as problem:
            form.add_error("photo", problem.sentence)
    if not form.is_valid():
        if _wants_json(request):
            return JsonResponse({"problem": " ".join(str(e) for es in form.errors.values() for e in es)}, status=422)
        return render(request, "coordination/one.html", _page(request, task) | {"work_form": form}, status=422)
    data = form.cleaned_data
    return _done(request, task_id, action, thanks, note=data["note"], photo=photo, client_id=data["client_id"])


def _done(request: HttpRequest, task_id: UUID, action: Callable, thanks: str, **more: object) -> HttpResponse:
    """Do it; a refusal is told on the page it came from, with the status that says so."""
    task = queries.task_for(request.viewer, task_id)
    try:
        action(task_id=task.pk, by=request.viewer, at=request.at, **more)
    except NotFound:
        raise
    except Problem as problem:
        return _refused(request, task, problem, problem.status)
    except ForbiddenMove:
        problem = Problem("task.moved_on", _("This task has moved on meanwhile. This is how it stands now."))
        return _refused(request, task, problem, 409)
    if _wants_json(request):
        return JsonResponse({"ok": thanks})
    messages.success(request, thanks)
    if request.POST.get("kembali") == "saya":
        return redirect("coordination:mine")
    return redirect("coordination:one", task.pk)


def _refused(request: HttpRequest, task: Task, problem: Problem, status: int) -> HttpResponse:
    if _wants_json(request):
        return JsonResponse({"problem": " ".join([str(problem), *map(str, problem.fields.values())])}, status=status)
    task.refresh_from_db()
    return render(request, "coordination/one.html", _page(request, task) | {"problem": problem}, status=status)


def _wants_json(request: HttpRequest) -> bool:
    """The field page's module asks so; a sign-in page in its place is then no answer."""
    return request.headers.get("Accept") == "application/json"


def _page(request: HttpRequest, task: Task) -> dict[str, object]:
    viewer = request.viewer
    owns = any(g.office_id == task.owner_id for g in viewer.grants)
    helps = any(g.office_id in task.supporter_ids for g in viewer.grants)
    verifies = viewer.may("task.verify", task.giver.region_id) and viewer.person_id != task.done_by_id
    working = task.state in {TaskState.ACCEPTED, TaskState.IN_PROGRESS}
    return {
        "supporters": queries.supporters_of(task) if task.supporter_ids else [],
        "source": words.source_of(task),
        "why_due": _why_due(task),
        "calls": _calls(task) if task.state == TaskState.OPEN else [],
        "due_now": queries.due_by_rule_now(task, request.at),
        "can_help": helps and not owns and working,
        "can_remind": viewer.may("task.give", task.region_id) and not owns and task.state in UNFINISHED,
        "task": task,
        "state_word": words.STATES[TaskState(task.state)],
        "nature_word": words.NATURES[Nature(task.nature)],
        "evidence": queries.evidence_of(task),
        "entries": words.timeline(history_of(task)),
        "work_form": WorkForm(initial={"client_id": new_id()}),
        "outcome_form": OutcomeForm(),
        "can_accept": owns and task.state == TaskState.OPEN,
        "can_work": owns and working,
        "can_verify": verifies and task.state == TaskState.DONE,
        "can_cancel": verifies and task.state in {TaskState.OPEN, TaskState.ACCEPTED, TaskState.IN_PROGRESS},
    }


def _calls(task: Task) -> list[tuple[str, datetime, str]]:
    """Who is told when, while nobody accepts the task, and the page that counts it."""
    region = task.region_id
    return [
        (said, task.given_at + limit.span, address_of(start=task.given_at, region_code=region, limit=limit))
        for said, limit in (
            (_("Not accepted until then: the office is reminded"), REMIND),
            (_("Still not accepted: the superior is told"), CALL_SUPERIOR),
        )
    ]


def _why_due(task: Task) -> str:
    """The page that explains an H-n; a due date chosen by hand explains itself."""
    try:
        n = days_before(task.due_rule)
    except ValueError:
        return ""
    if n < 0:
        return ""
    voting_day = task.due_at + timedelta(days=n)
    return address_of(start=voting_day, region_code=task.region_id, limit=Limit(n, Unit.DAYS_BEFORE))
