"""The chair's approval: the directives become tasks, the text is closed; afterwards only numbered corrections."""

import hashlib
import json
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from kondusif.coordination.actions import RowFaults
from kondusif.core.actions import record
from kondusif.core.problems import Conflict, NotAllowed, Problem, Sentence
from kondusif.core.states import check_move
from kondusif.meetings.actions.decisions import due_faults, item_of
from kondusif.meetings.actions.oral import give_tasks_of, mark_ratified, owners_without_task
from kondusif.meetings.actions.planning import locked
from kondusif.meetings.models import Correction, Directive, DirectiveOwner, Meeting, Minutes, Passage
from kondusif.meetings.permissions import check_can_name_chair, check_can_run
from kondusif.meetings.queries.minutes import decisions_of, directives_of, issues_of
from kondusif.meetings.states import MOVES, MeetingState
from kondusif.people.models import Holding, Office
from kondusif.people.queries import holders_of
from kondusif.people.viewers import Grant, Viewer


class DirectiveFaults(Problem):
    """Some directives cannot become tasks; ``rows`` says of each office's row why, nothing was approved."""

    def __init__(self, rows: list[tuple[DirectiveOwner, list[Sentence]]]):
        super().__init__(
            "minutes.directives", _("The minutes were not approved: correct the directives that are named below.")
        )
        self.rows = rows


def content_of(meeting: Meeting) -> str:
    """This function will return the mark of what the minutes say now: the chair approves what was read."""
    passages = Passage.objects.filter(meeting=meeting).exclude(text="").order_by("item__number", "section", "id")
    said = {
        "texts": [[str(p.pk), p.text] for p in passages],
        "decisions": [[str(d.pk), d.text] for d in decisions_of(meeting)],
        "directives": [
            [str(d.pk), d.title, d.text, d.due_at.isoformat(), sorted(str(o.office_id) for o in d.owners.all())]
            for d in directives_of(meeting)
        ],
        "issues": [[str(i.pk), i.title, i.text] for i in issues_of(meeting)],
    }
    return hashlib.sha256(json.dumps(said, ensure_ascii=False).encode()).hexdigest()


@transaction.atomic
def approve_minutes(*, meeting_id: UUID, seen: str, official_record: bool = False, by: Viewer, at: datetime) -> Minutes:
    """
    This function will approve the minutes as the chair read them, and make a task of every directive: all or none.

    Their paper is made afterwards; with *official_record* there is one of what was agreed, too.

    :raises Conflict: if they are approved already (it says by whom and when), or were changed since *seen*.
    :raises NotAllowed: if *by* is not the chair, or the one named in the chair's stead.
    :raises DirectiveFaults: naming every directive that cannot become a task.
    """
    meeting = locked(meeting_id, by)
    minutes = Minutes.objects.select_for_update(of=("self",)).filter(pk=meeting.pk).first()
    _check_not_approved(meeting, minutes)
    grant = chair_grant(meeting, minutes, by, at)
    check_move(MOVES, meeting.state, MeetingState.MINUTES_APPROVED)
    _hold_texts(meeting)
    if seen != content_of(meeting):
        raise Conflict(
            "minutes.changed", _("The minutes were changed while you read them. Read them again, then approve.")
        )
    _check_says_something(meeting)
    directives = list(directives_of(meeting))
    _check_directives(directives, at)
    n_tasks = _give(directives, by, at)
    for directive in _spoken(directives):
        mark_ratified(directive, by=by, at=at)
    minutes.approved_at, minutes.approved_by_id, minutes.approved_as = at, by.person_id, grant.title
    minutes.content_hash = seen
    minutes.save(update_fields=["approved_at", "approved_by", "approved_as", "content_hash"])
    meeting.state = MeetingState.MINUTES_APPROVED
    meeting.save(update_fields=["state"])
    for issue in issues_of(meeting):
        record("issue.raised", subject=issue, by=by, at=at, region_code=meeting.region_id, title=issue.title)
    record("minutes.approved", subject=meeting, by=by, at=at, n_tasks=n_tasks, official_record=official_record)
    return minutes


