"""Reading meetings, as far as the viewer's offices reach or are called."""

from datetime import datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Case, F, IntegerField, Q, QuerySet, Value, When
from django.db.models.functions import Greatest

from kondusif.core.problems import NOT_HERE, NotFound
from kondusif.meetings.models import Invitee, Meeting
from kondusif.meetings.states import COMING
from kondusif.people.models import Office
from kondusif.people.queries import within
from kondusif.people.roles import Role
from kondusif.people.viewers import Viewer

_CHAIRING = (Role.REGIONAL_HEAD, Role.REGIONAL_SECRETARY, Role.AGENCY_HEAD, Role.SUBDISTRICT_HEAD)


def meetings_seen_by(viewer: Viewer) -> QuerySet[Meeting]:
    """
    This function will return the meetings of the viewer's territory up to each office's clearance, and those
    that an office held chairs, minutes or was invited to.
    """
    meetings = Meeting.objects.select_related("region", "body", "chair_office", "clerk_office", "parent")
    if viewer.is_system:
        return meetings
    offices = [g.office_id for g in viewer.grants_for("meeting.read")]
    invited = Invitee.objects.filter(office_id__in=offices).values("meeting_id")
    seen = Q(chair_office_id__in=offices) | Q(clerk_office_id__in=offices) | Q(pk__in=invited)
    for grant in viewer.grants_for("meeting.read"):
        seen |= within([grant.region_code]) & Q(classification__lte=grant.clearance)
    return meetings.filter(seen)


def meeting_for(viewer: Viewer, meeting_id: UUID) -> Meeting:
    """
    This function will return the meeting.

    :raises NotFound: if there is none, or none that *viewer* may see.
    """
    meeting = meetings_seen_by(viewer).filter(pk=meeting_id).first()
    if meeting is None:
        raise NotFound("meeting.missing", NOT_HERE)
    return meeting


def meetings_today(viewer: Viewer, at: datetime, zone: ZoneInfo) -> QuerySet[Meeting]:
    """This function will return what is on today, on the calendar of *zone*, cancelled ones too."""
    dawn = at.astimezone(zone).replace(hour=0, minute=0, second=0, microsecond=0)
    day = Q(starts_at__lt=dawn + timedelta(days=1), ends_at__gt=dawn)
    return meetings_seen_by(viewer).filter(day).order_by("starts_at", "id")


def meetings_coming(viewer: Viewer, at: datetime, zone: ZoneInfo) -> QuerySet[Meeting]:
    """This function will return what comes after today, the nearest first."""
    dawn = at.astimezone(zone).replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)
    return meetings_seen_by(viewer).filter(starts_at__gte=dawn).order_by("starts_at", "id")


def meetings_past(viewer: Viewer, at: datetime, zone: ZoneInfo) -> QuerySet[Meeting]:
    """This function will return what was before today, the latest first."""
    dawn = at.astimezone(zone).replace(hour=0, minute=0, second=0, microsecond=0)
    return meetings_seen_by(viewer).filter(ends_at__lte=dawn).order_by("-starts_at", "id")


def meetings_never_opened(viewer: Viewer, at: datetime) -> QuerySet[Meeting]:
    """This function will return meetings whose time has passed though nobody said that they were held or cancelled."""
    return meetings_seen_by(viewer).filter(state__in=COMING, ends_at__lt=at).order_by("starts_at", "id")


def possible_chairs(viewer: Viewer, region_code: str) -> QuerySet[Office]:
    """
    This function will return the offices over the region and of its level below that can chair a meeting there.

    Those of the region and below come before those above it, and in each those that usually chair come first.
    """
    codes = [region_code[:n] for n in (13, 8, 5, 2) if len(region_code) >= n]
    below = within([region_code]) & Q(region__level__lte=3)
    offices = Office.objects.filter(Q(region_id__in=codes) | below)
    steps_above = Greatest(region_code.count(".") + 1 - F("region__level"), 0)
    return offices.order_by(steps_above, usual_chairs_first(), "region__level", "region_id", "title")


def usual_chairs_first() -> Case:
    """This function will return the key that sorts offices by how usually their role chairs a meeting."""
    ranks = [When(role=role, then=Value(n)) for n, role in enumerate(_CHAIRING)]
    return Case(*ranks, default=Value(len(_CHAIRING)), output_field=IntegerField())
