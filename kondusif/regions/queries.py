"""Reading regions. They are public facts: everybody may know every one of them."""

from collections.abc import Iterable
from typing import Any

import shapely
from django.db.models import Count, Max, Q, QuerySet, Sum
from django.utils.translation import gettext_lazy as _

from kondusif.core.problems import NotFound
from kondusif.regions.codes import is_code, lineage
from kondusif.regions.kinds import Level
from kondusif.regions.models import Boundary, Region, Tenant
from kondusif.regions.places import IndexCache, PlaceIndex

_INDEXES = IndexCache()


def _below(field: str, code: str) -> Q:
    # A range, not LIKE: the column is in "C" order, and "/" is the character after ".".
    return Q(**{field: code}) | Q(**{f"{field}__gt": code + ".", f"{field}__lt": code + "/"})


def subtree(code: str, level: int | None = None) -> QuerySet[Region]:
    """This function will return *code* and every region in it, or those of one *level*."""
    regions = Region.objects.filter(_below("code", code))
    return regions if level is None else regions.filter(level=level)


def region(code: str) -> Region:
    """
    This function will return one region.

    :raises NotFound: if no region has this code.
    """
    found = Region.objects.filter(code=code).first() if is_code(code) else None
    if found is None:
        raise NotFound("region.unknown", _("There is no region with this code."))
    return found


def tenant_of(code: str) -> Tenant | None:
    """This function will return the office nearest above *code*, itself included."""
    return Tenant.objects.filter(region_id__in=lineage(code)).order_by("-region_id").first()


def tenants_touching(codes: Iterable[str]) -> list[str]:
    """This function will return the offices' regions that hold, or lie in, one of *codes*."""
    touched = set(codes)
    touched |= {above for code in touched for above in lineage(code)}
    return list(Tenant.objects.filter(region_id__in=touched).values_list("region_id", flat=True))


def boundary_stamp(code: str) -> tuple[Any, ...]:
    """This function will return something that changes whenever an area in *code* does."""
    current = Boundary.objects.filter(_below("region_id", code), current=True)
    counts = current.aggregate(n=Count("id"), newest=Max("id"), total=Sum("id"))
    return counts["n"], counts["newest"], counts["total"]


def place_index(within: str) -> PlaceIndex:
    """
    This function will return the point index of a tenant, built once per edition of its boundaries.

    It asks the database once whether the boundaries are still the same; the index itself asks nothing.
    """
    stamp = boundary_stamp(within)
    return _INDEXES.get(within, stamp) or _INDEXES.put(within, stamp, _build_index(within))


def _build_index(within: str) -> PlaceIndex:
    rows = Boundary.objects.filter(_below("region_id", within), current=True, region__level=Level.VILLAGE.value)
    found = list(rows.values_list("region_id", "geometry", "approximate"))
    shapes = shapely.from_wkb([bytes(geometry) for __, geometry, __ in found])
    return PlaceIndex(
        {code: shape for (code, *__), shape in zip(found, shapes, strict=True)},
        approximate={code for code, __, approximate in found if approximate},
    )