@transaction.atomic
def name_acting_chair(*, meeting_id: UUID, office_id: UUID, reason: str, by: Viewer, at: datetime) -> Minutes:
    """
    This function will name who approves in the chair's stead, where nobody holds the chair's office any more.

    One head names another's office by a letter or an agreement, which stays with the minutes and in the event.

    :raises NotAllowed: if *by* heads no office here, or would name him- or herself.
    :raises Conflict: if somebody holds it: then that person approves.
    :raises Problem: if the office named has no holder or took no part, or no reason is given.
    """
    meeting = locked(meeting_id, by)
    office = Office.objects.filter(pk=office_id).first()
    named = _holder(office, meeting, at) if office else None
    grant = check_can_name_chair(by, meeting, named)
    minutes = Minutes.objects.select_for_update(of=("self",)).filter(pk=meeting.pk).first()
    _check_not_approved(meeting, minutes)
    if minutes is None:
        raise Conflict("minutes.none", _("These minutes have not been opened yet."))
    holder = _holder(meeting.chair_office, meeting, at)
    if holder:
        raise Conflict(
            "minutes.chair_there",
            _("%(title)s is held by %(name)s, who approves these minutes.")
            % {"title": holder.full_title, "name": holder.person.name},
        )
    faults: dict[str, Sentence] = {}
    if office is None or named is None:
        faults["office"] = _("Nobody holds this office now. Choose another one.")
    elif not _took_part(office, meeting):
        faults["office"] = _("This office was not invited to the meeting. Choose one that was there.")
    if not reason.strip():
        faults["reason"] = _("Say by which letter or agreement.")
    if faults:
        raise Problem("minutes.no_acting_chair", _("The acting chair is not named yet."), fields=faults)
    minutes.acting_chair, minutes.acting_reason = office, reason.strip()[:500]
    minutes.save(update_fields=["acting_chair", "acting_reason"])
    record(
        "minutes.acting_chair_named", subject=meeting, by=by, at=at,
        office=named.full_title, person=str(named.person_id), reason=minutes.acting_reason, named_by=grant.title,
    )  # fmt: skip
    return minutes


@transaction.atomic
def correct_minutes(
    *, meeting_id: UUID, text: str, reason: str, item_id: UUID | None = None, by: Viewer, at: datetime
) -> Correction:
    """
    This function will add a numbered correction to approved minutes; what was approved stays as it is.

    :raises Conflict: if they are not approved yet, or archived.
    :raises NotAllowed: if *by* is not the chair.
    """
    meeting = locked(meeting_id, by)
    minutes = Minutes.objects.select_for_update(of=("self",)).filter(pk=meeting.pk).first()
    if minutes is None or meeting.state != MeetingState.MINUTES_APPROVED:
        raise Conflict("minutes.not_correctable", _("Only approved minutes that are not archived take a correction."))
    grant = chair_grant(meeting, minutes, by, at)
    faults: dict[str, Sentence] = {}
    if not text.strip():
        faults["text"] = _("Write how it should read.")
    if not reason.strip():
        faults["reason"] = _("Write why it has to be corrected.")
    if faults:
        raise Problem("correction.incomplete", _("The correction is not complete yet."), fields=faults)
    last = meeting.corrections.aggregate(last=Max("number"))["last"] or 0
    row = Correction.objects.create(
        meeting=meeting, number=last + 1, item=item_of(meeting, item_id), text=text.strip()[:20_000],
        reason=reason.strip()[:500], at=at, by_id=by.person_id, by_title=grant.title,
    )  # fmt: skip
    record("minutes.corrected", subject=meeting, by=by, at=at, number=row.number)
    return row


@transaction.atomic
def archive_minutes(*, meeting_id: UUID, by: Viewer, at: datetime) -> Minutes:
    """
    This function will close a meeting with everything that belongs to it.

    :raises Conflict: if its paper has not been made yet.
    :raises ForbiddenMove: if its minutes are not approved.
    """
    meeting = locked(meeting_id, by)
    check_can_run(by, meeting)
    check_move(MOVES, meeting.state, MeetingState.ARCHIVED)
    minutes = Minutes.objects.select_for_update(of=("self",)).get(pk=meeting.pk)
    if minutes.document_id is None:
        raise Conflict("minutes.no_paper", _("The paper of these minutes is not made yet. Wait for it, then archive."))
    minutes.archived_at, minutes.archived_by_id = at, by.person_id
    minutes.save(update_fields=["archived_at", "archived_by"])
    meeting.state = MeetingState.ARCHIVED
    meeting.save(update_fields=["state"])
    record("minutes.archived", subject=meeting, by=by, at=at)
    return minutes


