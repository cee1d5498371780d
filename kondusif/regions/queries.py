"""Reading regions. They are public facts: everybody may know every one of them."""

import gzip
from collections.abc import Iterable
from functools import reduce
from operator import or_
from typing import Any

import shapely
from django.db.models import Case, Count, F, IntegerField, Max, Q, QuerySet, Sum, Value, When
from django.db.models.functions import Length
from django.utils.translation import gettext_lazy as _

from kondusif.core.problems import NotFound
from kondusif.regions.codes import is_code, lineage
from kondusif.regions.kinds import Level
from kondusif.regions.models import Boundary, Region, Tenant
from kondusif.regions.names import search_form, without_title
from kondusif.regions.newest import Newest
from kondusif.regions.place_text import NamedRegion, PlaceGuess, PlaceNames
from kondusif.regions.places import PlaceIndex

_INDEXES: Newest[PlaceIndex] = Newest()
_NAMES: Newest[PlaceNames] = Newest()
_MAPS: Newest[bytes] = Newest()


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


def residents_of(codes: Iterable[str]) -> dict[str, int | None]:
    """
    This function will return how many people live in each region, or None where that is not known.

    Without a number of its own a region takes the sum of its parts, if every one of them is known.
    """
    wanted = list(codes)
    known = dict(Region.objects.filter(code__in=wanted).values_list("code", "population"))
    unknown = [code for code in wanted if known.get(code) is None]
    parts = Region.objects.filter(parent_id__in=unknown).values("parent_id")
    sums = parts.annotate(n=Count("code"), n_known=Count("population"), total=Sum("population"))
    whole = {row["parent_id"]: row["total"] for row in sums if row["n"] == row["n_known"]}
    return {code: known.get(code) if known.get(code) is not None else whole.get(code) for code in wanted}


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
    return _INDEXES.get(within, boundary_stamp(within), lambda: _build_index(within))


def _build_index(within: str) -> PlaceIndex:
    rows = Boundary.objects.filter(_below("region_id", within), current=True, region__level=Level.VILLAGE.value)
    found = list(rows.values_list("region_id", "geometry", "approximate"))
    shapes = shapely.from_wkb([bytes(geometry) for __, geometry, __ in found])
    return PlaceIndex(
        {code: shape for (code, *__), shape in zip(found, shapes, strict=True)},
        approximate={code for code, __, approximate in found if approximate},
    )


def area_collection(code: str, level: int) -> tuple[str, bytes]:
    """
    This function will return the areas of one *level* in *code* as packed GeoJSON, with a tag that changes with them.

    The bytes are kept: a map that many look at is read from the database once per edition.
    """
    stamp = boundary_stamp(code)
    tag = "-".join(str(part) for part in (code, level, *stamp))
    return tag, _MAPS.get(f"{code}/{level}", stamp, lambda: _collection(code, level))


def _collection(code: str, level: int) -> bytes:
    rows = Boundary.objects.filter(_below("region_id", code), current=True, region__level=level).order_by("region_id")
    features = b",\n".join(bytes(feature) for feature in rows.values_list("feature", flat=True))
    return gzip.compress(b'{"type": "FeatureCollection", "features": [' + features + b"]}", 6, mtime=0)


def place_names(within: str) -> PlaceNames:
    """This function will return the names of a tenant's regions, ready to be looked for in texts."""
    return _NAMES.get(within, subtree(within).count(), lambda: _build_names(within))


def _build_names(within: str) -> PlaceNames:
    rows = subtree(within).values_list("code", "level", "name")
    return PlaceNames(NamedRegion(*row) for row in rows)


def resolve_place(text: str, within: str) -> PlaceGuess:
    """This function will read which region of *within* a text names, and how sure that is."""
    return place_names(within).resolve(text)


def regions_named(query: str, *, within: Iterable[str] = (), limit: int = 12) -> list[Region]:
    """
    This function will return the regions whose name holds *query*, the best match first.

    Without *within* it looks in the whole country. Regions are public facts, so nobody is asked who looks.
    """
    wanted = without_title(search_form(query[:100]))
    if len(wanted) < 2:
        return []
    regions = Region.objects.filter(search_name__contains=wanted).select_related("parent__parent")
    if codes := list(within):
        regions = regions.filter(reduce(or_, (_below("code", code) for code in codes)))
    return list(
        regions.annotate(rank=_rank(wanted)).order_by("rank", Length("search_name"), F("level").desc(), "code")[:limit]
    )


def _rank(wanted: str) -> Case:
    return Case(
        When(search_name=wanted, then=Value(0)),
        When(search_name__startswith=wanted, then=Value(1)),
        When(search_name__contains=" " + wanted, then=Value(2)),
        default=Value(3),
        output_field=IntegerField(),
    )


def places_like(query: str, *, within: Iterable[str] = (), limit: int = 12) -> list[Region]:
    """This function will return what a person who typed *query* may mean: names first, then readings of the text."""
    scopes = list(within)
    found = regions_named(query, within=scopes, limit=limit)
    if found:
        return found
    guesses = [resolve_place(query, scope) for scope in scopes]
    codes = [code for guess in guesses for code in (guess.code, *guess.alternatives) if code]
    regions = Region.objects.select_related("parent__parent").in_bulk(codes[:limit])
    return [regions[code] for code in dict.fromkeys(codes) if code in regions]


def top_tenants() -> list[Tenant]:
    """This function will return the offices that stand under no other office of this installation."""
    tenants = list(Tenant.objects.order_by("region_id"))
    codes = {tenant.region_id for tenant in tenants}
    return [tenant for tenant in tenants if not codes & set(lineage(tenant.region_id)[:-1])]
