"""Lessons of the viewer's territory and of the regions above it."""

from django.db.models import Q, QuerySet

from kondusif.daily.models import Lesson
from kondusif.people.models import Office
from kondusif.people.queries import within
from kondusif.people.viewers import Viewer
from kondusif.regions.codes import lineage


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
