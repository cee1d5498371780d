"""Directives by word of mouth: in force at once, ratified within 48 hours or told of."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from kondusif.coordination.actions import NewTask, RowFaults, give_tasks
from kondusif.coordination.actions.giving import MOST_AT_ONCE
from kondusif.core.actions import record
from kondusif.core.problems import Conflict, NotAllowed, NotFound
from kondusif.elections.deadlines import Limit, Unit
from kondusif.meetings.actions.decisions import NewDirective, write_directive
from kondusif.meetings.actions.minutes import check_writable
from kondusif.meetings.actions.planning import locked
from kondusif.meetings.models import Directive, DirectiveOwner, Meeting
from kondusif.meetings.permissions import check_can_run
from kondusif.people.viewers import SYSTEM, Viewer

RATIFY = Limit(48, Unit.CLOCK_HOURS)
REMIND_BEFORE = timedelta(hours=24)


@transaction.atomic
def give_oral_directive(
    *, new: NewDirective, meeting_id: UUID | None = None, by: Viewer, at: datetime, synthetic: bool = False
) -> Directive:
    """
    This function will give a directive by word of mouth: its tasks are given at once and marked as oral.

    In a meeting the chair's office gives it and the approval of the minutes ratifies it; outside one it is
    the first office of *by* that gives tasks.

    :raises NotAllowed: if no office of *by* gives tasks to the offices named.
    :raises Problem: naming each fault.
    """
    meeting = _meeting(meeting_id, by)
    grants = by.grants_for("task.give")
    if not grants:
        raise NotAllowed("directive.cannot_give", _("Your office does not give directives."))
    row = write_directive(
        new, meeting=meeting, giver_id=meeting.chair_office_id if meeting else grants[0].office_id,
        region_code=grants[0].region_code, by=by, at=at, oral=True, ratify_by=at + RATIFY.span,
    )  # fmt: skip
    if synthetic and not row.synthetic:
        Directive.objects.filter(pk=row.pk).update(synthetic=True)
        row.synthetic = True
    give_tasks_of([row], by=by, at=at)
    return row


@transaction.atomic
def ratify_directive(*, directive_id: UUID, by: Viewer, at: datetime) -> Directive:
    """
    This function will put an oral directive in writing: the office that gave it stands by it.

    :raises NotAllowed: if *by* does not hold the office that gave it.
    :raises Conflict: if it was ratified already.
    """
    row = Directive.objects.select_for_update(of=("self",), no_key=True).filter(pk=directive_id, oral=True).first()
    if row is None:
        raise NotFound("directive.missing", _("There is no such oral directive, or it is not yours to see."))
    if all(g.office_id != row.giver_id for g in by.grants):
        raise NotAllowed(
            "directive.not_giver", _("Only the office that gave this directive can ratify it: %(office)s.")
            % {"office": row.giver.title},
        )  # fmt: skip
    if row.ratified_at:
        raise Conflict("directive.ratified", _("This directive was ratified already."))
    mark_ratified(row, by=by, at=at)
    return row


def mark_ratified(row: Directive, *, by: Viewer, at: datetime) -> None:
    """This function will note the ratification in the caller's transaction."""
    row.ratified_at, row.ratified_by_id = at, by.person_id
    row.save(update_fields=["ratified_at", "ratified_by_id"])
    late = at > row.ratify_by
    record("directive.ratified", subject=row, by=by, at=at, late=late)


def note_unratified(*, at: datetime) -> int:
    """
    This function will remind of oral directives that nobody ratified yet, and flag those whose time has passed.

    Each is reminded of once and flagged once; returns how many were told of now.
    """
    waiting = Directive.objects.filter(oral=True, ratified_at=None, removed_at=None, lapsed_at=None)
    n_told = 0
    for pk in waiting.filter(ratify_by__lte=at + REMIND_BEFORE).values_list("pk", flat=True):
        n_told += _tell(pk, at)
    return n_told


@transaction.atomic
def _tell(pk: UUID, at: datetime) -> int:
    row = Directive.objects.select_for_update(of=("self",), no_key=True).get(pk=pk)
    if row.ratified_at or row.lapsed_at or row.removed_at:
        return 0
    if row.ratify_by <= at:
        row.lapsed_at = at
        row.save(update_fields=["lapsed_at"])
        record("directive.unratified", subject=row, by=SYSTEM, at=at)
        return 1
    if row.reminded_at:
        return 0
    row.reminded_at = at
    row.save(update_fields=["reminded_at"])
    record("directive.ratification_due", subject=row, by=SYSTEM, at=at)
    return 1


def tasks_wanted(rows: list[DirectiveOwner], source: tuple[str, UUID]) -> list[NewTask]:
    """This function will return the tasks that directives become at their offices."""
    return [
        NewTask(
            title=owner.directive.title, text=owner.directive.text, owner_id=owner.office_id,
            due_at=owner.directive.due_at, due_rule=owner.directive.due_rule, source_type=source[0],
            source_id=source[1], synthetic=owner.directive.synthetic,
        )
        for owner in rows
    ]  # fmt: skip


def give_tasks_of(directives: list[Directive], *, by: Viewer, at: datetime) -> int:
    """
    This function will give the tasks of *directives* that have none yet, all or none, in the caller's transaction.

    :raises RowFaults: naming the fault of each row, in the order of :func:`owners_without_task`.
    """
    owners = owners_without_task(directives)
    if not owners:
        return 0
    first = directives[0]
    source = ("meeting", first.meeting_id) if first.meeting_id else ("directive", first.pk)
    wanted, given, faults = tasks_wanted(owners, source), [], {}
    for start in range(0, len(wanted), MOST_AT_ONCE):
        try:
            given += give_tasks(tasks=wanted[start : start + MOST_AT_ONCE], by=by, at=at)
        except RowFaults as found:
            faults |= {start + n: fields for n, fields in found.rows.items()}
    if faults:
        raise RowFaults(faults)
    for owner, task in zip(owners, given, strict=True):
        owner.task = task
    DirectiveOwner.objects.bulk_update(owners, ["task"])
    return len(owners)


def owners_without_task(directives: list[Directive]) -> list[DirectiveOwner]:
    """This function will return the rows that still have to become tasks, in the order they are shown."""
    owners = DirectiveOwner.objects.select_related("directive", "office").filter(directive__in=directives, task=None)
    return list(owners.order_by("directive__added_at", "directive_id", "office__title"))


def _meeting(meeting_id: UUID | None, by: Viewer) -> Meeting | None:
    if meeting_id is None:
        return None
    meeting = locked(meeting_id, by)
    check_can_run(by, meeting)
    check_writable(meeting)
    return meeting
