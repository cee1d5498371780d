"""Meetings for tests, in the cast's regency."""

from datetime import datetime, timedelta

from kondusif.meetings.actions import NewItem, NewMeeting, plan_meeting
from kondusif.meetings.models import Meeting
from kondusif.meetings.states import MeetingKind
from kondusif.people.models import Office
from kondusif.people.tests.factories import NOW
from kondusif.people.viewers import Viewer


def new_meeting(**changes) -> NewMeeting:
    """This function will return a sound plan: tomorrow at nine, the acting head of region in the chair."""
    starts_at: datetime = changes.pop("starts_at", NOW + timedelta(days=1))
    content = {
        "kind": MeetingKind.COORDINATION,
        "title": "Rakor kesiapan pengamanan",
        "region_code": "35.26",
        "chair_id": changes.pop("chair_id", None) or Office.objects.get(title="Bupati Bangkalan").pk,
        "starts_at": starts_at,
        "ends_at": starts_at + timedelta(hours=2),
        "place": "Pendopo Agung, Bangkalan",
        "agenda": (NewItem("Kesiapan pengamanan", 20), NewItem("Logistik")),
    }
    return NewMeeting(**(content | changes))


def planned(by: Viewer, *, at: datetime = NOW, **changes) -> Meeting:
    """This function will plan a meeting."""
    return plan_meeting(new=new_meeting(**changes), by=by, at=at)
