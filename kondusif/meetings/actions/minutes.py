"""Taking minutes: opening them, writing, the point in hand, and handing the draft to the chair."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from kondusif.core.actions import record
from kondusif.core.problems import Conflict, NotFound, Problem
from kondusif.core.states import check_move
from kondusif.meetings.actions.planning import locked
from kondusif.meetings.merging import merge, union
from kondusif.meetings.models import AgendaItem, Meeting, Minutes, Passage, Revision
from kondusif.meetings.permissions import check_can_run
from kondusif.meetings.queries import meeting_for
from kondusif.meetings.queries.minutes import text_at
from kondusif.meetings.sections import Section
from kondusif.meetings.splices import SNAPSHOT_EVERY, clean_text, splice
from kondusif.meetings.states import MOVES, MeetingState
from kondusif.people.models import Office
from kondusif.people.viewers import Viewer

MOST_LETTERS = 100_000  # of one text: forty pages of one point
TELL_EVERY = timedelta(
    seconds=4
)  # pages are told of a change to one text at most so often; they look by themselves, too
WRITABLE = frozenset({MeetingState.HELD, MeetingState.MINUTES_DRAFT})


@dataclass(frozen=True)
class Typed:
    """A text as somebody's page shows it, and the revision it was made of."""

    passage_id: UUID
    op_id: UUID
    client_id: UUID
    base: int | None
    text: str


@dataclass(frozen=True)
class Written:
    """The text as everybody has it now; *base_known* is False where two texts had to be laid together."""

    passage_id: UUID
    op_id: UUID
    number: int
    text: str
    base_known: bool = True


@transaction.atomic
def open_minutes(*, meeting_id: UUID, by: Viewer, at: datetime) -> Minutes:
    """
    This function will lay out the minutes of a meeting point by point; a second time it does nothing.

    :raises NotAllowed: if *by* does not run this meeting.
    :raises Conflict: if the meeting has not been opened, or its minutes are approved already.
    """
    meeting = _to_write(meeting_id, by)
    minutes, is_new = Minutes.objects.get_or_create(meeting=meeting)
    if not meeting.agenda.exists():
        AgendaItem.objects.create(meeting=meeting, number=1, title=str(_("Discussion")))
    _lay_out(meeting)
    if is_new:
        record("minutes.opened", subject=meeting, by=by, at=at)
    return minutes


@transaction.atomic
def write_passage(*, typed: Typed, by: Viewer, at: datetime) -> Written:
    """
    This function will merge what somebody typed into the text, and keep what they sent as it came.

    Sent twice it is stored once. A base that nobody knows takes nothing out: both texts are laid together.

    :raises NotAllowed: if *by* does not run this meeting.
    :raises Conflict: if the minutes are not open for writing any more.
    :raises Problem: if the text is too long.
    """
    passage = Passage.objects.select_for_update(of=("self",), no_key=True).filter(pk=typed.passage_id).first()
    if passage is None:
        raise NotFound("passage.missing", _("There is no such text, or it is not yours to see."))
    meeting = meeting_for(by, passage.meeting_id)
    check_can_run(by, meeting)
    # Asked before the state: who never heard the answer learns that it was stored, even after the approval.
    if Revision.objects.filter(passage=passage, op_id=typed.op_id).exists():
        return Written(passage.pk, typed.op_id, passage.number, passage.text)
    _check_writable(meeting)
    text, base = clean_text(typed.text), text_at(passage, typed.base)
    merged = union(text, passage.text) if base is None else merge(base, text, passage.text)
    _check_length(text, merged)
    if merged == passage.text and text == base:
        return Written(passage.pk, typed.op_id, passage.number, passage.text)
    _store(passage, typed, text, base, merged, by, at)
    return Written(passage.pk, typed.op_id, passage.number, merged, base is not None)


@transaction.atomic
def add_response(*, item_id: UUID, office_id: UUID, by: Viewer, at: datetime) -> Passage:
    """
    This function will open a text for what one agency says to a point; a second time it returns the first.

    :raises Problem: if there is no such office.
    """
    item = _item(item_id)
    meeting = _to_write(item.meeting_id, by)
    office = Office.objects.filter(pk=office_id).first()
    if office is None:
        raise Problem(
            "minutes.no_office", _("Choose the agency that spoke."), fields={"office": _("Choose an office.")}
        )
    passage, is_new = Passage.objects.get_or_create(
        meeting=meeting, item=item, section=Section.RESPONSES, office=office
    )
    if is_new:
        record("minutes.laid_out", subject=meeting, by=by, at=at, item=item.number)
    return passage


@transaction.atomic
def add_item(*, meeting_id: UUID, title: str, by: Viewer, at: datetime) -> AgendaItem:
    """
    This function will add a point that came up in the meeting at the end of the agenda.

    :raises Problem: if it has no words.
    """
    meeting = _to_write(meeting_id, by)
    if not title.strip():
        raise Problem("minutes.no_title", _("Write what this point is about."), fields={"title": _("Write a title.")})
    last = meeting.agenda.aggregate(last=Max("number"))["last"] or 0
    item = AgendaItem.objects.create(meeting=meeting, number=last + 1, title=title.strip()[:200])
    _lay_out(meeting)
    record("minutes.laid_out", subject=meeting, by=by, at=at, item=item.number)
    return item


