"""Choosing who is invited, sending the invitation, reminding."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from kondusif.core.actions import record
from kondusif.core.problems import Conflict, NotFound, Problem
from kondusif.core.states import check_move
from kondusif.meetings.actions.papers import issue_invitation_letter, may_issue
from kondusif.meetings.actions.planning import Clashes, check_chair, lock_calendar, locked
from kondusif.meetings.models import Invitee, InviteRule, Meeting
from kondusif.meetings.permissions import check_can_run, event_region
from kondusif.meetings.queries import clashes
from kondusif.meetings.queries.inviting import Call, calls_of
from kondusif.meetings.states import COMING, MOVES, InviteeState, MeetingState, RuleKind
from kondusif.people.queries import within
from kondusif.people.viewers import Viewer
from kondusif.regions.models import Region

_NEEDS_REGION = {
    RuleKind.SUBDISTRICT_HEADS, RuleKind.AGENCY_HEADS, RuleKind.VILLAGE_HEADS, RuleKind.VILLAGE_PILLARS,
}  # fmt: skip


@dataclass(frozen=True)
class NewRule:
    """Who is to be invited: a rule over a region, a body's members, one office, or a guest by name."""

    kind: RuleKind
    region_code: str = ""
    body_id: UUID | None = None
    office_id: UUID | None = None
    guest_name: str = ""
    guest_organisation: str = ""
    guest_email: str = ""


@transaction.atomic
def add_rule(*, meeting_id: UUID, rule: NewRule, by: Viewer, at: datetime) -> InviteRule:
    """
    This function will add a rule of who is invited; after the invitation went out it calls the new ones at once.

    :raises Problem: if the rule lacks what it is about, names the same once more, or reaches outside the meeting's region.
    :raises Conflict: if the meeting was held or called off.
    """
    meeting = locked(meeting_id, by)
    check_can_run(by, meeting)
    _check_coming(meeting)
    _check_rule(meeting, rule)
    row = InviteRule.objects.create(
        meeting=meeting, kind=rule.kind, region_id=rule.region_code or None, body_id=rule.body_id,
        office_id=rule.office_id, guest_name=_clean(rule.guest_name, 120),
        guest_organisation=_clean(rule.guest_organisation, 160), guest_email=rule.guest_email.strip(), added_at=at,
    )  # fmt: skip
    if meeting.state == MeetingState.INVITED:
        added = _invite(meeting, by, at)
        record(
            "meeting.invited",
            subject=meeting,
            by=by,
            at=at,
            region_code=event_region(by, meeting),
            n=len(added),
            later=True,
        )
    return row


@transaction.atomic
def remove_rule(*, rule_id: UUID, by: Viewer, at: datetime) -> None:
    """
    This function will drop a rule that has not called anybody yet.

    :raises Conflict: if its invitations went out: they can be answered, not taken back.
    """
    rule = _rule(rule_id)
    meeting = locked(rule.meeting_id, by)
    check_can_run(by, meeting)
    rule = _rule(rule_id)  # the invitations may have gone out while we waited
    if rule.resolved_at is not None:
        raise Conflict("rule.called", _("These invitations went out already and cannot be taken back."))
    rule.delete()


@transaction.atomic
def send_invitations(
    *, meeting_id: UUID, clash_reason: str = "", letter: bool = True, by: Viewer, at: datetime
) -> Meeting:
    """
    This function will resolve every rule into invitees and let the invitation go out.

    Offices without a holder stay on the list as vacant. Messages to the invited follow from the event; the
    numbered *letter* is made at once where *by* may number papers.

    :raises Problem: if nobody is called, or the meeting's time has passed, or its chair will have left.
    :raises Clashes: if an invited office sits in another meeting at this time and no reason is given.
    """
    meeting = locked(meeting_id, by)
    check_can_run(by, meeting)
    check_move(MOVES, meeting.state, MeetingState.INVITED)
    if meeting.starts_at <= at:
        raise Problem("meeting.past", _("This meeting's time has passed. Plan a new one or change the time."))
    check_chair(meeting.chair_office_id, meeting.starts_at.astimezone(meeting.zone).date())
    lock_calendar(meeting.region_id)
    _check_clashes(meeting, by, clash_reason)
    if not _invite(meeting, by, at):
        raise Problem("meeting.nobody", _("Nobody would be invited. Add at least one line of invitees first."))
    meeting.state, meeting.invited_at, meeting.invited_by_id = MeetingState.INVITED, at, by.person_id
    meeting.save(update_fields=["state", "invited_at", "invited_by_id", "clash_reason"])
    if letter and may_issue(by, meeting):
        meeting.invitation_document_id = issue_invitation_letter(meeting_id=meeting.pk, by=by, at=at).pk
    record(
        "meeting.invited",
        subject=meeting,
        by=by,
        at=at,
        region_code=event_region(by, meeting),
        n=meeting.invitees.count(),
        later=False,
    )
    return meeting


