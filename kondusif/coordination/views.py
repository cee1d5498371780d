"""Pages of tasks: each view translates, calls one action or query, and says in words what went wrong."""

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from kondusif.alerts.queries import alert_for
from kondusif.coordination import actions, queries, words
from kondusif.coordination.actions import NewTask
from kondusif.coordination.forms import OutcomeForm, TaskForm, WorkForm
from kondusif.coordination.models import Task
from kondusif.coordination.states import Nature, TaskState
from kondusif.core.problems import NotFound, Problem
from kondusif.core.queries import history_of
from kondusif.core.states import ForbiddenMove
from kondusif.people.routes import opens
from kondusif.reports.photos import clean_photo, read_photo


@opens("task.read")
def task_list(request: HttpRequest) -> HttpResponse:
    viewer = request.viewer
    alert = _alert(request)
    if alert:
        tasks = queries.tasks_of_alert(viewer, alert.pk)
        return render(request, "coordination/of_alert.html", {"alert": alert, "tasks": tasks, "words": words})
    return render(
        request,
        "coordination/list.html",
        {
            "mine": queries.tasks_for(viewer),
            "to_verify": queries.tasks_to_verify(viewer) if viewer.may("task.verify") else [],
            "unfinished": queries.tasks_unfinished(viewer)[:200],
            "finished": queries.tasks_finished(viewer)[:25],
            "late_by_owner": queries.overdue_by_owner(viewer, request.at),
            "may_give": viewer.may("task.give"),
            "words": words,
        },
    )


@opens("task.give", methods="GET POST")
def give(request: HttpRequest) -> HttpResponse:
    alert = _alert(request)
    region = alert.region_id if alert else request.viewer.scope_for("task.give")[0]
    offices = queries.possible_owners(request.viewer, region)
    initial = {"due_at": request.at + timedelta(hours=24)}
    if alert:
        initial |= {"title": alert.title, "text": alert.action, "owner": _first_owner(offices)}
    form = TaskForm(request.POST or None, offices=[(str(o.pk), o.title) for o in offices], initial=initial)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        new = NewTask(data["title"], data["text"], UUID(data["owner"]), data["due_at"], alert.pk if alert else None)
        try:
            task = actions.give_task(task=new, by=request.viewer, at=request.at)
        except Problem as problem:
            _onto(form, problem)
        else:
            messages.success(request, _("Task given to %(office)s.") % {"office": task.owner.title})
            return redirect("coordination:one", task.pk)
    return render(request, "coordination/give.html", {"form": form, "alert": alert}, status=422 if form.errors else 200)


@opens("task.read")
def one_task(request: HttpRequest, task_id: UUID) -> HttpResponse:
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
        return render(request, "coordination/one.html", _page(request, task) | {"work_form": form}, status=422)
    return _done(request, task_id, action, thanks, note=form.cleaned_data["note"], photo=photo)


def _done(request: HttpRequest, task_id: UUID, action: Callable, thanks: str, **more: object) -> HttpResponse:
    """Do it; a refusal is told on the page it came from, with the status that says so."""
    task = queries.task_for(request.viewer, task_id)
    try:
        action(task_id=task.pk, by=request.viewer, at=request.at, **more)
    except NotFound:
        raise
    except Problem as problem:
        task.refresh_from_db()
        return render(
            request, "coordination/one.html", _page(request, task) | {"problem": problem}, status=problem.status
        )
    except ForbiddenMove:
        task.refresh_from_db()
        problem = Problem("task.moved_on", _("This task has moved on meanwhile. This is how it stands now."))
        return render(request, "coordination/one.html", _page(request, task) | {"problem": problem}, status=409)
    messages.success(request, thanks)
    return redirect("coordination:one", task.pk)


def _page(request: HttpRequest, task: Task) -> dict[str, object]:
    viewer = request.viewer
    owns = any(g.office_id == task.owner_id for g in viewer.grants)
    verifies = viewer.may("task.verify", task.giver.region_id) and viewer.person_id != task.done_by_id
    return {
        "task": task,
        "state_word": words.STATES[TaskState(task.state)],
        "nature_word": words.NATURES[Nature(task.nature)],
        "evidence": queries.evidence_of(task),
        "entries": words.timeline(history_of(task)),
        "work_form": WorkForm(),
        "outcome_form": OutcomeForm(),
        "can_accept": owns and task.state == TaskState.OPEN,
        "can_work": owns and task.state in {TaskState.ACCEPTED, TaskState.IN_PROGRESS},
        "can_verify": verifies and task.state == TaskState.DONE,
        "can_cancel": verifies and task.state in {TaskState.OPEN, TaskState.ACCEPTED, TaskState.IN_PROGRESS},
    }


def _alert(request: HttpRequest):
    number = request.GET.get("peringatan") or request.POST.get("peringatan")
    if not number:
        return None
    try:
        return alert_for(request.viewer, UUID(number))
    except ValueError as error:
        raise Http404 from error


def _first_owner(offices) -> str:
    """The subdistrict head, where there is one: nearest to the ground with a staff."""
    return next((str(o.pk) for o in offices if o.role == "subdistrict_head"), "")


def _onto(form, problem: Problem) -> None:
    for name, sentence in problem.fields.items():
        form.add_error(name if name in form.fields else None, sentence)
    if not problem.fields:
        form.add_error(None, problem.sentence)
