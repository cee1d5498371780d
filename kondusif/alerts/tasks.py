"""What the alerts room does when something earlier happened, and by the clock."""

from datetime import UTC, datetime

from django.utils import timezone

from kondusif.alerts import actions, drafting
from kondusif.core.jobs import task
from kondusif.core.models import Event
from kondusif.core.scope import EVERYWHERE, scoped
from kondusif.people.viewers import SYSTEM


@task
def consider_reports(*, event_id: int) -> None:
    """This function will draft what the verified reports of the event's regency now fire."""
    with scoped(EVERYWHERE):
        event = Event.objects.get(pk=event_id)
        drafting.draft_from_reports(event.region_code[:5], by=SYSTEM, at=timezone.now())


@task
def consider_cluster(*, event_id: int) -> None:
    """This function will draft a warning on a cluster that detection found."""
    with scoped(EVERYWHERE):
        event = Event.objects.get(pk=event_id)
        drafting.draft_from_cluster(event.subject_id, by=SYSTEM, at=timezone.now())


@task
def consider_rating(*, event_id: int) -> None:
    """This function will draft a warning on an area whose rating went up a class."""
    with scoped(EVERYWHERE):
        event = Event.objects.get(pk=event_id)
        drafting.draft_from_rating(event.subject_id, event.payload, by=SYSTEM, at=timezone.now())


@task
def watch_clocks(*, timestamp: int) -> None:
    """This function will end outdated warnings and remind offices that have not answered."""
    at = datetime.fromtimestamp(timestamp, UTC)
    with scoped(EVERYWHERE):
        actions.expire_alerts(by=SYSTEM, at=at)
        actions.remind_addressees(by=SYSTEM, at=at)
