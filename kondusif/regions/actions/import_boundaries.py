"""Bring a file of boundaries in: first everything is checked, then all of it is written or nothing."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from django.db import transaction
from django.utils.translation import gettext as _

from kondusif.core.actions import Actor, record
from kondusif.core.problems import Problem
from kondusif.regions import gazetteer
from kondusif.regions.actions.build_approximate_areas import build_approximate_areas
from kondusif.regions.actions.store_areas import Edition, store_areas
from kondusif.regions.boundary_check import Checked, check_boundaries
from kondusif.regions.boundary_file import read_boundaries
from kondusif.regions.codes import lineage
from kondusif.regions.kinds import Level
from kondusif.regions.models import Region
from kondusif.regions.queries import tenants_touching

# Farther than this from the official area, a regency's shape is taken for a mistake.
AREA_LIMIT_SHARE = 0.25


@dataclass(frozen=True)
class BoundarySource:
    """Where a file of boundaries comes from, for the line under the map."""

    name: str
    valid_from: date


def examine_boundaries(content: bytes, *, data_dir: Path) -> Checked:
    """
    This function will check a file and tell what an import would do; it writes nothing.

    :raises Problem: if the file cannot be used.
    """
    known = set(Region.objects.values_list("code", flat=True))
    if not known:
        raise Problem("regions.not_loaded", _("The regions are not loaded yet. Run bin/kondusif load-regions first."))
    read = read_boundaries(content, known)
    if not read.shapes:
        raise Problem("boundaries.nothing", _("No area in the file can be used; see the list of unusable areas."))
    provinces = {code[:2] for code in read.shapes}
    # Where only some regencies are loaded, a province must not be drawn from them alone.
    everywhere = known | gazetteer.regency_codes(data_dir / "regions")
    codes = {code for code in everywhere if code[:2] in provinces}
    rows = Region.objects.filter(code__in=read.shapes, lon__isnull=False).values_list("code", "lon", "lat")
    return check_boundaries(
        read, codes=codes, points={code: (lon, lat) for code, lon, lat in rows}, official_km2=_official(provinces)
    )


def _official(provinces: set[str]) -> Mapping[str, float]:
    rows = Region.objects.filter(level=Level.REGENCY.value, official_area_km2__isnull=False)
    return {code: km2 for code, km2 in rows.values_list("code", "official_area_km2") if code[:2] in provinces}


@transaction.atomic
def import_boundaries(
    content: bytes, *, source: BoundarySource, data_dir: Path, by: Actor, at: datetime, any_area: bool = False
) -> Checked:
    """
    This function will check a file and make its areas the current ones.

    :raises Problem: if the file cannot be used, or a regency's area is far from the official one and
        *any_area* does not allow it.
    """
    checked = examine_boundaries(content, data_dir=data_dir)
    if not any_area and (wrong := _impossible_areas(checked)):
        raise Problem(
            "boundaries.area",
            _(
                "The area of %(codes)s differs from the official one by more than %(limit)d %%. Check the file; nothing was imported."
            )
            % {"codes": ", ".join(wrong), "limit": AREA_LIMIT_SHARE * 100},
        )
    edition = Edition(
        f"{source.valid_from.isoformat()} {hashlib.sha256(content).hexdigest()[:12]}",
        approximate=False,
        source=source.name,
        valid_from=source.valid_from,
    )
    n_areas = store_areas(checked.shapes, edition=edition, shown=checked.shown)
    for code in tenants_touching(checked.shapes):
        build_approximate_areas(region_code=code, data_dir=data_dir, on=at.date())
    top = Region.objects.get(code=common_region(checked.shapes))
    record(
        "boundaries.imported", subject=top, by=by, at=at, region_code=top.code,
        edition=edition.name, source=source.name, n_areas=n_areas, n_missing=len(checked.missing),
    )  # fmt: skip
    return checked


def _impossible_areas(checked: Checked) -> list[str]:
    return [
        a.code for a in checked.areas if a.difference_share is not None and abs(a.difference_share) > AREA_LIMIT_SHARE
    ]


def common_region(codes: Mapping[str, object]) -> str:
    """This function will return the smallest region that holds all *codes*; the first province if none does."""
    first, *others = (lineage(code) for code in codes)
    shared = set(first).intersection(*others)
    return max(shared, key=len) if shared else first[0]
