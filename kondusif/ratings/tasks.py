"""The situation as jobs: after what may change it, and every quarter of an hour."""

from datetime import UTC, datetime

from django.utils import timezone

from kondusif.core.jobs import enqueue, task
from kondusif.core.models import Event
from kondusif.core.scope import EVERYWHERE, scoped
from kondusif.ratings.actions import rate_from_situation
from kondusif.regions.codes import is_code
from kondusif.regions.models import Tenant
from kondusif.regions.queries import tenants_touching


@task
def rate_after_event(event_id: int) -> None:
    """This function will order the situation of the tenants in whose territory the event lies, once for a burst of events."""
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
