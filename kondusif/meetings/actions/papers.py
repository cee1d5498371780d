"""The numbered papers of a meeting: invitation letter and attendance list."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from kondusif.core.problems import Conflict, NotAllowed, Problem
from kondusif.documents.actions import NewDocument, issue_document
from kondusif.documents.models import Document
from kondusif.meetings import words
from kondusif.meetings.actions.planning import locked
from kondusif.meetings.models import InviteRule, Meeting
from kondusif.meetings.permissions import check_can_run
from kondusif.meetings.queries import Line, roll_of
from kondusif.meetings.rules import zone_word
from kondusif.meetings.states import MeetingState, RuleKind
from kondusif.people.models import Holding
from kondusif.people.queries import holders_of
from kondusif.people.roles import Classification
from kondusif.people.viewers import Grant, Viewer

# Indonesian whatever the reader's language: these are words of an official paper.
_STATUS = {
    "present": "hadir", "late": "terlambat", "represented": "mewakili", "excused": "berhalangan",
    "missing": "tanpa keterangan", "vacant": "tanpa keterangan",
}  # fmt: skip


def may_issue(viewer: Viewer, meeting: Meeting) -> bool:
    """This function will tell whether an office of *viewer* gives numbers to papers here."""
    return viewer.may("document.issue", meeting.region_id)


@transaction.atomic
def issue_invitation_letter(*, meeting_id: UUID, by: Viewer, at: datetime) -> Document:
    """
    This function will issue the letter of invitation, once, numbered and signed in the chair's name.

    :raises Conflict: if there is a letter already, or the meeting is not to come.
    """
    meeting = locked(meeting_id, by)
    check_can_run(by, meeting)
    if meeting.invitation_document_id:
        raise Conflict("meeting.letter_there", _("This meeting has its letter of invitation already."))
    if meeting.state != MeetingState.INVITED:
        raise Conflict("meeting.no_letter", _("The letter follows once the invitation is out."))
    document = _issue(meeting, "invitation", f"Undangan {meeting.title}", _letter(meeting), by, at)
    meeting.invitation_document_id = document.pk
    meeting.save(update_fields=["invitation_document_id"])
    return document


@transaction.atomic
def issue_attendance_list(*, meeting_id: UUID, by: Viewer, at: datetime) -> Document:
    """
    This function will issue the list of who came and who did not, telephone numbers masked; the latest one counts.

    :raises Conflict: if the meeting was not held.
    :raises Problem: if nobody was invited and nobody came.
    """
    meeting = locked(meeting_id, by)
    check_can_run(by, meeting)
    if meeting.state in {MeetingState.PLANNED, MeetingState.INVITED, MeetingState.CANCELLED}:
        raise Conflict("meeting.not_held", _("The attendance list is made when the meeting was held."))
    data = _list(meeting)
    if not data["attendees"]:
        raise Problem("attendance.empty", _("Nobody was invited and nobody signed in; there is nothing to list."))
    document = _issue(meeting, "attendance_list", f"Daftar hadir {meeting.title}", data, by, at)
    meeting.attendance_document_id = document.pk
    meeting.save(update_fields=["attendance_document_id"])
    return document


def _issue(meeting: Meeting, kind: str, title: str, data: dict[str, object], by: Viewer, at: datetime) -> Document:
    grant = _office(by, meeting)
    new = NewDocument(
        kind=kind, title=title, data=data, region_code=meeting.region_id, office_id=grant.office_id,
        classification=Classification(meeting.classification), subject_type="meetings.meeting", subject_id=meeting.pk,
        signer_office_id=meeting.chair_office_id, synthetic=meeting.synthetic,
        recipients=tuple(meeting.invitees.exclude(office=None).values_list("office_id", flat=True)),
    )  # fmt: skip
    with translation.override("id"):
        return issue_document(new=new, by=by, at=at)


def _office(by: Viewer, meeting: Meeting) -> Grant:
    grants = by.grants_for("document.issue", meeting.region_id)
    if not grants:
        raise NotAllowed("meeting.no_number", _("Your office does not number papers in this region."))
    return grants[0]


def _letter(meeting: Meeting) -> dict[str, object]:
    zone = meeting.zone
    return {
        "to": _addressees(meeting), "subject": f"Undangan {meeting.title}", "starts_at": meeting.starts_at.astimezone(zone),
        "place": meeting.place, "agenda": _points(meeting),
        "chair": _chair(meeting), "zone": zone_word(meeting.region.timezone),
        "until": f"{meeting.ends_at.astimezone(zone):%H.%M}", "opening": meeting.purpose,
    }  # fmt: skip


def _points(meeting: Meeting) -> list[str]:
    items = meeting.agenda.select_related("presenter")
    return [f"{i.title} ({i.presenter.title})" if i.presenter else i.title for i in items] or [meeting.title]


def _addressees(meeting: Meeting) -> list[str]:
    """Rules as an official letter writes them: "Semua camat, Kabupaten Bangkalan"; offices and guests by name."""
    with translation.override("id"):
        return [_addressee(rule) for rule in meeting.rules.select_related("region", "body", "office")]


def _addressee(rule: InviteRule) -> str:
    if rule.kind == RuleKind.OFFICE:
        return rule.office.title
    if rule.kind == RuleKind.GUEST:
        return f"{rule.guest_name}, {rule.guest_organisation}"
    if rule.kind == RuleKind.BODY_MEMBERS:
        return gettext("Members of %(body)s") % {"body": rule.body.name}
    return f"{words.RULES[RuleKind(rule.kind)]}, {rule.region.title}"


def _list(meeting: Meeting) -> dict[str, object]:
    roll, zone = roll_of(meeting), meeting.zone
    attendees = [_attendee(line, zone) for line in roll.lines]
    attendees += [
        {"name": a.name, "title": "", "agency": a.title, "phone": a.phone, "status": "terlambat" if a.late else "hadir",
         "arrived": f"{a.arrived_at.astimezone(zone):%H.%M}"}
        for a in roll.others
    ]  # fmt: skip
    return {
        "meeting_title": meeting.title, "starts_at": meeting.starts_at.astimezone(zone), "place": meeting.place,
        "attendees": attendees, "zone": zone_word(meeting.region.timezone), "chair": _chair(meeting),
    }  # fmt: skip


def _attendee(line: Line, zone) -> dict[str, object]:
    invitee, came = line.invitee, line.attendance
    title = invitee.holder_title or invitee.guest_organisation
    name = came.name if came else invitee.holder_name or invitee.guest_name or "(jabatan kosong)"
    return {
        "name": name, "title": title, "phone": came.phone if came else "", "status": _STATUS[line.status],
        "arrived": f"{came.arrived_at.astimezone(zone):%H.%M}" if came else "",
        "represents": title if came and came.represents else "",
    }  # fmt: skip


def _chair(meeting: Meeting) -> str:
    day = meeting.starts_at.astimezone(meeting.zone).date()
    holding: Holding | None = holders_of([meeting.chair_office_id], on=day).order_by("-starts_on").first()
    return holding.full_title if holding else meeting.chair_office.title
