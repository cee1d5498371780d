"""What the desk's day does by the clock and when something earlier happened."""

from datetime import UTC, datetime
from uuid import UUID

from django.utils import timezone

from kondusif.core.jobs import task
from kondusif.core.models import Event
from kondusif.core.scope import EVERYWHERE, scoped
from kondusif.daily.actions.orders import advance_orders as advance
from kondusif.daily.actions.silence import end_warning_of_silence, notice_silence
from kondusif.daily.actions.silence import warn_of_silence as warn
from kondusif.regions.models import Tenant


@task
def watch_silence(*, timestamp: int) -> None:
    """This function will look which subdistricts have missed their reports."""
    at = datetime.fromtimestamp(timestamp, UTC)
    with scoped(EVERYWHERE):
        for code in regencies_watched():
            notice_silence(code, at=at)


@task
def warn_of_silence(*, event_id: int) -> None:
    """This function will warn the desk of the subdistrict that missed its second report."""
    with scoped(EVERYWHERE):
        warn(silence_id=UUID(Event.objects.get(pk=event_id).subject_id), at=timezone.now())


@task
def end_warning(*, event_id: int) -> None:
    """This function will end the desk's warning on a subdistrict that has spoken again."""
    with scoped(EVERYWHERE):
        end_warning_of_silence(silence_id=UUID(Event.objects.get(pk=event_id).subject_id), at=timezone.now())


def regencies_watched() -> list[str]:
    """This function will return the offices' regions to look at, each subdistrict under one of them."""
    codes = set(Tenant.objects.values_list("region_id", flat=True))
    return sorted(c for c in codes if c[:2] not in codes or len(c) == 2)


@task
def advance_orders(*, timestamp: int) -> None:
    """This function will let orders on leave and travel begin and end with their days."""
    with scoped(EVERYWHERE):
        advance(at=datetime.fromtimestamp(timestamp, UTC))