@transaction.atomic
def start_item(*, meeting_id: UUID, item_id: UUID | None, by: Viewer, at: datetime) -> Minutes:
    """
    This function will say which point the meeting is at, for the wall; None says that it pauses.

    :raises Problem: if the point is not of this meeting.
    """
    meeting = locked(meeting_id, by)
    check_can_run(by, meeting)
    if meeting.state != MeetingState.HELD:
        raise Conflict("meeting.not_running", _("The meeting is not in session; no point of it can be running."))
    item = meeting.agenda.filter(pk=item_id).first() if item_id else None
    if item_id and item is None:
        raise Problem("minutes.other_item", _("This point is not on the agenda of this meeting."))
    minutes, _new = Minutes.objects.get_or_create(meeting=meeting)
    minutes.running_item, minutes.running_since = item, at if item else None
    minutes.save(update_fields=["running_item", "running_since"])
    record("minutes.item_started", subject=meeting, by=by, at=at, item=item.number if item else None)
    return minutes


@transaction.atomic
def finish_meeting(*, meeting_id: UUID, by: Viewer, at: datetime) -> Meeting:
    """
    This function will note that the meeting is over; its minutes can still be written until the chair approves.

    :raises ForbiddenMove: if it is not in session.
    """
    meeting = locked(meeting_id, by)
    check_can_run(by, meeting)
    check_move(MOVES, meeting.state, MeetingState.MINUTES_DRAFT)
    open_minutes(meeting_id=meeting_id, by=by, at=at)
    meeting.state = MeetingState.MINUTES_DRAFT
    meeting.save(update_fields=["state"])
    Minutes.objects.filter(pk=meeting.pk).update(
        finished_at=at, finished_by_id=by.person_id, running_item=None, running_since=None
    )
    record("minutes.drafted", subject=meeting, by=by, at=at)
    return meeting


def check_writable(meeting: Meeting) -> None:
    """
    This function will let pass minutes that may still be written.

    :raises Conflict: if the meeting has not begun, was called off, or its minutes are approved.
    """
    _check_writable(meeting)


def _check_writable(meeting: Meeting) -> None:
    if meeting.state in WRITABLE:
        return
    words = {
        MeetingState.MINUTES_APPROVED: _("These minutes are approved. Write a numbered correction instead."),
        MeetingState.ARCHIVED: _("These minutes are archived. Nothing in them can be changed any more."),
        MeetingState.CANCELLED: _("This meeting was called off; it has no minutes."),
    }
    not_yet = _("This meeting has not been opened yet. Open it, then take minutes.")
    raise Conflict("minutes.closed", words.get(MeetingState(meeting.state), not_yet))


def _to_write(meeting_id: UUID, by: Viewer) -> Meeting:
    meeting = locked(meeting_id, by)
    check_can_run(by, meeting)
    _check_writable(meeting)
    return meeting


def _item(item_id: UUID) -> AgendaItem:
    item = AgendaItem.objects.filter(pk=item_id).first()
    if item is None:
        raise NotFound("item.missing", _("There is no such point on the agenda."))
    return item


def _lay_out(meeting: Meeting) -> None:
    """A text for the topics and one for the conclusions of every point."""
    there = set(meeting.passages.values_list("item_id", "section"))
    Passage.objects.bulk_create(
        Passage(meeting=meeting, item=item, section=section)
        for item in meeting.agenda.all()
        for section in (Section.TOPICS, Section.CONCLUSIONS)
        if (item.pk, section) not in there
    )


def _check_length(text: str, merged: str) -> None:
    longest = max(len(text), len(merged))
    if longest > MOST_LETTERS:
        raise Problem(
            "minutes.too_long",
            _(
                "This text has %(n)s letters; %(most)s fit. Nothing of it was stored: it is still in your page."
                " Shorten it, or attach it as a document."
            )
            % {"n": f"{longest:,}".replace(",", "."), "most": f"{MOST_LETTERS:,}".replace(",", ".")},
        )


def _store(passage: Passage, typed: Typed, text: str, base: str | None, merged: str, by: Viewer, at: datetime) -> None:
    sent, change = splice(base or "", text), splice(passage.text, merged)
    passage.number += 1
    Revision.objects.create(
        passage=passage, number=passage.number, op_id=typed.op_id, client_id=typed.client_id,
        base_number=None if base is None else typed.base, submitted=[sent.start, sent.removed, sent.inserted],
        start=change.start, removed=change.removed, inserted=change.inserted,
        snapshot=merged if passage.number % SNAPSHOT_EVERY == 0 else None, author_id=by.person_id,
        author_title=by.title, at=at,
    )  # fmt: skip
    tell = passage.told_at is None or not timedelta(0) <= at - passage.told_at < TELL_EVERY
    passage.text, passage.written_at, passage.told_at = merged, at, at if tell else passage.told_at
    passage.save(update_fields=["text", "number", "written_at", "told_at"])
    if tell:
        record("minutes.written", subject=passage.meeting, by=by, at=at, passage=str(passage.pk), number=passage.number)
