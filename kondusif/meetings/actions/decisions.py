"""What is born in the minutes: decisions, directives, strategic issues; each can be taken out again before approval."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from kondusif.coordination.queries import due_by_rule
from kondusif.core.actions import record
from kondusif.core.problems import Conflict, NotFound, Problem, Sentence
from kondusif.elections.deadlines import is_working_day
from kondusif.elections.queries import days_off_for, zone_of
from kondusif.meetings.actions.minutes import check_writable
from kondusif.meetings.actions.planning import lock_calendar, locked
from kondusif.meetings.models import AgendaItem, Decision, Directive, DirectiveOwner, Meeting, MeetingIssue
from kondusif.meetings.permissions import check_can_run
from kondusif.people.models import Office
from kondusif.people.viewers import Viewer

MOST_OWNERS = 300
TWICE_WITHIN = timedelta(minutes=10)


@dataclass(frozen=True)
class NewDirective:
    """What is to be done by which offices until when: a moment, or a day as it is said (``H-7``)."""

    title: str
    owner_ids: tuple[UUID, ...]
    due_at: datetime | None = None
    due_rule: str = ""
    text: str = ""
    item_id: UUID | None = None
    day_off_meant: bool = False


@transaction.atomic
def add_decision(*, meeting_id: UUID, text: str, item_id: UUID | None = None, by: Viewer, at: datetime) -> Decision:
    """
    This function will write down what the meeting agreed on.

    :raises Conflict: if the minutes are not open for writing.
    :raises Problem: if it has no words.
    """
    meeting = _open_to(meeting_id, by)
    if not text.strip():
        raise Problem("decision.empty", _("Write what was agreed."), fields={"text": _("Write the decision.")})
    row = Decision.objects.create(
        meeting=meeting, item=item_of(meeting, item_id), text=text.strip()[:4000], added_at=at, added_by_id=by.person_id
    )
    record("decision.added", subject=row, by=by, at=at, region_code=meeting.region_id, meeting=str(meeting.pk))
    return row


@transaction.atomic
def add_directive(*, meeting_id: UUID, new: NewDirective, by: Viewer, at: datetime) -> Directive:
    """
    This function will write down what the chair directs; it becomes tasks when the minutes are approved.

    :raises Conflict: if the minutes are not open for writing.
    :raises Problem: naming each fault: no words, no office, due in the past or on a day off.
    """
    meeting = _open_to(meeting_id, by)
    return write_directive(new, meeting=meeting, giver_id=meeting.chair_office_id, by=by, at=at)


@transaction.atomic
def raise_issue(
    *, meeting_id: UUID, title: str, text: str = "", item_id: UUID | None = None, by: Viewer, at: datetime
) -> MeetingIssue:
    """
    This function will note a strategic issue; the register of issues hears of it when the minutes are approved.

    :raises Problem: if it has no title.
    """
    meeting = _open_to(meeting_id, by)
    if not title.strip():
        raise Problem("issue.empty", _("Name the issue."), fields={"title": _("Write a title.")})
    row = MeetingIssue.objects.create(
        meeting=meeting, item=item_of(meeting, item_id), title=title.strip()[:160], text=text.strip()[:4000],
        added_at=at, added_by_id=by.person_id,
    )  # fmt: skip
    record("issue.noted", subject=row, by=by, at=at, region_code=meeting.region_id, meeting=str(meeting.pk))
    return row


@transaction.atomic
def take_out(*, kind: type[Decision | Directive | MeetingIssue], pk: UUID, by: Viewer, at: datetime) -> None:
    """
    This function will take a decision, directive or issue out of the minutes again; it stays in the records.

    :raises Conflict: if the minutes are not open for writing.
    :raises Problem: if tasks were given for it already.
    """
    meeting = _open_to(_entry(kind, pk).meeting_id, by)
    row = _entry(kind, pk)  # a colleague may have taken it out while we waited
    if kind is Directive and row.owners.filter(task__isnull=False).exists():
        raise Problem("directive.has_tasks", _("Tasks were given for this directive already. Cancel them instead."))
    row.removed_at, row.removed_by_id = at, by.person_id
    row.save(update_fields=["removed_at", "removed_by_id"])
    name = {Decision: "decision", Directive: "directive", MeetingIssue: "issue"}[kind]
    record(f"{name}.removed", subject=row, by=by, at=at, region_code=meeting.region_id, meeting=str(meeting.pk))


def write_directive(
    new: NewDirective, *, meeting: Meeting | None, giver_id: UUID, by: Viewer, at: datetime, region_code: str = "",
    **more: object,
) -> Directive:  # fmt: skip
    """
    This function will store a directive in the caller's transaction, once everything about it is in order.

    :raises Problem: naming each fault.
    """
    region_code = meeting.region_id if meeting else region_code
    due_at = _check(new, region_code, at)
    _check_new(new, meeting, region_code, due_at, by=by, at=at)
    row = Directive.objects.create(
        meeting=meeting, item=item_of(meeting, new.item_id) if meeting else None, region_id=region_code,
        giver_id=giver_id, title=new.title.strip()[:160], text=new.text.strip()[:4000] or new.title.strip(),
        due_at=due_at, due_rule=new.due_rule.strip().upper(), day_off_meant=new.day_off_meant,
        synthetic=bool(meeting and meeting.synthetic), added_at=at, added_by_id=by.person_id, **more,
    )  # fmt: skip
    owners = dict.fromkeys(new.owner_ids)
    DirectiveOwner.objects.bulk_create(DirectiveOwner(directive=row, office_id=pk) for pk in owners)
    record("directive.added", subject=row, by=by, at=at, oral=row.oral, meeting=str(row.meeting_id or ""))
    return row


def due_faults(due_at: datetime, region_code: str, *, at: datetime, day_off_meant: bool) -> dict[str, Sentence]:
    """This function will say what is wrong with a due date: past, or on a day off that nobody meant."""
    if due_at <= at:
        return {"due_at": _("The time is past. Choose a later one.")}
    day = due_at.astimezone(zone_of(region_code)).date()
    if not day_off_meant and not is_working_day(day, days_off_for(region_code)):
        return {"due_at": _("Offices are closed on that day. Choose a working day, or tick that the day off is meant.")}
    return {}


def item_of(meeting: Meeting, item_id: UUID | None) -> AgendaItem | None:
    """
    This function will return the point of this meeting's agenda.

    :raises Problem: if the point is another meeting's.
    """
    if item_id is None:
        return None
    item = meeting.agenda.filter(pk=item_id).first()
    if item is None:
        raise Problem("minutes.other_item", _("This point is not on the agenda of this meeting."))
    return item


def _entry(kind: type[Decision | Directive | MeetingIssue], pk: UUID) -> Decision | Directive | MeetingIssue:
    row = kind.objects.filter(pk=pk, removed_at=None, meeting__isnull=False).first()
    if row is None:
        raise NotFound("entry.missing", _("There is no such entry, or it was taken out already."))
    return row


def _open_to(meeting_id: UUID, by: Viewer) -> Meeting:
    meeting = locked(meeting_id, by)
    check_can_run(by, meeting)
    check_writable(meeting)
    return meeting


def _check(new: NewDirective, region_code: str, at: datetime) -> datetime:
    faults: dict[str, Sentence] = {}
    if not new.title.strip():
        faults["title"] = _("Write what is to be done.")
    owners = set(new.owner_ids)
    if not owners:
        faults["owners"] = _("Choose at least one office.")
    elif len(owners) > MOST_OWNERS or Office.objects.filter(pk__in=owners).count() < len(owners):
        faults["owners"] = _("One of these offices does not exist, or there are too many. Choose again.")
    due_at, about_time = _due(new, region_code, at)
    if due_at is None or faults or about_time:
        raise Problem("directive.incomplete", _("The directive is not complete yet."), fields=faults | about_time)
    return due_at


def _check_new(
    new: NewDirective, meeting: Meeting | None, region_code: str, due_at: datetime, *, by: Viewer, at: datetime
) -> None:
    """Sent twice over a slow line it is one directive: its offices would be told twice to do the same."""
    if meeting is None:
        lock_calendar(region_code)  # a meeting's own row is locked already
    alike = Directive.objects.filter(
        meeting=meeting, title=new.title.strip()[:160], due_at=due_at, removed_at=None, added_by_id=by.person_id,
        added_at__gt=at - TWICE_WITHIN,
    )  # fmt: skip
    owners = set(new.owner_ids)
    if any(set(row.owners.values_list("office_id", flat=True)) == owners for row in alike):
        raise Conflict("directive.twice", _("You gave this very directive a moment ago. It is noted once."))


def _due(new: NewDirective, region_code: str, at: datetime) -> tuple[datetime | None, dict[str, Sentence]]:
    due_at, by_rule = new.due_at, bool(new.due_rule.strip())
    if by_rule:
        try:
            due_at = due_by_rule(new.due_rule, region_code, at)
        except Problem as problem:
            return None, problem.fields
    if due_at is None:
        return None, {"due_at": _("Choose until when, or write a day like H-7.")}
    # H-n is said of a day whatever day it is: nobody has to confirm that it is a Sunday.
    return due_at, due_faults(due_at, region_code, at=at, day_off_meant=new.day_off_meant or by_rule)
