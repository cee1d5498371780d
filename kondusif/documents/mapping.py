"""The map of vulnerability out of the ratings: what one authority says of every area on a day."""

from datetime import date
from typing import Any

import orjson

from kondusif.people.viewers import Viewer
from kondusif.ratings.queries import areas_with_ratings
from kondusif.ratings.schemes import AUTHORITY_NAMES, Authority
from kondusif.regions.kinds import Level
from kondusif.regions.models import Boundary, Region

# The four steps of the legend onto the three words of the paper; no rating is no word.
STEPS = {0: "rendah", 1: "sedang", 2: "tinggi", 3: "tinggi"}
POINTS_MAX = 400  # per outline: more cannot be seen on A3


def map_data(
    viewer: Viewer, region: Region, authority: Authority, on: date, *, title: str, note: str
) -> dict[str, Any]:
    """This function will return the data of a vulnerability map of *region*, area by area, known or not."""
    level = Level(region.level + 1)
    rows = [r for r in areas_with_ratings(viewer, on, level, authority) if region.contains(r.region_code)]
    outlines = _outlines(region.pk, level)
    shown = [r.shown for r in rows if r.shown]
    return {
        "title": title, "area": region.title, "authority": AUTHORITY_NAMES[authority], "as_of": on.isoformat(),
        "method": ", ".join(sorted({r.method for r in shown})) or "belum ada penilaian", "note": note,
        "edition": ", ".join(sorted({r.edition for r in shown}))[:300],
        "source": "batas pendekatan, bukan batas resmi" if any(a for _r, a in outlines.values()) else "batas resmi",
        "areas": [_area(row, outlines) for row in rows],
    }  # fmt: skip


def _area(row: Any, outlines: dict[str, tuple[list, bool]]) -> dict[str, Any]:
    rating = row.shown
    return {
        "code": row.region_code, "name": row.region_name.removeprefix("Kecamatan ").removeprefix("Kabupaten "),
        "level": STEPS[row.tone] if row.tone is not None else "tidak ada data",
        "class_name": rating.class_name if rating else "", "rings": outlines.get(row.region_code, ([], False))[0],
    }  # fmt: skip


def _outlines(code: str, level: Level) -> dict[str, tuple[list, bool]]:
    found = Boundary.objects.filter(region__code__startswith=f"{code}.", region__level=level, current=True)
    return {
        region: (_rings(orjson.loads(bytes(feature))["geometry"]), approximate)
        for region, feature, approximate in found.values_list("region_id", "feature", "approximate")
    }


def _rings(geometry: dict[str, Any]) -> list[list[list[float]]]:
    """The outer rings; a hole in a subdistrict would be another district, which is drawn on its own."""
    polygons = [geometry["coordinates"]] if geometry["type"] == "Polygon" else geometry["coordinates"]
    return [_thinned(polygon[0]) for polygon in polygons]


def _thinned(ring: list[list[float]]) -> list[list[float]]:
    step = max(1, len(ring) // POINTS_MAX)
    kept = ring[::step]
    return [[round(p[0], 5), round(p[1], 5)] for p in (kept if kept[-1] == ring[-1] else [*kept, ring[-1]])]
