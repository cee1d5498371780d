"""Noting who came: on the invitee's own phone, by a guest, or on the clerk's list, also late from a dead spot."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID, uuid5

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from kondusif.core.actions import record
from kondusif.core.problems import Conflict, NotFound, Problem
from kondusif.core.scope import scoped
from kondusif.meetings import door
from kondusif.meetings.actions.planning import locked
from kondusif.meetings.models import Attendance, Invitee, Meeting
from kondusif.meetings.permissions import check_can_run, check_own_invitation, event_region
from kondusif.meetings.rules import is_late
from kondusif.meetings.states import OPEN_DOOR, Way
from kondusif.people.viewers import CITIZEN, Viewer


@dataclass(frozen=True)
class Note:
    """
    One line of the clerk's list: somebody came, or a mark was a mistake.

    *client_id* makes a mark once; taking it back names the same id, so that sending twice changes nothing.
    """

    client_id: UUID
    invitee_id: UUID
    arrived_at: datetime
    present: bool = True
    substitute: str = ""  # who came instead


@dataclass(frozen=True)
class Outcome:
    """What became of a note: ``stored``, ``known`` (sent before, or noted by somebody else) or ``refused``."""

    client_id: UUID
    result: str
    sentence: object = ""


@dataclass(frozen=True)
class Guest:
    """What somebody without an invited account writes at the door."""

    client_id: UUID
    name: str
    organisation: str
    phone: str = ""
    for_invitee_id: UUID | None = None  # comes in the place of an invited office


@dataclass(frozen=True)
class Arrival:
    """Somebody's coming, as it goes into the list."""

    client_id: UUID
    way: Way
    arrived_at: datetime
    name: str
    title: str
    invitee: Invitee | None = None
    represents: bool = False
    phone: str = ""


@dataclass
class _Roll:
    """What the list holds while notes are stored one after the other."""

    invitees: dict[UUID, Invitee]
    by_client_id: dict[UUID, Attendance]
    present: set[UUID]


@transaction.atomic
def sign_in(*, meeting_id: UUID, invitee_id: UUID, carried: str, by: Viewer, at: datetime) -> Attendance:
    """
    This function will note that an invited office's holder came, by one tap after the door's code; twice is once.

    :raises Problem: if the code is another meeting's or has run out.
    :raises NotAllowed: if *by* does not hold the invited office.
    """
    meeting = _at_the_door(meeting_id, carried, at)
    invitee = _invitee(meeting, invitee_id)
    grant = check_own_invitation(by, invitee)
    present = invitee.attendance.filter(withdrawn_at=None).first()
    if present:
        return present
    arrival = Arrival(uuid5(invitee.pk, f"own:{invitee.attendance.count()}"), Way.QR, at, by.name, grant.title, invitee)
    return _note(meeting, arrival, by, at)


def sign_in_guest(*, meeting_id: UUID, guest: Guest, carried: str, at: datetime) -> Attendance:
    """
    This function will note a guest, or somebody who came in an invited office's place; twice is once.

    :raises Problem: if name or organisation is missing, or the code is another meeting's or has run out.
    :raises Conflict: if the office they stand for is noted as present already.
    """
    # The door's code stands for the permission; an anonymous connection would see no meeting at all.
    with scoped(("*",)), transaction.atomic():
        meeting = _at_the_door(meeting_id, carried, at)
        # Lock: a phone on a slow line sends the same guest twice in one second.
        Meeting.objects.select_for_update(of=("self",), no_key=True).get(pk=meeting.pk)
        _check_guest(guest)
        name, organisation = _clean(guest.name, 120), _clean(guest.organisation, 170)
        again = _same_guest(meeting, guest.client_id, name, organisation)
        if again:
            return again
        invitee = _invitee(meeting, guest.for_invitee_id) if guest.for_invitee_id else None
        if invitee and invitee.attendance.filter(withdrawn_at=None).exists():
            raise Conflict("attendance.taken", _("This office is noted as present already. Ask at the clerk's table."))
        arrival = Arrival(
            guest.client_id, Way.GUEST, at, name, organisation, invitee, invitee is not None, _clean(guest.phone, 24)
        )
        return _note(meeting, arrival, CITIZEN, at)


@transaction.atomic
def note_attendance(*, meeting_id: UUID, notes: list[Note], by: Viewer, at: datetime) -> list[Outcome]:
    """
    This function will store what the clerk's list says, in its order; what was sent before changes nothing.

    A line that cannot be stored is refused alone, with a sentence; the others are stored.

    :raises NotAllowed: if *by* does not run this meeting.
    :raises Conflict: if the meeting was called off, or its minutes are approved.
    """
    meeting = locked(meeting_id, by)
    check_can_run(by, meeting)
    _check_state(meeting)
    # Lock: an invitee may tap on the own phone in the second in which the clerk ticks the line.
    invitees = {i.pk: i for i in meeting.invitees.select_for_update(of=("self",), no_key=True).order_by("pk")}
    marks = list(meeting.attendance.all())
    roll = _Roll(
        invitees,
        {a.client_id: a for a in marks},
        {a.invitee_id for a in marks if a.withdrawn_at is None and a.invitee_id},
    )
    return [_store(meeting, note, roll, by, at) for note in notes]


