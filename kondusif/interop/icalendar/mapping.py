"""Our meetings, duties and tasks as entries of a calendar."""

from datetime import timedelta

from django.utils.translation import gettext as _

from kondusif.channels.models import Duty
from kondusif.coordination.models import Task
from kondusif.interop.icalendar.codec import Hours
from kondusif.interop.icalendar.queries import Revision
from kondusif.meetings.models import Meeting
from kondusif.meetings.states import MeetingState
from kondusif.people.roles import Classification

_HALF_HOUR = timedelta(minutes=30)


def meeting_entry(meeting: Meeting, revision: Revision | None, *, host: str, url: str) -> Hours:
    """
    This function will tell a meeting.

    A calendar often lies with a company abroad: of a meeting that is not open to everybody it gets the
    hour, and nothing of what it is about or where.
    """
    is_open = meeting.classification == Classification.OPEN
    cancelled = meeting.state == MeetingState.CANCELLED
    title = meeting.title if is_open else _("Meeting (closed)")
    return Hours(
        f"meeting-{meeting.pk}@{host}", _("Cancelled: %(title)s") % {"title": title} if cancelled else title,
        meeting.starts_at, meeting.ends_at, place=meeting.place if is_open else "", text=meeting.purpose if is_open else "",
        cancelled=cancelled, tentative=meeting.state == MeetingState.PLANNED, sequence=revision.n if revision else 0,
        changed_at=(revision.at if revision else None) or meeting.planned_at, url=url, private=not is_open,
    )  # fmt: skip


def duty_entry(duty: Duty, *, host: str) -> Hours:
    """This function will tell when somebody is on duty."""
    removed = duty.removed_at is not None
    return Hours(
        f"duty-{duty.pk}@{host}", _("On duty: %(office)s") % {"office": duty.office.title}, duty.starts_at, duty.ends_at,
        cancelled=removed, sequence=int(removed), changed_at=duty.removed_at or duty.added_at,
    )  # fmt: skip


def deadline_entry(task: Task, *, host: str, url: str) -> Hours:
    """This function will tell until when a task is to be done: the half hour before, without what it is about."""
    return Hours(
        f"task-{task.pk}@{host}", _("Due: task %(number)s") % {"number": task.number}, task.due_at - _HALF_HOUR, task.due_at,
        changed_at=task.given_at, url=url, private=True,
    )  # fmt: skip