def chair_grant(meeting: Meeting, minutes: Minutes | None, by: Viewer, at: datetime) -> Grant:
    """
    This function will return the chair's office, if *by* holds it now.

    :raises NotAllowed: if not; it says who does, or that the office is vacant and what to do about it.
    """
    office = (minutes and minutes.acting_chair) or meeting.chair_office
    for grant in by.grants:
        if grant.office_id == office.pk:
            return grant
    holder = _holder(office, meeting, at)
    if holder:
        sentence = _("Only the chair approves these minutes: %(title)s, %(name)s.") % {
            "title": holder.full_title, "name": holder.person.name,
        }  # fmt: skip
        raise NotAllowed("minutes.not_chair", sentence)
    raise NotAllowed("minutes.chair_left", chair_left(office))


def chair_left(office: Office) -> str:
    """This function will say that nobody holds the chair's office, since when, and what to do."""
    last = (
        Holding.objects.select_related("person")
        .filter(office=office, ends_on__isnull=False)
        .order_by("-ends_on")
        .first()
    )
    since = (
        _("%(title)s has no holder: %(name)s held it until %(day)s.")
        % {"title": office.title, "name": last.person.name, "day": date_format(last.ends_on, "j F Y")}
        if last
        else _("%(title)s has no holder.") % {"title": office.title}
    )
    return since + " " + _("Enter the acting holder (Plt., Plh.), or name an acting chair for these minutes.")


def chair_is_vacant(meeting: Meeting, at: datetime) -> bool:
    """This function will tell whether nobody holds the chair's office now."""
    return _holder(meeting.chair_office, meeting, at) is None


def _holder(office: Office, meeting: Meeting, at: datetime) -> Holding | None:
    return holders_of([office.pk], on=at.astimezone(meeting.zone).date()).first()


def _took_part(office: Office, meeting: Meeting) -> bool:
    invited = set(meeting.invitees.exclude(office=None).values_list("office_id", flat=True))
    return office.pk in {*invited, meeting.clerk_office_id} or (not invited and office.region_id == meeting.region_id)


def _hold_texts(meeting: Meeting) -> None:
    """Who types holds a text and not the meeting: what is being stored now is read first, and nothing follows it."""
    list(Passage.objects.select_for_update(of=("self",), no_key=True).filter(meeting=meeting).order_by("pk"))


def _spoken(directives: list[Directive]) -> list[Directive]:
    """The oral ones that nobody ratified, held: the one who gave a directive may ratify it in the same second."""
    rows = Directive.objects.select_for_update(of=("self",), no_key=True).order_by("pk")
    return list(rows.filter(pk__in=[d.pk for d in directives], oral=True, ratified_at=None))


def _check_not_approved(meeting: Meeting, minutes: Minutes | None) -> None:
    if minutes is None or minutes.approved_at is None:
        return
    when = timezone.localtime(minutes.approved_at, meeting.zone)
    raise Conflict(
        "minutes.approved_already",
        _("These minutes were approved by %(name)s (%(title)s) on %(when)s. Changes are numbered corrections now.")
        % {"name": minutes.approved_by.name, "title": minutes.approved_as, "when": date_format(when, "j F Y H.i")},
    )


def _check_says_something(meeting: Meeting) -> None:
    if not Passage.objects.filter(meeting=meeting).exclude(text="").exists():
        raise Problem("minutes.empty", _("These minutes say nothing yet. Write what was discussed, then approve."))


def _check_directives(directives: list, at: datetime) -> None:
    """Every fault of every row at once: an office nobody holds, a date that has passed or is a day off."""
    owners = owners_without_task(directives)
    held: dict[object, bool] = {}
    faults = []
    for owner in owners:
        directive = owner.directive
        meant = directive.day_off_meant or bool(directive.due_rule)
        found = list(due_faults(directive.due_at, directive.region_id, at=at, day_off_meant=meant).values())
        if owner.office_id not in held:
            held[owner.office_id] = _holder(owner.office, directive.meeting or directive, at) is not None
        if not held[owner.office_id]:
            found.insert(0, _("Nobody holds this office now. Choose another one, or have a holder entered."))
        if found:
            faults.append((owner, found))
    if faults:
        raise DirectiveFaults(faults)


def _give(directives: list, by: Viewer, at: datetime) -> int:
    owners = owners_without_task(directives)
    try:
        return give_tasks_of(directives, by=by, at=at)
    except RowFaults as faults:
        raise DirectiveFaults([(owners[n], list(said.values())) for n, said in sorted(faults.rows.items())]) from None
