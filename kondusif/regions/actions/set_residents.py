"""Write down how many people live where, and who says so."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from kondusif.core.actions import Actor, record
from kondusif.core.problems import Problem
from kondusif.regions.codes import lineage
from kondusif.regions.models import Region


@transaction.atomic
def set_residents(*, residents: Mapping[str, int], source: str, by: Actor, at: datetime) -> int:
    """
    This function will store the residents of regions with their source, and return how many changed.

    :raises Problem: if the source is not named.
    """
    source = source.strip()[:120]
    if not source:
        raise Problem("residents.source", _("Name the source of the numbers, for example “Dukcapil, semester I 2026”."))
    regions = list(Region.objects.select_for_update().filter(code__in=residents).order_by("code"))
    for region in regions:
        region.population, region.population_source = residents[region.code], source
    Region.objects.bulk_update(regions, ["population", "population_source"], batch_size=500)
    if regions:
        top = Region.objects.get(code=_common(regions))
        record("residents.set", subject=top, by=by, at=at, region_code=top.code, n=len(regions), source=source)
    return len(regions)


def _common(regions: list[Region]) -> str:
    shared = set(lineage(regions[0].code)).intersection(*(lineage(region.code) for region in regions))
    return max(shared, key=len) if shared else regions[0].province_code
