"""The paper of approved minutes: what the documents room needs to print it, and having it issued."""

from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from kondusif.coordination.words import NATURES, STATES
from kondusif.core.actions import record
from kondusif.core.problems import Conflict
from kondusif.documents.actions import NewDocument, issue_document, preview_document
from kondusif.meetings.models import Attendance, Meeting, Minutes
from kondusif.meetings.queries import meeting_for
from kondusif.meetings.queries.minutes import (
    corrections_of,
    decisions_of,
    directives_of,
    open_directives,
    passages_of,
    sections_by_item,
)
from kondusif.meetings.sections import Section
from kondusif.meetings.states import MeetingState
from kondusif.people.roles import Classification
from kondusif.people.viewers import SYSTEM, Viewer

_LONGEST = 19_000  # letters that one field of the paper takes; a longer text goes on in the next
_ZONES = {"Asia/Jakarta": "WIB", "Asia/Pontianak": "WIB", "Asia/Makassar": "WITA", "Asia/Jayapura": "WIT"}


@transaction.atomic
def issue_paper(*, meeting_id: UUID, at: datetime, official_record: bool = False) -> Minutes:
    """
    This function will have the approved minutes printed; after a correction anew, with it. Same state, same paper.

    :raises Conflict: if the minutes are not approved.
    """
    meeting = meeting_for(SYSTEM, meeting_id)
    minutes = Minutes.objects.select_for_update(of=("self",)).filter(pk=meeting.pk, approved_at__isnull=False).first()
    if minutes is None or meeting.state != MeetingState.MINUTES_APPROVED:
        raise Conflict("minutes.not_approved", _("Only approved minutes are printed."))
    paper = issue_document(new=paper_of(meeting, minutes, at), by=SYSTEM, at=at)
    minutes.document_id = paper.pk
    if official_record and minutes.record_document_id is None:
        minutes.record_document_id = issue_document(new=record_of(meeting, minutes, at), by=SYSTEM, at=at).pk
    minutes.save(update_fields=["document_id", "record_document_id"])
    record("minutes.printed", subject=meeting, by=SYSTEM, at=at, number=paper.number)
    return minutes


def preview_paper(*, meeting_id: UUID, by: Viewer, at: datetime) -> bytes:
    """This function will return the minutes as they would be printed, marked as a draft."""
    meeting = meeting_for(by, meeting_id)
    minutes = Minutes.objects.filter(pk=meeting.pk).first()
    return preview_document(new=paper_of(meeting, minutes, at), by=by, at=at)


def paper_of(meeting: Meeting, minutes: Minutes | None, at: datetime) -> NewDocument:
    """This function will return the minutes as the documents room takes them."""
    sections = sections_by_item(passages_of(SYSTEM, meeting))
    items = list(meeting.agenda.all())
    data = {
        "meeting_title": meeting.title,
        "starts_at": meeting.starts_at.isoformat(),
        "ends_at": meeting.ends_at.isoformat(),
        "place": meeting.place,
        "zone": _ZONES.get(meeting.region.timezone, "WIB"),
        "chair": (minutes and minutes.approved_as) or meeting.chair_office.title,
        "secretary": meeting.clerk_office.title if meeting.clerk_office else "",
        "participants": _participants(meeting),
        "agenda": [item.title for item in items],
        "points": _points(items, sections),
        "responses": _responses(items, sections),
        "conclusions": _conclusions(meeting, items, sections),
        "follow_ups": _follow_ups(meeting),
        "carried_over": _carried_over(meeting, at),
        "closing": _closing(meeting),
    }
    return _document("minutes", f"Notulen {meeting.title}", data, meeting, minutes)


def record_of(meeting: Meeting, minutes: Minutes, at: datetime) -> NewDocument:
    """This function will return the official record of what was agreed."""
    sections = sections_by_item(passages_of(SYSTEM, meeting))
    local = meeting.starts_at.astimezone(meeting.zone)
    data = {
        "subject": f"Kesepakatan {meeting.title}",
        "record_type": "kesepakatan",
        "on": local.date().isoformat(),
        "time": f"{local:%H.%M}",
        "zone": _ZONES.get(meeting.region.timezone, "WIB"),
        "place": meeting.place,
        "first_party": {"name": minutes.approved_by.name, "title": minutes.approved_as},
        "facts": _conclusions(meeting, list(meeting.agenda.all()), sections) or [meeting.title],
    }
    return _document("official_record", f"Berita acara {meeting.title}", data, meeting, minutes)


