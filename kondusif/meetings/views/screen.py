"""The wall of the meeting room: read from the back row, kept current by itself."""

from datetime import timedelta
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from kondusif.coordination.queries import tasks_seen_by
from kondusif.coordination.states import UNFINISHED
from kondusif.meetings.models import Meeting
from kondusif.meetings.permissions import can_run
from kondusif.meetings.queries import meeting_for
from kondusif.meetings.queries.minutes import minutes_for, open_directives
from kondusif.meetings.states import MeetingState
from kondusif.people.routes import opens
from kondusif.ratings.queries import AreaSituation, situation_on
from kondusif.regions.kinds import Level

MOST_TASKS = 8  # what fits on a wall in letters that carry
MOST_AREAS = 12


@opens("meeting.read")
def screen(request: HttpRequest, meeting_id: UUID) -> HttpResponse:
    viewer = request.viewer
    meeting = meeting_for(viewer, meeting_id)
    minutes = minutes_for(viewer, meeting)
    carried = open_directives(viewer, meeting, request.at)
    new = tasks_seen_by(viewer).filter(directive__directive__meeting=meeting, state__in=UNFINISHED).order_by("due_at")
    rated = _situation(request, meeting)
    return render(
        request,
        "meetings/screen.html",
        {
            "meeting": meeting,
            "zone": meeting.region.timezone,
            "minutes": minutes,
            "agenda": list(meeting.agenda.select_related("presenter")),
            "ends_at": _ends_at(minutes),
            "carried": carried[:MOST_TASKS],
            "level_word": _level_word(meeting),
            "n_carried": len(carried),
            "new": new[:MOST_TASKS],
            "n_new": new.count(),
            "rated": [area for area in rated if area.level][:MOST_AREAS],
            "n_unknown": sum(area.level is None for area in rated),
            "n_calm": sum(area.level == 0 for area in rated),
            "n_came": meeting.attendance.filter(withdrawn_at=None).count(),
            "n_invited": meeting.invitees.count(),
            "runs": can_run(viewer, meeting),
            "in_session": meeting.state == MeetingState.HELD,
        },
    )


def _ends_at(minutes):
    """When the time planned for the running point is over; None where nobody planned any."""
    item = minutes and minutes.running_item
    if not item or not item.minutes_planned:
        return None
    return minutes.running_since + timedelta(minutes=item.minutes_planned)


def _level_word(meeting: Meeting) -> str:
    return "kabupaten" if meeting.region.level == Level.PROVINCE else "kecamatan"


def _situation(request: HttpRequest, meeting: Meeting) -> list[AreaSituation]:
    """The areas of the meeting's region with what is rated of them, the worst first."""
    if not request.viewer.may("rating.read", meeting.region_id):
        return []
    level = Level.REGENCY if meeting.region.level == Level.PROVINCE else Level.SUBDISTRICT
    rows = situation_on(request.viewer, request.at.astimezone(meeting.zone).date(), level)
    here = [r for r in rows if (r.region_code + ".").startswith(meeting.region_id + ".")]
    return sorted(here, key=lambda r: (-(r.level if r.level is not None else -1), r.region_name))
