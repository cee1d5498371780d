"""Open the installation for an office."""

from datetime import datetime
from pathlib import Path

from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from kondusif.core.actions import Actor, record
from kondusif.core.problems import Problem
from kondusif.regions.actions.build_approximate_areas import build_approximate_areas
from kondusif.regions.kinds import Level
from kondusif.regions.models import Boundary, Region, Tenant
from kondusif.regions.queries import region


@transaction.atomic
def create_tenant(*, region_code: str, data_dir: Path, by: Actor, at: datetime, with_regencies: bool = False) -> Tenant:
    """
    This function will make the region an office's own, with areas for the map; a second time it changes nothing.

    *with_regencies* makes each regency of a province an office's own as well.

    :raises NotFound: if there is no such region.
    :raises Problem: if the region is neither a province nor a regency or city.
    """
    place = region(region_code)
    if place.level > Level.REGENCY:
        raise Problem("tenant.level", _("Only a province, a regency or a city can be an office of its own."))
    tenant = _tenant(place, by=by, at=at)
    if with_regencies:
        for regency in place.children.order_by("code"):
            _tenant(regency, by=by, at=at)
    if not Boundary.objects.filter(region=place, current=True).exists():
        build_approximate_areas(region_code=place.code, data_dir=data_dir, on=at.date())
    return tenant


def _tenant(place: Region, *, by: Actor, at: datetime) -> Tenant:
    tenant, is_new = Tenant.objects.get_or_create(
        region=place,
        defaults={"slug": slugify(place.title), "name": place.title, "timezone": place.timezone, "created_at": at},
    )
    if is_new:
        record("tenant.created", subject=tenant, by=by, at=at, region_code=place.code)
    return tenant