def _document(kind: str, title: str, data: dict, meeting: Meeting, minutes: Minutes | None) -> NewDocument:
    signer = (minutes and minutes.acting_chair_id) or meeting.chair_office_id
    return NewDocument(
        kind=kind, title=title[:300], data=data, region_code=meeting.region_id, office_id=meeting.chair_office_id,
        classification=class_of_paper(meeting),
        subject_type="meetings.meeting", subject_id=meeting.pk, signer_office_id=signer, synthetic=meeting.synthetic,
    )  # fmt: skip


def _participants(meeting: Meeting) -> list[dict[str, str]]:
    came = Attendance.objects.filter(meeting=meeting, withdrawn_at=None).select_related("invitee")
    rows = [
        {
            "name": a.name, "title": a.title, "arrived": f"{a.arrived_at.astimezone(meeting.zone):%H.%M}",
            "status": "mewakili" if a.represents else "terlambat" if a.late else "hadir",
        }
        for a in came
    ]  # fmt: skip
    return rows or [{"name": meeting.chair_office.title, "status": "hadir"}]


def _points(items: list, sections: dict) -> list[dict[str, str]]:
    rows = []
    for item in items:
        text = "\n\n".join(p.text for p in sections.get(item.pk, {}).get(Section.TOPICS, []) if p.text.strip())
        for n, part in enumerate(pieces(text)):
            rows.append({"title": item.title if not n else f"{item.title} (lanjutan)", "discussion": part})
    return rows


def _responses(items: list, sections: dict) -> list[dict[str, str]]:
    spoken = [p for item in items for p in sections.get(item.pk, {}).get(Section.RESPONSES, []) if p.text.strip()]
    return [{"agency": p.office.title, "text": part} for p in spoken for part in pieces(p.text)]


def _conclusions(meeting: Meeting, items: list, sections: dict) -> list[str]:
    written = [p for item in items for p in sections.get(item.pk, {}).get(Section.CONCLUSIONS, []) if p.text.strip()]
    lines = [part for p in written for part in pieces(p.text)]
    return lines + [d.text for d in decisions_of(meeting)]


def _follow_ups(meeting: Meeting) -> list[dict[str, str]]:
    rows = []
    for directive in directives_of(meeting):
        due = _day(directive.due_at, meeting.zone) + (f" ({directive.due_rule})" if directive.due_rule else "")
        for owner in directive.owners.all():
            nature = str(NATURES.get(owner.task.nature, "")) if owner.task else ""
            number = owner.task.number if owner.task else ""
            text = directive.title if directive.text == directive.title else f"{directive.title}: {directive.text}"
            rows.append({"text": text, "owner": owner.office.title, "due": due, "nature": nature, "number": number})
    return rows


def _carried_over(meeting: Meeting, at: datetime) -> list[dict[str, str]]:
    return [
        {
            "text": one.directive.title, "owner": one.office.title, "due": _day(one.task.due_at, meeting.zone),
            "state": str(STATES[one.task.state]),
        }
        for one in open_directives(SYSTEM, meeting, at)
        if one.directive.meeting.classification <= class_of_paper(meeting)
    ]  # fmt: skip


def class_of_paper(meeting: Meeting) -> Classification:
    """This function will return how secret the paper of a meeting is: minutes are never open to everybody."""
    return Classification(max(meeting.classification, Classification.LIMITED))


def _closing(meeting: Meeting) -> str:
    lines = [f"Ralat nomor {c.number}: {c.text} (alasan: {c.reason})" for c in corrections_of(meeting)]
    return "\n\n".join(lines)[:_LONGEST]


def _day(moment: datetime, zone: ZoneInfo) -> str:
    return date_format(moment.astimezone(zone), "j F Y")


def pieces(text: str) -> list[str]:
    """This function will cut a long text at the ends of lines, so that each piece fits a field of the paper."""
    parts, rest = [], text
    while len(rest) > _LONGEST:
        cut = max(rest.rfind("\n", 0, _LONGEST), rest.rfind(" ", 0, _LONGEST))
        cut = cut if cut > 0 else _LONGEST
        parts.append(rest[:cut])
        rest = rest[cut:].lstrip()
    return [*parts, rest]
