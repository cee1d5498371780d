"""Giving tasks: one, several from one source, or a table of them tried out first."""

from datetime import timedelta
from uuid import UUID, uuid5

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from kondusif.alerts.queries import alert_for
from kondusif.coordination import actions, queries
from kondusif.coordination.actions import NewTask, RowFaults
from kondusif.coordination.forms import ManyForm, TableForm, TaskForm, many_forms
from kondusif.coordination.tables import ReadLine, read_table
from kondusif.core.ids import new_id
from kondusif.core.problems import Problem
from kondusif.people.routes import opens


@opens("task.give", methods="GET POST")
def give(request: HttpRequest) -> HttpResponse:
    alert = alert_of(request)
    region = alert.region_id if alert else request.viewer.scope_for("task.give")[0]
    offices = queries.possible_owners(request.viewer, region)
    initial = {"due_at": request.at + timedelta(hours=24), "client_id": new_id()}
    if alert:
        initial |= {"title": alert.title, "text": alert.action, "owner": _first_owner(offices)}
    form = TaskForm(request.POST or None, offices=[(str(o.pk), o.title) for o in offices], initial=initial)
    offered = None
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        offered = _day_off(request, region, data)
        if offered is None:
            try:
                task = actions.give_task(task=_new(data, alert), by=request.viewer, at=request.at)
            except Problem as problem:
                _onto(form, problem)
            else:
                messages.success(request, _("Task given to %(office)s.") % {"office": task.owner.title})
                return redirect("coordination:one", task.pk)
    typed = timezone.localtime(offered).strftime("%Y-%m-%dT%H:%M") if offered else ""
    context = {"form": form, "alert": alert, "offered": offered, "offered_typed": typed}
    return render(request, "coordination/give.html", context, status=422 if form.errors or offered else 200)


@opens("task.give", methods="GET POST")
def give_many(request: HttpRequest) -> HttpResponse:
    region = request.viewer.scope_for("task.give")[0]
    offices = [(str(o.pk), o.title) for o in queries.possible_owners(request.viewer, region)]
    source_type, source_id = _source(request)
    head = ManyForm(request.POST or None, initial={"key": new_id(), "sumber": source_type, "id": source_id})
    rows = many_forms(request.POST or None, offices=offices)
    if request.method == "POST" and head.is_valid():
        filled = [row for row in rows if row.is_filled()]
        if filled and all(row.is_valid() for row in filled):
            key = head.cleaned_data["key"]
            new = [
                NewTask(
                    row.cleaned_data["title"], row.cleaned_data["text"] or row.cleaned_data["title"],
                    UUID(row.cleaned_data["owner"]), row.cleaned_data["due_at"], due_rule=row.cleaned_data["due_rule"],
                    source_type=source_type, source_id=source_id, client_id=uuid5(key, row.prefix),
                )
                for row in filled
            ]  # fmt: skip
            try:
                given = actions.give_tasks(tasks=new, by=request.viewer, at=request.at)
            except RowFaults as problem:
                for n, faults in problem.rows.items():
                    _onto(filled[n], Problem("task.row", problem.sentence, fields=faults))
            else:
                messages.success(request, _("%(n)s tasks given.") % {"n": len(given)})
                return redirect("coordination:tasks")
        elif not filled:
            head.add_error(None, _("Fill in one row at least."))
    wrong = bool(head.errors) or any(row.is_bound and row.is_filled() and row.errors for row in rows)
    return render(request, "coordination/many.html", {"head": head, "rows": rows}, status=422 if wrong else 200)


@opens("task.give", methods="GET POST")
def import_table(request: HttpRequest) -> HttpResponse:
    form = TableForm(request.POST or None, request.FILES or None, initial={"key": new_id()})
    lines: list[ReadLine] = []
    if request.method == "POST" and form.is_valid():
        key = form.cleaned_data["key"]
        try:
            lines = read_table(form.content(), by=request.viewer, at=request.at, key=key)
        except Problem as problem:
            _onto(form, problem)
        else:
            new = [line.task for line in lines if line.task]
            if "beri" in request.POST and new and not any(line.faults for line in lines):
                given = actions.give_tasks(tasks=new, by=request.viewer, at=request.at)
                messages.success(request, _("%(n)s tasks given.") % {"n": len(given)})
                return redirect("coordination:tasks")
    context = {
        "form": form, "lines": lines, "n_new": sum(1 for line in lines if line.task and not line.faults),
        "n_known": sum(line.is_known for line in lines), "n_bad": sum(bool(line.faults) for line in lines),
        "text": form.text_again() if lines else "",
    }  # fmt: skip
    wrong = bool(form.errors) or context["n_bad"]
    return render(request, "coordination/import.html", context, status=422 if wrong else 200)


def alert_of(request: HttpRequest):
    """This function will return the warning that the address names, or None."""
    number = request.GET.get("peringatan") or request.POST.get("peringatan")
    if not number:
        return None
    try:
        return alert_for(request.viewer, UUID(number))
    except ValueError as error:
        raise Http404 from error


def _new(data: dict, alert) -> NewTask:
    return NewTask(
        data["title"], data["text"], UUID(data["owner"]), None if data["due_rule"] else data["due_at"],
        alert.pk if alert else None, due_rule=data["due_rule"], client_id=data["client_id"],
        supporter_ids=tuple(UUID(pk) for pk in data["supporters"]),
    )  # fmt: skip


def _day_off(request: HttpRequest, region_code: str, data: dict):
    """The next working day, where the one chosen is none and nobody said that it is meant."""
    due_at = data["due_at"]
    if data["due_rule"] or due_at is None or "tetap" in request.POST:
        return None
    offered = queries.working_moment(due_at, region_code)
    return offered if offered != due_at else None


def _source(request: HttpRequest) -> tuple[str, UUID | None]:
    kind = request.POST.get("sumber") or request.GET.get("sumber") or ""
    number = request.POST.get("id") or request.GET.get("id") or ""
    if not kind or not number:
        return "", None
    try:
        return kind[:40], UUID(number)
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
