"""Two meetings that want the same room or the same office at the same time."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from kondusif.meetings.models import Invitee, Meeting
from kondusif.meetings.queries.meetings import meetings_seen_by
from kondusif.meetings.rules import place_key
from kondusif.meetings.states import MeetingState
from kondusif.people.queries import within
from kondusif.people.viewers import Viewer


@dataclass(frozen=True)
class Clash:
    """What is wanted twice: ``room``, ``chair`` or ``office``, and by which other meeting."""

    kind: str
    what: str  # the room's or office's name
    meeting: Meeting
    may_see: bool  # a closed meeting is told of without its title


def clashes(
    viewer: Viewer,
    *,
    region_code: str,
    starts_at: datetime,
    ends_at: datetime,
    place: str,
    chair_id: UUID,
    office_ids: tuple[UUID, ...] = (),
    but: UUID | None = None,
) -> list[Clash]:
    """This function will return what this time, room and company would clash with; rooms stand first."""
    others = _at_the_same_time(starts_at, ends_at, but).filter(within([region_code[:5], region_code[:2]]))
    found = [("room", m.place, m) for m in others.filter(place_key=place_key(place))]
    wanted = {chair_id, *office_ids}
    for m in others.filter(chair_office_id__in=wanted):
        found.append(("chair" if m.chair_office_id == chair_id else "office", m.chair_office.title, m))
    called = Invitee.objects.filter(meeting__in=others, office_id__in=wanted).select_related("office")
    by_id = {m.pk: m for m in others}
    for invitee in called.order_by("office__title"):
        kind = "chair" if invitee.office_id == chair_id else "office"
        found.append((kind, invitee.office.title, by_id[invitee.meeting_id]))
    seen = set(meetings_seen_by(viewer).filter(pk__in=by_id).values_list("pk", flat=True)) if found else set()
    return [Clash(kind, what, m, m.pk in seen) for kind, what, m in found]


def _at_the_same_time(starts_at: datetime, ends_at: datetime, but: UUID | None) -> QuerySet[Meeting]:
    return (
        Meeting.objects.select_related("chair_office", "region")
        .filter(starts_at__lt=ends_at, ends_at__gt=starts_at)
        .exclude(state=MeetingState.CANCELLED)
        .exclude(pk=but)
        .order_by("starts_at", "id")
    )
