"""Reminding: by the clock where nobody accepts a task, and by hand where somebody asks about it."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from kondusif.coordination.models import Task
from kondusif.coordination.permissions import check_can_remind
from kondusif.coordination.rules import CALL_SUPERIOR_AFTER, REMIND_AFTER, REMIND_AGAIN_AFTER, reminder_due
from kondusif.coordination.states import UNFINISHED, TaskState
from kondusif.core.actions import record
from kondusif.core.problems import Conflict, NotAllowed, NotFound
from kondusif.people.models import Office
from kondusif.people.queries import offices_above
from kondusif.people.roles import Role
from kondusif.people.viewers import Viewer

_SUPERIORS = (Role.REGIONAL_SECRETARY, Role.REGIONAL_HEAD)


def remind_unaccepted(*, by: Viewer, at: datetime, most: int = 500) -> int:
    """
    This function will remind the owners of tasks that nobody accepted for a day, and tell superiors after two.

    Each is told once, however often this runs. Returns how many were told.
    """
    waiting = Task.objects.filter(
        Q(given_at__lte=at - REMIND_AFTER, reminded_at=None)
        | Q(given_at__lte=at - CALL_SUPERIOR_AFTER, raised_at=None),
        state=TaskState.OPEN,
    )
    return sum(_tell(pk, by, at) for pk in waiting.order_by("given_at", "pk").values_list("pk", flat=True)[:most])


@transaction.atomic
def remind_task(*, task_id: UUID, by: Viewer, at: datetime) -> Task:
    """
    This function will ask the owner office about an unfinished task, at most once in twelve hours.

    :raises NotFound: if there is none.
    :raises NotAllowed: if *by* gives no tasks in its region.
    :raises Conflict: if it is finished, or the office was reminded a moment ago.
    """
    task = _locked(task_id)
    if task is None:
        raise NotFound("task.missing", _("There is no such task, or it is not yours to see."))
    check_can_remind(by, task)
    if task.state not in UNFINISHED:
        raise Conflict("task.finished", _("This task is handed in or over: there is nothing to remind of."))
    if task.reminded_at and at - task.reminded_at < REMIND_AGAIN_AFTER:
        raise Conflict("task.reminded_just_now", _("This office was reminded within the last twelve hours."))
    _remind(task, by, at)
    return task


def remind_tasks(*, task_ids: Iterable[UUID], by: Viewer, at: datetime) -> tuple[int, int]:
    """This function will remind of each task that can be, and return how many were and how many were passed over."""
    n_told = n_passed = 0
    for task_id in task_ids:
        try:
            remind_task(task_id=task_id, by=by, at=at)
        except (Conflict, NotAllowed, NotFound):
            n_passed += 1
        else:
            n_told += 1
    return n_told, n_passed


@transaction.atomic
def _tell(task_id: UUID, by: Viewer, at: datetime) -> int:
    task = _locked(task_id)
    if task is None:
        return 0
    whom = reminder_due(task.given_at, accepted=task.state != TaskState.OPEN, at=at)
    if whom == "superior" and task.raised_at is None:
        _raise(task, by, at)
        return 1
    if whom and task.reminded_at is None:
        _remind(task, by, at)
        return 1
    return 0  # a colleague was quicker


def _locked(task_id: UUID) -> Task | None:
    return Task.objects.select_for_update(of=("self",)).select_related("owner", "giver").filter(pk=task_id).first()


def _remind(task: Task, by: Viewer, at: datetime) -> None:
    task.reminded_at = at
    task.save(update_fields=["reminded_at"])
    record("task.reminded", subject=task, by=by, at=at)


def _raise(task: Task, by: Viewer, at: datetime) -> None:
    """The superior named for the office, else the nearest secretary or head of region."""
    office = task.owner.superior or _above(task.owner)
    task.raised_at, task.reminded_at = at, task.reminded_at or at
    task.save(update_fields=["raised_at", "reminded_at"])
    told = {"office_id": str(office.pk), "office": office.title} if office else {}
    record("task.raised", subject=task, by=by, at=at, **told)


def _above(owner: Office) -> Office | None:
    return next((o for o in offices_above(owner.region_id, *_SUPERIORS) if o.pk != owner.pk), None)
