"""Lessons of the viewer's territory and of the regions above it."""

from collections.abc import Iterable
from uuid import UUID

from django.db.models import Q, QuerySet

from kondusif.daily.models import Lesson
from kondusif.meetings.models import Meeting
from kondusif.meetings.queries.meetings import meetings_seen_by
from kondusif.people.models import Office
from kondusif.people.queries import within
from kondusif.people.viewers import Viewer
from kondusif.regions.codes import lineage

_BEFORE_DAY = " · "


def lessons_seen_by(viewer: Viewer) -> QuerySet[Lesson]:
    """This function will return the lessons that concern the viewer, those not yet in a plan first."""
    scope = viewer.scope_for("lesson.read")
    lessons = Lesson.objects.select_related("region", "owner", "election").order_by("-state", "-noted_at", "id")
    if viewer.is_system:
        return lessons
    return lessons.filter(within(scope) | Q(region_id__in=[code for own in scope for code in lineage(own)]))


def owner_choices(viewer: Viewer, region_code: str) -> list[tuple[str, str]]:
    """This function will return the offices of the region that *viewer* may name as the one who changes something."""
    reach = within(viewer.scope_for("lesson.write")) & Q(region_id=region_code)
    return [(str(o.pk), o.title) for o in Office.objects.filter(reach).order_by("title")]


def meetings_to_name(viewer: Viewer, most: int = 60) -> list[str]:
    """This function will return the latest meetings that *viewer* may see, as a lesson names the one it comes from."""
    latest = meetings_seen_by(viewer).exclude(held_at=None).order_by("-starts_at", "id")[:most]
    return [name for name in map(_name, latest) if len(name) <= Lesson._meta.get_field("linked").max_length]


def meetings_named(viewer: Viewer, lessons: Iterable[Lesson]) -> dict[str, UUID]:
    """This function will return, by its name, each meeting that *lessons* come from and *viewer* may see."""
    titles = {lesson.linked.rpartition(_BEFORE_DAY)[0] for lesson in lessons if lesson.linked}
    return {_name(meeting): meeting.pk for meeting in meetings_seen_by(viewer).filter(title__in=titles - {""})}


def _name(meeting: Meeting) -> str:
    return f"{meeting.title}{_BEFORE_DAY}{meeting.starts_at.astimezone(meeting.zone):%d-%m-%Y}"
