"""What the open doors do when something happened inside."""

from django.utils import timezone

from kondusif.core.jobs import task
from kondusif.core.scope import EVERYWHERE, scoped
from kondusif.interop.cap.actions import publish
from kondusif.people.viewers import SYSTEM


@task
def write_cap(*, event_id: int) -> None:
    """This function will write the CAP message of what happened to a warning."""
    with scoped(EVERYWHERE):
        publish(event_id=event_id, by=SYSTEM, at=timezone.now())
