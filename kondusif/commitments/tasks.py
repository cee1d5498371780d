"""What the clock sets going, and what follows when an office is left."""

from datetime import UTC, datetime
from uuid import UUID

from django.utils import timezone

from kondusif.commitments.actions.certificates import revoke_of_left_offices, revoke_of_person
from kondusif.commitments.actions.standing import expire_all
from kondusif.commitments.actions.watching import remind_closing
from kondusif.core.jobs import task
from kondusif.core.models import Event
from kondusif.core.scope import EVERYWHERE, scoped
from kondusif.people.queries import OFFICE_DAY
from kondusif.people.viewers import SYSTEM


@task
def watch_terms(*, timestamp: int) -> None:
    """This function will end what has run out, certificates too, and remind who has not signed what closes soon."""
    at = datetime.fromtimestamp(timestamp, UTC)
    with scoped(EVERYWHERE):
        expire_all(by=SYSTEM, at=at, today=at.astimezone(OFFICE_DAY).date())
        remind_closing(by=SYSTEM, at=at)
        revoke_of_left_offices(by=SYSTEM, at=at)


@task
def revoke_certificates(*, event_id: int) -> None:
    """
    This function will take back the certificates of offices that were left, or of somebody cut off.

    Whose last day is still to come signs until then; ``watch_terms`` takes theirs back afterwards.
    """
    with scoped(EVERYWHERE):
        event = Event.objects.get(pk=event_id)
        if event.subject_type == "people.person":
            revoke_of_person(person_id=UUID(event.subject_id), by=SYSTEM, at=timezone.now())
        else:
            revoke_of_left_offices(by=SYSTEM, at=timezone.now())
