"""Papers of a meeting: who is invited, who came, what was said and agreed."""

from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext_lazy as _

from kondusif.documents.kinds.fields import amount, choice, day, flag, line, lines, moment, prose, rows

NATURES = {"biasa": _("Ordinary"), "penting": _("Important"), "segera": _("Urgent"), "sangat segera": _("Very urgent")}
ATTENDANCES = {
    "hadir": _("present"),
    "terlambat": _("late"),
    "mewakili": _("represented"),
    "berhalangan": _("excused"),
    "tanpa keterangan": _("absent"),
}
RECORD_TYPES = {
    "kesepakatan": _("Agreement"),
    "serah terima": _("Handover"),
    "verifikasi": _("Verification"),
    "undian": _("Draw"),
    "pemeriksaan": _("Inspection"),
    "lainnya": _("Other"),
}


@dataclass(frozen=True, kw_only=True)
class Invitation:
    """Surat undangan."""

    to: tuple[str, ...] = lines(_("Addressees (Yth.)"))
    subject: str = line(_("Subject (Hal)"))
    starts_at: datetime = moment(_("Begins"))
    place: str = line(_("Place"))
    agenda: tuple[str, ...] = lines(_("Agenda"))
    chair: str = line(_("Chair of the meeting"))
    nature: str = choice(_("Nature"), NATURES, default="penting")
    attachment: str = line(_("Attachment"), default="-")
    zone: str = line(_("Time zone"), default="WIB")
    until: str = line(_("Until"), default="selesai")
    opening: str = prose(_("Opening"), default="")
    note: str = prose(_("Note"), default="")
    dress: str = line(_("Dress"), default="")
    copies: tuple[str, ...] = lines(_("Copies to"), required=False)


@dataclass(frozen=True, kw_only=True)
class Attendee:
    """A line of the attendance list."""

    name: str = line(_("Name"))
    title: str = line(_("Position"), default="")
    agency: str = line(_("Agency"), default="")
    phone: str = line(_("Phone"), default="", longest=30)
    status: str = choice(_("Attendance"), ATTENDANCES, default="hadir")
    arrived: str = line(_("Arrived"), default="", longest=20)
    represents: str = line(_("Represents"), default="")


@dataclass(frozen=True, kw_only=True)
class AttendanceList:
    """Daftar hadir; *mask_phones* hides all but the last three digits, as in every copy that leaves the office."""

    meeting_title: str = line(_("Meeting"))
    starts_at: datetime = moment(_("Begins"))
    place: str = line(_("Place"))
    attendees: tuple[Attendee, ...] = rows(_("Attendees"))
    zone: str = line(_("Time zone"), default="WIB")
    chair: str = line(_("Chair of the meeting"), default="")
    mask_phones: bool = flag(_("Mask phone numbers"), default=True)


@dataclass(frozen=True, kw_only=True)
class Point:
    """A point of the agenda and what was said."""

    title: str = line(_("Agenda item"))
    discussion: str = prose(_("Discussion"), default="")


@dataclass(frozen=True, kw_only=True)
class Response:
    """What one agency said."""

    agency: str = line(_("Agency"))
    text: str = prose(_("Response"))


@dataclass(frozen=True, kw_only=True)
class FollowUp:
    """Something that an office does by a day."""

    text: str = prose(_("Follow-up"))
    owner: str = line(_("Owner"))
    due: str = line(_("Due"))
    nature: str = line(_("Nature"), default="")
    number: str = line(_("Task number"), default="", longest=60)


@dataclass(frozen=True, kw_only=True)
class CarriedOver:
    """A follow-up of an earlier meeting and where it stands."""

    text: str = prose(_("Follow-up"))
    owner: str = line(_("Owner"))
    due: str = line(_("Due"), default="")
    state: str = line(_("State"))


@dataclass(frozen=True, kw_only=True)
class Minutes:
    """Notulen."""

    meeting_title: str = line(_("Meeting"))
    starts_at: datetime = moment(_("Begins"))
    place: str = line(_("Place"))
    chair: str = line(_("Chair of the meeting"))
    participants: tuple[Attendee, ...] = rows(_("Participants"))
    points: tuple[Point, ...] = rows(_("Points discussed"))
    zone: str = line(_("Time zone"), default="WIB")
    ends_at: datetime | None = moment(_("Ends"), default=None)
    secretary: str = line(_("Taken by"), default="")
    agenda: tuple[str, ...] = lines(_("Agenda"), required=False)
    responses: tuple[Response, ...] = rows(_("Responses by agency"), required=False)
    conclusions: tuple[str, ...] = lines(_("Conclusions"), required=False)
    follow_ups: tuple[FollowUp, ...] = rows(_("Follow-ups"), required=False)
    carried_over: tuple[CarriedOver, ...] = rows(_("Carried over from earlier meetings"), required=False)
    closing: str = prose(_("Closing"), default="")


@dataclass(frozen=True, kw_only=True)
class RecordParty:
    """A side of an official record."""

    name: str = line(_("Name"))
    title: str = line(_("Position"))
    agency: str = line(_("Agency"), default="")


@dataclass(frozen=True, kw_only=True)
class RecordItem:
    """A thing that was handed over, counted or checked."""

    name: str = line(_("Item"))
    quantity: float = amount(_("Quantity"), least=0)
    unit: str = line(_("Unit"), default="buah")
    condition: str = line(_("Condition"), default="baik")


@dataclass(frozen=True, kw_only=True)
class OfficialRecord:
    """Berita acara."""

    subject: str = line(_("Subject"))
    record_type: str = choice(_("Type of record"), RECORD_TYPES)
    on: date = day(_("Day"))
    place: str = line(_("Place"))
    first_party: RecordParty = rows(_("First party"))
    facts: tuple[str, ...] = lines(_("What took place"))
    time: str = line(_("Time"), default="", longest=20)
    zone: str = line(_("Time zone"), default="WIB")
    second_party: RecordParty | None = line(_("Second party"), default=None)
    basis: tuple[str, ...] = lines(_("Basis"), required=False)
    items: tuple[RecordItem, ...] = rows(_("Items"), required=False)
    witnesses: tuple[RecordParty, ...] = rows(_("Witnesses"), required=False)
    note: str = prose(_("Note"), default="")
