"""What follows in this room from what happens elsewhere."""

from uuid import UUID

from django.utils import timezone

from kondusif.core.jobs import task
from kondusif.core.models import Event
from kondusif.core.scope import EVERYWHERE, scoped
from kondusif.people.models import Holding
from kondusif.people.queries import OFFICE_DAY
from kondusif.people.viewers import SYSTEM
from kondusif.pwa.actions.leases import end_leases_of
from kondusif.pwa.states import LeaseEnd


@task
def end_leases(*, event_id: int) -> None:
    """
    This function will take back the devices' leases of a person whose office ended or who was cut off.

    Whose last day is still to come keeps them until then; a lease runs for hours, and the next call of the device is refused.
    """
    at = timezone.now()
    with scoped(EVERYWHERE):
        event = Event.objects.get(pk=event_id)
        person_id = UUID(event.subject_id)
        if event.subject_type == "people.holding":
            holding = Holding.objects.get(pk=event.subject_id)
            if not holding.suspended and holding.ends_on and holding.ends_on >= at.astimezone(OFFICE_DAY).date():
                return
            person_id = holding.person_id
        end_leases_of(person_id, why=LeaseEnd.OFFICE, by=SYSTEM, at=at)
