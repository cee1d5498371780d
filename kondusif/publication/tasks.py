"""The public map comes out at fixed hours: 06.00, 12.00 and 18.00 WIB."""

from datetime import UTC, datetime

from kondusif.core.jobs import task
from kondusif.core.scope import EVERYWHERE, scoped
from kondusif.people.viewers import SYSTEM
from kondusif.publication.actions import make_release
from kondusif.regions.models import Tenant


@task
def release_maps(*, timestamp: int) -> None:
    """This function will make the next issue of every tenant's public map."""
    at = datetime.fromtimestamp(timestamp, UTC)
    with scoped(EVERYWHERE):
        for tenant in Tenant.objects.order_by("region_id"):
            make_release(tenant, by=SYSTEM, at=at)
