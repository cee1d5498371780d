"""What the giver of a task does with it afterwards: verify, send back, cancel."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from kondusif.coordination.actions.showing import locked, show
from kondusif.coordination.models import Task
from kondusif.coordination.permissions import check_can_verify
from kondusif.coordination.queries import due_by_rule
from kondusif.coordination.states import MOVES, UNFINISHED, TaskState
from kondusif.core.actions import record
from kondusif.core.problems import Conflict, Problem
from kondusif.core.states import check_move
from kondusif.people.viewers import Viewer


@transaction.atomic
def verify_task(*, task_id: UUID, outcome: str, by: Viewer, at: datetime) -> Task:
    """
    This function will accept the evidence; *outcome* is what reporters are told, in plain words.

    :raises NotAllowed: if *by* holds no giving office or did the task.
    :raises Problem: if there is no outcome to tell.
    """
    task = locked(task_id)
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
    task = locked(task_id)
    grant = check_can_verify(by, task)
    check_move(MOVES, task.state, TaskState.IN_PROGRESS)
    show(task, reason, None, grant, by, at)
    task.state, task.done_at, task.done_by_id = TaskState.IN_PROGRESS, None, None
    task.save(update_fields=["state", "done_at", "done_by_id"])
    record("task.sent_back", subject=task, by=by, at=at)
    return task


@transaction.atomic
def cancel_task(*, task_id: UUID, reason: str, by: Viewer, at: datetime) -> Task:
    """This function will take a task back, with the reason."""
    task = locked(task_id)
    grant = check_can_verify(by, task)
    check_move(MOVES, task.state, TaskState.CANCELLED)
    show(task, reason, None, grant, by, at)
    task.state = TaskState.CANCELLED
    task.save(update_fields=["state"])
    record("task.cancelled", subject=task, by=by, at=at)
    return task


@transaction.atomic
def move_due(*, task_id: UUID, by: Viewer, at: datetime) -> Task:
    """
    This function will let a task given for H-n follow a voting day that was moved.

    :raises NotAllowed: if *by* holds no giving office.
    :raises Conflict: if the task is over, was not given for H-n, or the new day is past.
    """
    task = locked(task_id)
    check_can_verify(by, task)
    if task.state not in UNFINISHED or not task.due_rule:
        raise Conflict("task.fixed", _("The due date of this task does not follow the voting day."))
    due_at = due_by_rule(task.due_rule, task.region_id, at)
    if due_at <= at:
        raise Conflict("task.due_past", _("That day is past already. Cancel the task or give a new one."))
    former, task.due_at = task.due_at, due_at
    task.save(update_fields=["due_at"])
    record("task.due_moved", subject=task, by=by, at=at, former=former.isoformat(), due=due_at.isoformat())
    return task
