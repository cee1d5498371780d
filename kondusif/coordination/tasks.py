"""What coordination does when something earlier happened, and by the clock."""

from datetime import UTC, datetime
from uuid import UUID

from django.utils import timezone

from kondusif.coordination import actions
from kondusif.core.jobs import task
from kondusif.core.models import Event
from kondusif.core.scope import EVERYWHERE, scoped
from kondusif.people.viewers import SYSTEM


@task
def move_reports_on(*, event_id: int) -> None:
    """This function will move the reports behind a task's alert onward, so that their reporters read it."""
    with scoped(EVERYWHERE):
        event = Event.objects.get(pk=event_id)
        actions.follow_reports(task_id=UUID(event.subject_id), by=SYSTEM, at=timezone.now())


@task
def remind_unaccepted(*, timestamp: int) -> None:
    """This function will remind the offices that accepted nothing for a day, and tell superiors after two."""
    with scoped(EVERYWHERE):
        actions.remind_unaccepted(by=SYSTEM, at=datetime.fromtimestamp(timestamp, UTC))