@transaction.atomic
def remind_invitees(*, meeting_id: UUID, by: Viewer, at: datetime) -> int:
    """
    This function will remind those who have not answered, and return how many they are.

    :raises Conflict: if the meeting is not one that is still to come, with its invitation out.
    """
    meeting = locked(meeting_id, by)
    check_can_run(by, meeting)
    if meeting.state != MeetingState.INVITED:
        raise Conflict("meeting.not_invited", _("Only those invited to a coming meeting can be reminded."))
    n = meeting.invitees.filter(state=InviteeState.AWAITED).update(reminded_at=at)
    if n:
        record("meeting.reminded", subject=meeting, by=by, at=at, region_code=event_region(by, meeting), n=n)
    return n


def _rule(rule_id: UUID) -> InviteRule:
    rule = InviteRule.objects.filter(pk=rule_id).first()
    if rule is None:
        raise NotFound("rule.missing", _("There is no such line."))
    return rule


def _invite(meeting: Meeting, by: Viewer, at: datetime) -> list[Invitee]:
    """Make invitees of all unresolved rules; whoever is invited already stays as they are."""
    calls = [call for call in calls_of(by, meeting) if call.rule.resolved_at is None]
    known = set(meeting.invitees.exclude(office=None).values_list("office_id", flat=True))
    fresh: list[Invitee] = []
    for call in calls:
        fresh += _guest(meeting, call, at) if call.rule.kind == RuleKind.GUEST else _called(meeting, call, known, at)
    Invitee.objects.bulk_create(fresh)
    InviteRule.objects.filter(pk__in=[c.rule.pk for c in calls]).update(resolved_at=at)
    return fresh


def _called(meeting: Meeting, call: Call, known: set[UUID], at: datetime) -> list[Invitee]:
    fresh = []
    for office in call.offices:
        if office.pk not in known:
            known.add(office.pk)
            holding = call.holders.get(office.pk)
            fresh.append(
                Invitee(
                    meeting=meeting, rule=call.rule, office=office, invited_at=at,
                    holder_name=holding.person.name if holding else "",
                    holder_title=holding.full_title if holding else office.title,
                )
            )  # fmt: skip
    return fresh


def _guest(meeting: Meeting, call: Call, at: datetime) -> list[Invitee]:
    rule = call.rule
    return [
        Invitee(
            meeting=meeting, rule=rule, guest_name=rule.guest_name, guest_organisation=rule.guest_organisation,
            guest_email=rule.guest_email, invited_at=at,
        )
    ]  # fmt: skip


def _check_clashes(meeting: Meeting, by: Viewer, reason: str) -> None:
    offices = tuple({o.pk for call in calls_of(by, meeting) for o in call.offices})
    found = clashes(
        by, region_code=meeting.region_id, starts_at=meeting.starts_at, ends_at=meeting.ends_at, place=meeting.place,
        chair_id=meeting.chair_office_id, office_ids=offices, but=meeting.pk,
    )  # fmt: skip
    if found and not (reason.strip() or meeting.clash_reason):
        raise Clashes(found)
    if found and reason.strip():
        meeting.clash_reason = reason.strip()


def _check_coming(meeting: Meeting) -> None:
    if meeting.state == MeetingState.CANCELLED:
        raise Conflict("meeting.cancelled", _("This meeting was called off; nobody can be invited to it."))
    if meeting.state not in COMING:
        raise Conflict("meeting.over", _("This meeting was held; nobody can be invited to it any more."))


def _check_rule(meeting: Meeting, rule: NewRule) -> None:
    faults = {}
    if rule.kind in _NEEDS_REGION:
        reached = Region.objects.filter(within([meeting.region_id], "code"), pk=rule.region_code).exists()
        if not reached:
            faults["region"] = _("Choose a region that belongs to the meeting's region.")
    if rule.kind == RuleKind.BODY_MEMBERS and rule.body_id is None:
        faults["body"] = _("Choose a body.")
    if rule.kind == RuleKind.OFFICE and rule.office_id is None:
        faults["office"] = _("Choose an office of the list.")
    if rule.kind == RuleKind.GUEST:
        faults |= _guest_faults(meeting, rule)
    if not faults and _is_there(meeting, rule):
        faults["kind"] = _("This line is on the list already.")
    if faults:
        raise Problem("rule.incomplete", _("This line of invitees cannot be added yet."), fields=faults)


def _guest_faults(meeting: Meeting, rule: NewRule) -> dict[str, object]:
    name, organisation = _clean(rule.guest_name, 120), _clean(rule.guest_organisation, 160)
    faults: dict[str, object] = {}
    if not name:
        faults["guest_name"] = _("Write the guest's name.")
    if not organisation:
        faults["guest_organisation"] = _("Write the guest's organisation.")
    same = meeting.rules.filter(
        kind=RuleKind.GUEST, guest_name__iexact=name, guest_organisation__iexact=organisation
    ).exists()
    if name and same:
        faults["guest_name"] = _("This guest is on the list already.")
    return faults


def _is_there(meeting: Meeting, rule: NewRule) -> bool:
    if rule.kind == RuleKind.GUEST:
        return False
    return meeting.rules.filter(
        kind=rule.kind, region_id=rule.region_code or None, body_id=rule.body_id, office_id=rule.office_id
    ).exists()


def _clean(text: str, longest: int) -> str:
    return " ".join(text.split())[:longest]
