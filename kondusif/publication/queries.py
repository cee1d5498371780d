"""Reading what the public may see: no viewer is asked, because everything here is for everybody."""

from dataclasses import dataclass
from datetime import datetime

import shapely

from kondusif.alerts.models import Alert
from kondusif.alerts.queries import public_alerts
from kondusif.core.scope import EVERYWHERE, scoped
from kondusif.people.queries import within
from kondusif.publication.drawing import LETTER_PHONE, LETTER_WIDE, Drawing, draw, names_that_fit
from kondusif.publication.models import Cell, Release
from kondusif.publication.rules import ALL
from kondusif.regions.kinds import Level
from kondusif.regions.models import Boundary, Region, Tenant
from kondusif.regions.newest import Newest
from kondusif.regions.queries import boundary_stamp, top_tenants

_DRAWN: Newest[Drawing] = Newest()


@dataclass(frozen=True)
class Area:
    """One area of the public map: its outline, its band, and the themes that may be named."""

    region: Region
    path: str
    middle: tuple[int, int]
    named: str  # "always", "wide" where only a wide drawing has room for its name, or empty
    band: int | None  # None: this issue says nothing of it
    groups: tuple[tuple[str, int], ...]


def tenant_shown(slug: str | None) -> Tenant | None:
    """This function will return the tenant whose page is asked for, or the installation's first."""
    if slug:
        return Tenant.objects.select_related("region").filter(slug=slug).first()
    tenants = top_tenants()
    return tenants[0] if tenants else None


def latest_release(region_code: str) -> Release | None:
    """This function will return the newest issue of a tenant's map."""
    return Release.objects.filter(region_id=region_code).order_by("-made_at", "-id").first()


def residents_in(region_code: str) -> dict[str, int | None]:
    """This function will return how many people live in each region of the tenant, None where nobody knows."""
    return dict(Region.objects.filter(within([region_code], "code")).values_list("code", "population"))


def public_map(tenant: Tenant) -> tuple[Release | None, list[Area], int]:
    """
    This function will return the newest issue, its areas ready to be drawn, and the height of the drawing.

    A citizen holds no office: this door opens the scope for published bands, and nothing else.
    """
    with scoped(EVERYWHERE):
        release = latest_release(tenant.region_id)
        cells = list(Cell.objects.filter(release=release)) if release else []
    bands = {(c.region_id, c.group): c.band for c in cells}
    drawn = _DRAWN.get(tenant.region_id, boundary_stamp(tenant.region_id), lambda: _draw(tenant.region_id))
    regions = Region.objects.in_bulk([o.code for o in drawn.outlines])
    names = {code: region.name for code, region in regions.items()}
    phone = names_that_fit(drawn.outlines, names, LETTER_PHONE)
    wide = names_that_fit(drawn.outlines, names, LETTER_WIDE)
    areas = [
        Area(
            regions[o.code],
            o.path,
            o.middle,
            "always" if o.code in phone else "wide" if o.code in wide else "",
            bands.get((o.code, ALL), bands.get((o.code[:5], ALL))),
            tuple((c.group, c.band) for c in cells if c.region_id == o.code and c.group != ALL and c.band),
        )
        for o in drawn.outlines
    ]
    return release, areas, drawn.height


def regency_bands(tenant: Tenant) -> list[tuple[str, int]]:
    """This function will return the themes shown for the whole regency only: sensitive ones and areas too small."""
    with scoped(EVERYWHERE):
        release = latest_release(tenant.region_id)
        if release is None:
            return []
        cells = release.cells.filter(region__level=Level.REGENCY).exclude(group=ALL).exclude(band=0)
        return list(cells.order_by("group").values_list("group", "band"))


def _draw(region_code: str) -> Drawing:
    rows = Boundary.objects.filter(within([region_code]), current=True, region__level=Level.SUBDISTRICT).order_by(
        "region_id"
    )
    return draw({code: shapely.from_wkb(bytes(wkb)) for code, wkb in rows.values_list("region_id", "geometry")})


def warnings_now(tenant: Tenant, at: datetime) -> list[Alert]:
    """This function will return what the public of the tenant's region is warned of at the moment *at*."""
    with scoped(EVERYWHERE):
        return list(public_alerts(at).filter(within([tenant.region_id])))
