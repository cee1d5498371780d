"""Giving tasks: one, or as many as a meeting decided, all or none."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from kondusif.alerts.models import Alert
from kondusif.alerts.states import IN_FORCE
from kondusif.coordination.models import Task, TaskCounter
from kondusif.coordination.permissions import check_can_give
from kondusif.coordination.queries import due_by_rule
from kondusif.coordination.rules import nature_for
from kondusif.core.actions import record
from kondusif.core.numbers import next_number
from kondusif.core.problems import Conflict, Problem, Sentence
from kondusif.elections.queries import zone_of
from kondusif.people.models import Office
from kondusif.people.roles import Role
from kondusif.people.viewers import Viewer

MOST_AT_ONCE = 500


@dataclass(frozen=True)
class NewTask:
    """What is to be done, by which office, until when: a moment, or a day as it is said (``H-7``)."""

    title: str
    text: str
    owner_id: UUID
    due_at: datetime | None = None
    alert_id: UUID | None = None
    synthetic: bool = False
    source_type: str = ""
    source_id: UUID | None = None
    due_rule: str = ""
    supporter_ids: tuple[UUID, ...] = ()
    client_id: UUID | None = None


class RowFaults(Problem):
    """Several tasks were to be given at once and some are not in order; ``rows`` says which and why."""

    def __init__(self, rows: dict[int, dict[str, Sentence]]):
        super().__init__("task.rows", _("Nothing was given yet: correct the rows that are marked."))
        self.rows = rows


@transaction.atomic
def give_task(*, task: NewTask, by: Viewer, at: datetime) -> Task:
    """
    This function will give an office something to do; how binding it is follows from the office.

    A task that came before under the same ``client_id`` is returned as it is stored.

    :raises NotAllowed: if no office of *by* gives tasks in the owner's region.
    :raises Problem: if it says nothing, is due in the past, or its H-n has no election to count from.
    :raises Conflict: if the alert it comes from is no longer in force, or the ``client_id`` is another's.
    """
    if task.client_id and (known := Task.objects.filter(client_id=task.client_id).first()):
        if known.given_by_id != by.person_id:
            raise Conflict("task.client_id_taken", _("This task was sent under a key that is in use. Send it again."))
        return known
    owner = Office.objects.filter(pk=task.owner_id).first()
    if owner is None:
        raise Problem(
            "task.no_owner", _("Choose the office that should do it."), fields={"owner": _("Choose an office.")}
        )
    grant = check_can_give(by, owner.region_id)
    due_at = _due_of(task, owner.region_id, at)
    if task.alert_id and not Alert.objects.filter(pk=task.alert_id, state__in=IN_FORCE).exists():
        raise Conflict("alert.not_in_force", _("This warning is not in force; a task cannot come from it."))
    helping = _supporters(task.supporter_ids, owner)
    row = Task.objects.create(
        number=_next_number(grant.region_code, at), title=task.title.strip()[:160], text=task.text.strip(),
        nature=nature_for(Role(owner.role)), region_id=owner.region_id, owner=owner, giver_id=grant.office_id,
        alert_id=task.alert_id, source_type=task.source_type, source_id=task.source_id, due_at=due_at,
        due_rule=task.due_rule.strip().upper(), supporter_ids=[o.pk for o in helping],
        supporter_regions=sorted({o.region_id for o in helping}), client_id=task.client_id,
        synthetic=task.synthetic, given_at=at, given_by_id=by.person_id,
    )  # fmt: skip
    record("task.given", subject=row, by=by, at=at, number=row.number)
    return row


@transaction.atomic
def give_tasks(*, tasks: Sequence[NewTask], by: Viewer, at: datetime) -> list[Task]:
    """
    This function will give all of *tasks* or none, as a meeting decided them.

    :raises RowFaults: if some are not in order; it holds the faults of each, by the number of its row from 0.
    :raises Problem: if there are none or too many.
    """
    if not 1 <= len(tasks) <= MOST_AT_ONCE:
        raise Problem("task.how_many", _("Give between 1 and 500 tasks at once."))
    given, faults = [], {}
    for n, task in enumerate(tasks):
        try:
            given.append(give_task(task=task, by=by, at=at))
        except Problem as problem:
            faults[n] = dict(problem.fields) or {"": problem.sentence}
    if faults:
        raise RowFaults(faults)
    return given


def check_tasks(*, tasks: Sequence[NewTask], by: Viewer, at: datetime) -> dict[int, dict[str, Sentence]]:
    """
    This function will tell what would be wrong with giving all of *tasks*, by the way they are given, and give none.

    :raises Problem: if there are none or too many.
    """
    try:
        with transaction.atomic():
            give_tasks(tasks=tasks, by=by, at=at)
            raise _Undone
    except _Undone:
        return {}
    except RowFaults as problem:
        return problem.rows


class _Undone(Exception):
    """Takes back what was only tried."""


def _due_of(task: NewTask, region_code: str, at: datetime) -> datetime:
    """The moment meant, once everything about the words and the time is in order."""
    faults: dict[str, Sentence] = {}
    if not task.title.strip():
        faults["title"] = _("Write what is to be done.")
    if not task.text.strip():
        faults["text"] = _("Write how, where and with whom.")
    due_at = task.due_at
    if task.due_rule.strip():
        try:
            due_at = due_by_rule(task.due_rule, region_code, at)
        except Problem as problem:
            faults |= problem.fields
            due_at = None
    elif due_at is None:
        faults["due_at"] = _("Choose until when, or write a day like H-7.")
    if due_at is not None and due_at <= at:
        faults["due_rule" if task.due_rule.strip() else "due_at"] = _("The time is past. Choose a later one.")
    if faults:
        raise Problem("task.incomplete", _("The task is not complete yet."), fields=faults)
    return due_at


def _supporters(ids: Iterable[UUID], owner: Office) -> list[Office]:
    wanted = {pk for pk in ids if pk != owner.pk}
    found = list(Office.objects.filter(pk__in=wanted, region__code__startswith=owner.region_id[:5]).order_by("title"))
    if len(found) < len(wanted):
        raise Problem(
            "task.no_supporter",
            _("An office that should help is not of this region."),
            fields={"supporters": _("Choose offices of this region.")},
        )
    return found


def _next_number(region_code: str, at: datetime) -> str:
    """TGS/35.26/2026/0012."""
    tenant, year, n = next_number(TaskCounter, region_code, at=at, zone=zone_of(region_code))
    return f"TGS/{tenant}/{year}/{n:04d}"
