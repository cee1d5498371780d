"""Planning, opening and cancelling a meeting."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from kondusif.core.actions import record
from kondusif.core.problems import Conflict, NotFound, Problem
from kondusif.core.states import check_move
from kondusif.meetings.models import AgendaItem, Body, Meeting
from kondusif.meetings.permissions import check_can_plan, check_can_run, event_region
from kondusif.meetings.queries import Clash, clashes, meeting_for
from kondusif.meetings.rules import place_key
from kondusif.meetings.states import COMING, MOVES, MeetingKind, MeetingState
from kondusif.people.models import Holding, Office
from kondusif.people.queries import holders_of
from kondusif.people.roles import Classification
from kondusif.people.viewers import Viewer
from kondusif.regions.models import Region

USUALLY_LATE_AFTER = 15  # minutes


@dataclass(frozen=True)
class NewItem:
    """A point of the agenda as it is planned."""

    title: str
    minutes: int | None = None
    presenter_id: UUID | None = None


@dataclass(frozen=True)
class NewMeeting:
    """What is planned: kind, title, region, chair, time, place, agenda; the rest may be left out."""

    kind: MeetingKind
    title: str
    region_code: str
    chair_id: UUID
    starts_at: datetime
    ends_at: datetime
    place: str
    purpose: str = ""
    body_id: UUID | None = None
    parent_id: UUID | None = None
    clerk_id: UUID | None = None
    classification: Classification = Classification.OPEN
    late_after_minutes: int = USUALLY_LATE_AFTER
    agenda: tuple[NewItem, ...] = ()
    clash_reason: str = ""
    synthetic: bool = False


class Clashes(Conflict):
    """The room or somebody is wanted elsewhere at this time; a reason lets it pass."""

    def __init__(self, found: list[Clash]):
        super().__init__("meeting.clash", _("This meeting clashes with another one."))
        self.found = found


@transaction.atomic
def plan_meeting(*, new: NewMeeting, by: Viewer, at: datetime) -> Meeting:
    """
    This function will plan a meeting.

    :raises NotAllowed: if no office of *by* calls meetings in the region.
    :raises Problem: if it is incomplete, in the past, or its chair is an office that nobody will hold then.
    :raises Clashes: if the room, or the chair, is taken at this time and no reason is given.
    """
    check_can_plan(by, new.region_code)
    region = Region.objects.filter(pk=new.region_code).first()
    if region is None:
        raise Problem("meeting.no_region", _("There is no such region."), fields={"region": _("Choose a region.")})
    _check_content(new, at)
    check_chair(new.chair_id, new.starts_at.astimezone(ZoneInfo(region.timezone)).date())
    _check_belongings(new, by)
    lock_calendar(new.region_code)
    found = clashes(
        by, region_code=new.region_code, starts_at=new.starts_at, ends_at=new.ends_at, place=new.place,
        chair_id=new.chair_id,
    )  # fmt: skip
    if found and not new.clash_reason.strip():
        raise Clashes(found)
    meeting = Meeting.objects.create(
        kind=new.kind, title=new.title.strip()[:200], purpose=new.purpose.strip(), region=region, body_id=new.body_id,
        parent_id=new.parent_id, chair_office_id=new.chair_id, clerk_office_id=new.clerk_id, starts_at=new.starts_at,
        ends_at=new.ends_at, place=new.place.strip()[:200], place_key=place_key(new.place),
        classification=new.classification, late_after_minutes=new.late_after_minutes,
        clash_reason=new.clash_reason.strip() if found else "", synthetic=new.synthetic, planned_at=at,
        planned_by_id=by.person_id,
    )  # fmt: skip
    write_agenda(meeting, new.agenda)
    record("meeting.planned", subject=meeting, by=by, at=at)
    return meeting


@transaction.atomic
def change_meeting(*, meeting_id: UUID, new: NewMeeting, by: Viewer, at: datetime) -> Meeting:
    """
    This function will change the plan of a meeting that is still to come; those invited hear of a new hour or room.

    :raises NotAllowed: if *by* does not run this meeting.
    :raises Conflict: if it was held or called off.
    :raises Problem: as for a new plan.
    :raises Clashes: if the room, the chair or an invited office is wanted elsewhere then and no reason is given.
    """
    meeting = locked(meeting_id, by)
    check_can_run(by, meeting)
    if meeting.state not in COMING:
        raise Conflict("meeting.fixed", _("This meeting was held or called off; its plan does not change any more."))
    _check_content(new, at)
    check_chair(new.chair_id, new.starts_at.astimezone(meeting.zone).date())
    _check_belongings(new, by)
    lock_calendar(meeting.region_id)
    invited = tuple(meeting.invitees.exclude(office=None).values_list("office_id", flat=True))
    found = clashes(
        by, region_code=meeting.region_id, starts_at=new.starts_at, ends_at=new.ends_at, place=new.place,
        chair_id=new.chair_id, office_ids=invited, but=meeting.pk,
    )  # fmt: skip
    if found and not new.clash_reason.strip():
        raise Clashes(found)
    moved = (meeting.starts_at, meeting.ends_at, meeting.place) != (new.starts_at, new.ends_at, new.place.strip())
    _write(meeting, new, clash_reason=new.clash_reason.strip() if found else "")
    meeting.agenda.all().delete()
    write_agenda(meeting, new.agenda)
    tell = moved and meeting.state == MeetingState.INVITED
    record(
        "meeting.changed", subject=meeting, by=by, at=at, region_code=event_region(by, meeting), moved=moved, tell=tell
    )
    return meeting


@transaction.atomic
def open_meeting(*, meeting_id: UUID, by: Viewer, at: datetime) -> Meeting:
    """
    This function will note that the meeting has begun; from now on minutes can be taken.

    :raises NotAllowed: if *by* does not run this meeting.
    :raises ForbiddenMove: if it was opened, or cancelled, before.
    """
    meeting = locked(meeting_id, by)
    check_can_run(by, meeting)
    check_move(MOVES, meeting.state, MeetingState.HELD)
    meeting.state, meeting.held_at, meeting.held_by_id = MeetingState.HELD, at, by.person_id
    meeting.save(update_fields=["state", "held_at", "held_by_id"])
    record("meeting.held", subject=meeting, by=by, at=at, region_code=event_region(by, meeting))
    return meeting


@transaction.atomic
def cancel_meeting(*, meeting_id: UUID, reason: str, by: Viewer, at: datetime) -> Meeting:
    """
    This function will call a meeting off; those invited are told why.

    :raises Problem: if no reason is given.
    :raises ForbiddenMove: if it was held or cancelled already.
    """
    meeting = locked(meeting_id, by)
    check_can_run(by, meeting)
    check_move(MOVES, meeting.state, MeetingState.CANCELLED)
    if not reason.strip():
        raise Problem(
            "meeting.no_reason", _("Say why the meeting is called off."), fields={"reason": _("Write the reason.")}
        )
    was_invited = meeting.state == MeetingState.INVITED
    meeting.state, meeting.cancel_reason = MeetingState.CANCELLED, reason.strip()[:1000]
    meeting.cancelled_at, meeting.cancelled_by_id = at, by.person_id
    meeting.save(update_fields=["state", "cancel_reason", "cancelled_at", "cancelled_by_id"])
    record(
        "meeting.cancelled",
        subject=meeting,
        by=by,
        at=at,
        region_code=event_region(by, meeting),
        was_invited=was_invited,
    )
    return meeting


def _write(meeting: Meeting, new: NewMeeting, *, clash_reason: str) -> None:
    meeting.kind, meeting.title, meeting.purpose = new.kind, new.title.strip()[:200], new.purpose.strip()
    meeting.body_id, meeting.parent_id = new.body_id, new.parent_id
    meeting.chair_office_id, meeting.clerk_office_id = new.chair_id, new.clerk_id
    meeting.starts_at, meeting.ends_at = new.starts_at, new.ends_at
    meeting.place, meeting.place_key = new.place.strip()[:200], place_key(new.place)
    meeting.classification, meeting.clash_reason = new.classification, clash_reason
    meeting.late_after_minutes = new.late_after_minutes
    meeting.save()


def locked(meeting_id: UUID, by: Viewer) -> Meeting:
    """
    This function will return the meeting, held against others until the transaction ends.

    :raises NotFound: if there is none that *by* may see.
    """
    meeting = Meeting.objects.select_for_update(of=("self",), no_key=True).filter(pk=meeting_id).first()
    if meeting is None:
        raise NotFound("meeting.missing", _("There is no such meeting, or it is not yours to see."))
    return meeting_for(by, meeting_id)


def lock_calendar(region_code: str) -> None:
    """This function will let one planner at a time look for clashes in a tenant."""
    # The tenant's own region stands for its calendar: two who want one room at once must see one another.
    list(Region.objects.select_for_update(no_key=True).filter(pk=region_code[:5]))


def write_agenda(meeting: Meeting, items: tuple[NewItem, ...]) -> None:
    """This function will write the agenda in the order given; points without words are left out."""
    kept = [item for item in items if item.title.strip()]
    AgendaItem.objects.bulk_create(
        AgendaItem(
            meeting=meeting, number=n, title=item.title.strip()[:200], minutes_planned=item.minutes,
            presenter_id=item.presenter_id,
        )
        for n, item in enumerate(kept, start=1)
    )  # fmt: skip


def _check_content(new: NewMeeting, at: datetime) -> None:
    faults = {}
    if not new.title.strip():
        faults["title"] = _("Write what the meeting is about.")
    if not place_key(new.place):
        faults["place"] = _("Write the room, then a comma and the building or address.")
    if new.starts_at <= at:
        faults["starts"] = _("This time is past. Choose a later one.")
    if new.ends_at <= new.starts_at:
        faults["ends"] = _("The meeting would end before it begins. Choose a later end.")
    if faults:
        raise Problem("meeting.incomplete", _("The meeting is not complete yet."), fields=faults)


def check_chair(office_id: UUID, day: date) -> None:
    """
    This function will let pass an office that somebody holds on *day*.

    :raises Problem: that says who holds it until when, or that nobody does.
    """
    office = Office.objects.filter(pk=office_id).first()
    if office is None:
        raise Problem("meeting.no_chair", _("Choose who chairs."), fields={"chair": _("Choose an office of the list.")})
    if not holders_of([office.pk], on=day).exists():
        sentence = _why_nobody(office, day)
        raise Problem("meeting.chair_left", sentence, fields={"chair": sentence})


def _why_nobody(office: Office, day: date) -> str:
    last = Holding.objects.select_related("person", "office").filter(office=office).order_by("-starts_on").first()
    if last is None:
        return gettext("Nobody holds the office %(office)s. Choose another chair.") % {"office": office.title}
    if last.ends_on and last.ends_on < day:
        told = {"title": last.full_title, "name": last.person.name, "day": date_format(last.ends_on, "j F Y")}
        return (
            gettext("%(title)s is held by %(name)s only until %(day)s, before this meeting. Choose who chairs then.")
            % told
        )
    return gettext("%(title)s cannot chair on that day: the holder is suspended or not yet in office.") % {
        "title": last.full_title
    }


def _check_belongings(new: NewMeeting, by: Viewer) -> None:
    """The body and the parent meeting have to exist where *by* can see them."""
    if new.body_id and not Body.objects.filter(pk=new.body_id).exists():
        raise Problem("meeting.no_body", _("There is no such body."), fields={"body": _("Choose a body.")})
    if new.parent_id:
        meeting_for(by, new.parent_id)
