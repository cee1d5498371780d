"""What the room does by the clock, and when a meeting raised an issue."""

from datetime import UTC, datetime
from uuid import UUID

from django.utils import timezone

from kondusif.core.jobs import task
from kondusif.core.models import Event
from kondusif.core.scope import EVERYWHERE, scoped
from kondusif.people.viewers import SYSTEM
from kondusif.plans.actions.conflict import end_expired
from kondusif.plans.actions.issues import take_meeting_issue
from kondusif.plans.actions.reminding import remind_of_reports


@task
def call_for_reports(*, timestamp: int) -> None:
    """This function will remind owners of reports that are missing."""
    with scoped(EVERYWHERE):
        remind_of_reports(by=SYSTEM, at=datetime.fromtimestamp(timestamp, UTC))


@task
def end_statuses(*, timestamp: int) -> None:
    """This function will end every status of conflict whose last day is over."""
    with scoped(EVERYWHERE):
        end_expired(by=SYSTEM, at=datetime.fromtimestamp(timestamp, UTC))


@task
def take_issue(*, event_id: int) -> None:
    """This function will enter in the register what a meeting raised."""
    with scoped(EVERYWHERE):
        event = Event.objects.get(pk=event_id)
        take_meeting_issue(raised_id=UUID(event.subject_id), by=SYSTEM, at=timezone.now())
