"""Reading what stands in a person's calendar: meetings of their offices, their duties, what their offices must do by when."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Max, Q

from kondusif.channels.models import Duty
from kondusif.coordination.models import Task
from kondusif.coordination.queries import tasks_for
from kondusif.core.models import Event
from kondusif.core.scope import EVERYWHERE, scoped
from kondusif.interop.models import CalendarKey
from kondusif.interop.partners.keys import digest_of
from kondusif.meetings.models import Invitee, Meeting
from kondusif.meetings.queries.meetings import meetings_seen_by
from kondusif.people.queries import viewer_of
from kondusif.people.viewers import Viewer

BACK, AHEAD = timedelta(days=60), timedelta(days=400)
MOST = 500
_CHANGES = ("meeting.changed", "meeting.invited", "meeting.cancelled", "meeting.opened")


@dataclass(frozen=True)
class Revision:
    """How often a thing was changed, and when last."""

    n: int
    at: datetime | None


def viewer_opened_by(key: str, *, at: datetime) -> Viewer | None:
    """This function will return whose feeds a secret word opens, as they are now; an account that ended opens none."""
    if not key.startswith("kal_"):
        return None
    row = CalendarKey.objects.select_related("person").filter(digest=digest_of(key), revoked_at=None).first()
    viewer = viewer_of(row.person, at=at) if row else None
    return viewer if viewer and viewer.grants else None


def calendar_key_of(viewer: Viewer) -> CalendarKey | None:
    """This function will return the secret word in force of *viewer*, of which only the row is left."""
    return CalendarKey.objects.filter(person_id=viewer.person_id, revoked_at=None).first() if viewer.person_id else None


def own_meetings(viewer: Viewer, at: datetime) -> list[Meeting]:
    """This function will return the meetings that offices of *viewer* chair, minute or are invited to."""
    offices = [g.office_id for g in viewer.grants]
    invited = Invitee.objects.filter(office_id__in=offices).values("meeting_id")
    mine = Q(chair_office_id__in=offices) | Q(clerk_office_id__in=offices) | Q(pk__in=invited)
    rows = meetings_seen_by(viewer).filter(mine, starts_at__range=(at - BACK, at + AHEAD))
    return list(rows.order_by("starts_at", "id")[:MOST])


def revisions_of(meetings: Iterable[Meeting]) -> dict[str, Revision]:
    """This function will return how often each of the meetings was changed; whoever holds them may know."""
    ids = [str(m.pk) for m in meetings]
    with scoped(EVERYWHERE):  # a regency's meeting has its history in the regency, and invites below
        rows = Event.objects.filter(subject_type="meetings.meeting", subject_id__in=ids, name__in=_CHANGES)
        counted = rows.values("subject_id").order_by().annotate(n=Count("id"), last=Max("at"))
        return {row["subject_id"]: Revision(row["n"], row["last"]) for row in counted}


def own_duties(viewer: Viewer, at: datetime) -> list[Duty]:
    """This function will return when *viewer* is on duty, duties taken back too."""
    rows = Duty.objects.select_related("office").filter(
        person_id=viewer.person_id, office_id__in=[g.office_id for g in viewer.grants],
        starts_at__range=(at - BACK, at + AHEAD),
    )  # fmt: skip
    return list(rows.order_by("starts_at", "id")[:MOST])


def own_deadlines(viewer: Viewer, at: datetime) -> list[Task]:
    """This function will return what offices of *viewer* still have to do, the first due first."""
    return list(tasks_for(viewer).filter(due_at__range=(at - BACK, at + AHEAD))[:MOST])
