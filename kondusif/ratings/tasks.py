"""The situation as jobs, after what may change it and every quarter of an hour; the index, daily and after incidents."""

from datetime import UTC, datetime, timedelta

from django.utils import timezone

from kondusif.core.jobs import enqueue, task
from kondusif.core.models import Event
from kondusif.core.scope import EVERYWHERE, scoped
from kondusif.ratings.actions import compute_index, rate_from_situation
from kondusif.regions.codes import is_code
from kondusif.regions.models import Tenant
from kondusif.regions.queries import tenants_touching


@task
def rate_after_event(event_id: int) -> None:
    """This function will order the situation of the tenants in whose territory the event lies, once for a burst of events."""
    with scoped(EVERYWHERE):
        code = Event.objects.values_list("region_code", flat=True).get(pk=event_id)
    for tenant in tenants_touching([code]) if is_code(code) else []:
        enqueue(rate_tenant, once=f"ratings {tenant}", tenant_code=tenant)


@task
def rate_tenant(tenant_code: str) -> None:
    """This function will work out anew the situation of one tenant's areas."""
    with scoped(EVERYWHERE):
        rate_from_situation(tenant_code, timezone.now())


@task
def rate_every_tenant(timestamp: int) -> None:
    """This function will work out the situation of every tenant: time alone calms an area or makes it silent."""
    with scoped(EVERYWHERE):
        for tenant in Tenant.objects.order_by("region_id").values_list("region_id", flat=True):
            rate_from_situation(tenant, datetime.fromtimestamp(timestamp, UTC))


# Incidents come in bursts; the index is of many weeks and can wait for the end of one.
INDEX_PAUSE = timedelta(minutes=10)


@task
def index_after_event(event_id: int) -> None:
    """This function will order the index of the tenants in whose territory an incident changed, once for a burst of changes."""
    with scoped(EVERYWHERE):
        event = Event.objects.get(pk=event_id)
    for tenant in tenants_touching([event.region_code]) if is_code(event.region_code) else []:
        enqueue(index_tenant, once=f"index {tenant}", at=event.at + INDEX_PAUSE, tenant_code=tenant)


@task
def index_tenant(tenant_code: str) -> None:
    """This function will work out the index of one tenant's areas."""
    with scoped(EVERYWHERE):
        compute_index(tenant_code, timezone.now())


@task
def index_every_tenant(timestamp: int) -> None:
    """This function will work out the index of every tenant, before the morning board."""
    with scoped(EVERYWHERE):
        for tenant in Tenant.objects.order_by("region_id").values_list("region_id", flat=True):
            compute_index(tenant, datetime.fromtimestamp(timestamp, UTC))
