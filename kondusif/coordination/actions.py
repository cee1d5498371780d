"""Every write of the coordination room."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from kondusif.alerts.models import Alert
from kondusif.alerts.states import IN_FORCE
from kondusif.coordination.models import Evidence, Task, TaskCounter
from kondusif.coordination.permissions import check_can_do, check_can_give, check_can_verify
from kondusif.coordination.rules import nature_for, steps_onward
from kondusif.coordination.states import MOVES, UNFINISHED, TaskState
from kondusif.core.actions import record
from kondusif.core.ids import new_id
from kondusif.core.problems import Conflict, NotFound, Problem
from kondusif.core.states import check_move
from kondusif.people.models import Office
from kondusif.people.roles import Role
from kondusif.people.viewers import Grant, Viewer
from kondusif.reports.actions import move_report
from kondusif.reports.models import Report
from kondusif.reports.photos import Photo, store_photos
from kondusif.reports.states import ReportState


@dataclass(frozen=True)
class NewTask:
    """What is to be done, by which office, until when."""

    title: str
    text: str
    owner_id: UUID
    due_at: datetime
    alert_id: UUID | None = None
    synthetic: bool = False


@transaction.atomic
def give_task(*, task: NewTask, by: Viewer, at: datetime) -> Task:
    """
    This function will give an office something to do; how binding it is follows from the office.

    :raises NotAllowed: if no office of *by* gives tasks in the owner's region.
    :raises Problem: if it says nothing or is due in the past.
    :raises Conflict: if the alert it comes from is no longer in force.
    """
    owner = Office.objects.filter(pk=task.owner_id).first()
    if owner is None:
        raise Problem(
            "task.no_owner", _("Choose the office that should do it."), fields={"owner": _("Choose an office.")}
        )
    grant = check_can_give(by, owner.region_id)
    _check_content(task, at)
    if task.alert_id and not Alert.objects.filter(pk=task.alert_id, state__in=IN_FORCE).exists():
        raise Conflict("alert.not_in_force", _("This warning is not in force; a task cannot come from it."))
    row = Task.objects.create(
        number=_next_number(grant.region_code, at), title=task.title.strip()[:160], text=task.text.strip(),
        nature=nature_for(Role(owner.role)), region_id=owner.region_id, owner=owner, giver_id=grant.office_id,
        alert_id=task.alert_id, due_at=task.due_at, synthetic=task.synthetic, given_at=at, given_by_id=by.person_id,
    )  # fmt: skip
    record("task.given", subject=row, by=by, at=at, number=row.number)
    return row


@transaction.atomic
def accept_task(*, task_id: UUID, by: Viewer, at: datetime) -> Task:
    """
    This function will note that the owner office takes the task on.

    :raises NotAllowed: if *by* does not hold the owner office.
    :raises ForbiddenMove: if it was accepted already or cancelled.
    """
    task = _locked(task_id)
    check_can_do(by, task)
    check_move(MOVES, task.state, TaskState.ACCEPTED)
    task.state, task.accepted_at, task.accepted_by_id = TaskState.ACCEPTED, at, by.person_id
    task.save(update_fields=["state", "accepted_at", "accepted_by_id"])
    record("task.accepted", subject=task, by=by, at=at)
    return task


@transaction.atomic
def add_progress(*, task_id: UUID, note: str, photo: Photo | None = None, by: Viewer, at: datetime) -> Task:
    """
    This function will add what has been done so far; *photo* is a picture already made anew from its pixels.

    :raises Problem: if the note is empty.
    """
    task = _locked(task_id)
    grant = check_can_do(by, task)
    if task.state != TaskState.IN_PROGRESS:
        check_move(MOVES, task.state, TaskState.IN_PROGRESS)
        task.state = TaskState.IN_PROGRESS
        task.save(update_fields=["state"])
    _show(task, note, photo, grant, by, at)
    record("task.progressed", subject=task, by=by, at=at)
    return task


@transaction.atomic
def complete_task(*, task_id: UUID, note: str, photo: Photo | None = None, by: Viewer, at: datetime) -> Task:
    """
    This function will hand the task in with its evidence, for the giver to judge.

    :raises Problem: if there is no note: a task without evidence is not done.
    :raises ForbiddenMove: if nobody accepted it yet.
    """
    task = _locked(task_id)
    grant = check_can_do(by, task)
    check_move(MOVES, task.state, TaskState.DONE)
    _show(task, note, photo, grant, by, at)
    task.state, task.done_at, task.done_by_id = TaskState.DONE, at, by.person_id
    task.save(update_fields=["state", "done_at", "done_by_id"])
    record("task.done", subject=task, by=by, at=at)
    return task


@transaction.atomic
def verify_task(*, task_id: UUID, outcome: str, by: Viewer, at: datetime) -> Task:
    """
    This function will accept the evidence; *outcome* is what reporters are told, in plain words.

    :raises NotAllowed: if *by* holds no giving office or did the task.
    :raises Problem: if there is no outcome to tell.
    """
    task = _locked(task_id)
    check_can_verify(by, task)
    check_move(MOVES, task.state, TaskState.VERIFIED)
    if not outcome.strip():
        raise Problem(
            "task.no_outcome",
            _("Write one or two sentences that reporters may read."),
            fields={"outcome": _("Write what came of it.")},
        )
    task.state, task.outcome, task.verified_at, task.verified_by_id = (
        TaskState.VERIFIED,
        outcome.strip(),
        at,
        by.person_id,
    )
    task.save(update_fields=["state", "outcome", "verified_at", "verified_by_id"])
    record("task.verified", subject=task, by=by, at=at)
    return task


@transaction.atomic
def send_task_back(*, task_id: UUID, reason: str, by: Viewer, at: datetime) -> Task:
    """This function will return a task whose evidence does not show that it was done."""
    task = _locked(task_id)
    grant = check_can_verify(by, task)
    check_move(MOVES, task.state, TaskState.IN_PROGRESS)
    _show(task, reason, None, grant, by, at)
    task.state, task.done_at, task.done_by_id = TaskState.IN_PROGRESS, None, None
    task.save(update_fields=["state", "done_at", "done_by_id"])
    record("task.sent_back", subject=task, by=by, at=at)
    return task


@transaction.atomic
def cancel_task(*, task_id: UUID, reason: str, by: Viewer, at: datetime) -> Task:
    """This function will take a task back, with the reason."""
    task = _locked(task_id)
    grant = check_can_verify(by, task)
    check_move(MOVES, task.state, TaskState.CANCELLED)
    _show(task, reason, None, grant, by, at)
    task.state = TaskState.CANCELLED
    task.save(update_fields=["state"])
    record("task.cancelled", subject=task, by=by, at=at)
    return task


def _locked(task_id: UUID) -> Task:
    task = Task.objects.select_for_update(of=("self",)).select_related("giver").filter(pk=task_id).first()
    if task is None:
        raise NotFound("task.missing", _("There is no such task, or it is not yours to see."))
    return task


def _check_content(task: NewTask, at: datetime) -> None:
    faults = {}
    if not task.title.strip():
        faults["title"] = _("Write what is to be done.")
    if not task.text.strip():
        faults["text"] = _("Write how, where and with whom.")
    if task.due_at <= at:
        faults["due_at"] = _("The time is past. Choose a later one.")
    if faults:
        raise Problem("task.incomplete", _("The task is not complete yet."), fields=faults)


def _show(task: Task, note: str, photo: Photo | None, grant: Grant, by: Viewer, at: datetime) -> Evidence:
    if not note.strip():
        raise Problem(
            "task.no_note", _("Write a few words on what was done."), fields={"note": _("Write what was done.")}
        )
    evidence = Evidence(
        id=new_id(), task=task, note=note.strip(), person_id=by.person_id, office_id=grant.office_id, at=at
    )
    if photo:
        [stored] = store_photos([photo])  # on disk before the row that names it
        evidence.path, evidence.sha256 = stored.path, photo.sha256
    evidence.save(force_insert=True)
    return evidence


def _next_number(region_code: str, at: datetime) -> str:
    """TGS/35.26/2026/0012."""
    regency = region_code[:5]
    counter, _new = TaskCounter.objects.get_or_create(region_code=regency, year=at.year)
    TaskCounter.objects.filter(pk=counter.pk).update(last=F("last") + 1)
    counter.refresh_from_db()
    return f"TGS/{regency}/{at.year}/{counter.last:04d}"


@transaction.atomic
def follow_reports(*, task_id: UUID, by: Viewer, at: datetime) -> int:
    """
    This function will move the verified reports that a task's alert rests on as far as the task has come.

    Given: assigned; accepted: in progress; verified: resolved, with the outcome for the reporter. A
    report already further stays; running it twice changes nothing. Returns how many reports moved.
    """
    task = Task.objects.select_related("alert").get(pk=task_id)
    if task.alert_id is None:
        return 0
    others_unfinished = Task.objects.filter(alert_id=task.alert_id, state__in=[*UNFINISHED, TaskState.DONE]).exists()
    reached = TaskState.DONE if task.state == TaskState.VERIFIED and others_unfinished else TaskState(task.state)
    n_moved = 0
    for report in Report.objects.select_for_update().filter(alerts__alert_id=task.alert_id).order_by("pk"):
        for step in steps_onward(reached, report.state):
            note = {"outcome_note": task.outcome} if step == ReportState.RESOLVED else {}
            move_report(report=report, to=step, by=by, at=at, **note)
            n_moved += 1
    return n_moved
