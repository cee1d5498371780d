"""What the meetings room does when its minutes are approved, and by the clock."""

from datetime import UTC, datetime
from uuid import UUID

from django.utils import timezone

from kondusif.core.jobs import task
from kondusif.core.models import Event
from kondusif.core.scope import EVERYWHERE, scoped
from kondusif.meetings.actions.oral import note_unratified
from kondusif.meetings.actions.paper import issue_paper


@task
def print_minutes(*, event_id: int) -> None:
    """This function will have the paper of approved or corrected minutes made, apart from the approval itself."""
    with scoped(EVERYWHERE):
        event = Event.objects.get(pk=event_id)
        official_record = bool(event.payload.get("official_record"))
        issue_paper(meeting_id=UUID(event.subject_id), at=timezone.now(), official_record=official_record)


@task
def watch_oral_directives(*, timestamp: int) -> None:
    """This function will remind of spoken directives that nobody ratified, and flag those whose time has passed."""
    with scoped(EVERYWHERE):
        note_unratified(at=datetime.fromtimestamp(timestamp, UTC))