def _store(meeting: Meeting, note: Note, roll: _Roll, by: Viewer, at: datetime) -> Outcome:
    invitee = roll.invitees.get(note.invitee_id)
    if invitee is None:
        return Outcome(note.client_id, "refused", _("This line belongs to no invitee of this meeting."))
    sent = roll.by_client_id.get(note.client_id)
    if not note.present:
        return _withdraw(meeting, note, sent, roll, by, at)
    if sent is not None or invitee.pk in roll.present:
        return Outcome(note.client_id, "known")
    row = _note(meeting, _arrival_of(note, invitee, meeting, at), by, at)
    roll.by_client_id[note.client_id] = row
    roll.present.add(invitee.pk)
    return Outcome(note.client_id, "stored")


def _arrival_of(note: Note, invitee: Invitee, meeting: Meeting, at: datetime) -> Arrival:
    substitute = _clean(note.substitute, 120) or invitee.represented_by
    return Arrival(
        note.client_id, Way.LIST, _plausible(note.arrived_at, meeting, at),
        substitute or invitee.holder_name or invitee.guest_name or invitee.holder_title,
        invitee.holder_title or invitee.guest_organisation, invitee, bool(substitute),
    )  # fmt: skip


def _withdraw(meeting: Meeting, note: Note, sent: Attendance | None, roll: _Roll, by: Viewer, at: datetime) -> Outcome:
    # The mark that was a mistake is named, not the invitee: what was sent twice must not undo a later mark.
    if sent is None or sent.withdrawn_at is not None:
        return Outcome(note.client_id, "known")
    sent.withdrawn_at, sent.withdrawn_by_id = at, by.person_id
    sent.save(update_fields=["withdrawn_at", "withdrawn_by_id"])
    roll.present.discard(sent.invitee_id)
    record(
        "attendance.withdrawn",
        subject=meeting,
        by=by,
        at=at,
        region_code=event_region(by, meeting),
        attendance=str(sent.pk),
    )
    return Outcome(note.client_id, "stored")


def _note(meeting: Meeting, arrival: Arrival, by: Viewer, at: datetime) -> Attendance:
    row = Attendance.objects.create(
        meeting=meeting, client_id=arrival.client_id, invitee=arrival.invitee, name=arrival.name[:120],
        title=arrival.title[:170], phone=arrival.phone, represents=arrival.represents, way=arrival.way,
        arrived_at=arrival.arrived_at, noted_at=at, noted_by_id=by.person_id,
        late=is_late(arrival.arrived_at, meeting.starts_at, meeting.late_after_minutes),
    )  # fmt: skip
    record(
        "attendance.noted", subject=meeting, by=by, at=at, region_code=event_region(by, meeting), attendance=str(row.pk),
        way=arrival.way.value,
    )  # fmt: skip
    return row


def _at_the_door(meeting_id: UUID, carried: str, at: datetime) -> Meeting:
    meeting = Meeting.objects.select_related("region").filter(pk=meeting_id).first()
    if meeting is None or not door.pass_holds(meeting, carried, at):
        raise Problem(
            "door.closed", _("This code is not this meeting's or has run out. Scan the code on the wall once more.")
        )
    if not door.is_open(meeting, at):
        raise Problem("door.not_now", _("Attendance for this meeting is not open at this time."))
    return meeting


def _invitee(meeting: Meeting, invitee_id: UUID) -> Invitee:
    # Lock: two phones may tap for one office in the same second.
    invitee = Invitee.objects.select_for_update(no_key=True).filter(pk=invitee_id, meeting=meeting).first()
    if invitee is None:
        raise NotFound("invitation.not_here", _("This invitation does not belong to this meeting."))
    return invitee


def _same_guest(meeting: Meeting, client_id: UUID, name: str, organisation: str) -> Attendance | None:
    sent = Attendance.objects.filter(meeting=meeting, client_id=client_id).first()
    if sent:
        return sent
    written = Attendance.objects.filter(
        meeting=meeting, way=Way.GUEST, withdrawn_at=None, name__iexact=name, title__iexact=organisation
    )
    return written.first()


def _check_guest(guest: Guest) -> None:
    faults = {}
    if not guest.name.strip():
        faults["name"] = _("Write your name.")
    if not guest.organisation.strip():
        faults["organisation"] = _("Write your institution.")
    digits = [c for c in guest.phone if c.isdigit()]
    if guest.phone.strip() and not 8 <= len(digits) <= 15:
        faults["phone"] = _("Write a telephone number with 8 to 15 digits, or leave it empty.")
    if faults:
        raise Problem("guest.incomplete", _("Something is missing."), fields=faults)


def _check_state(meeting: Meeting) -> None:
    if meeting.state not in {*OPEN_DOOR, "minutes_draft"}:
        raise Conflict("attendance.closed", _("Attendance of this meeting is closed."))


def _plausible(arrived_at: datetime, meeting: Meeting, at: datetime) -> datetime:
    """A phone's clock may be wrong: nobody arrives in the future, nor long before the doors open."""
    return min(at, max(arrived_at, meeting.starts_at - door.OPENS_BEFORE - timedelta(hours=1)))


def _clean(text: str, longest: int) -> str:
    return " ".join(text.split())[:longest]
