"""Which office's installation a page belongs to, and by whose clock it is written."""

from zoneinfo import ZoneInfo

from kondusif.people.viewers import Viewer
from kondusif.regions.models import Tenant


def tenant_of(viewer: Viewer) -> Tenant | None:
    """
    This function will return the tenant nearest to the viewer's first office.

    Somebody without an office (a citizen, the sign-in page) gets the installation's only tenant,
    and none where several share it, because then nobody can say whose page it is.
    """
    tenants = list(Tenant.objects.all()[:50])
    if not viewer.grants:
        return tenants[0] if len(tenants) == 1 else None
    code = viewer.grants[0].region_code
    near = [t for t in tenants if code == t.region_id or code.startswith(t.region_id + ".")]
    return max(near, key=lambda t: len(t.region_id), default=None)


def zone_of(tenant: Tenant | None) -> ZoneInfo | None:
    """This function will return the tenant's time zone."""
    return ZoneInfo(tenant.timezone) if tenant else None
