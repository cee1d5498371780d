"""Write the areas of regions; the map and the index read what stands here."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np
import shapely
from django.db import connection, transaction

from kondusif.regions.measure import area_km2
from kondusif.regions.models import Boundary, Region


@dataclass(frozen=True)
class Edition:
    """Which boundaries these are and where they come from."""

    name: str
    approximate: bool
    source: str
    valid_from: date


@transaction.atomic
def store_areas(
    shapes: Mapping[str, shapely.Geometry], *, edition: Edition, shown: Mapping[str, shapely.Geometry] | None = None
) -> int:
    """
    This function will make *shapes* the current areas of their regions, and return how many there are.

    *shown* holds simpler shapes for the map; without it the map gets the full ones. Former editions
    stay, no longer current; the same edition is replaced.
    """
    with connection.cursor() as cursor:
        # Two imports at once would both find no current boundary and both write one.
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('regions.boundary'))")
    regions = Region.objects.in_bulk(list(shapes))
    Boundary.objects.filter(region_id__in=shapes, edition=edition.name).delete()
    Boundary.objects.filter(region_id__in=shapes, current=True).update(current=False)
    rows = [_boundary(regions[code], shape, (shown or shapes)[code], edition) for code, shape in shapes.items()]
    return len(Boundary.objects.bulk_create(rows, batch_size=500))


def _boundary(region: Region, shape: shapely.Geometry, shown: shapely.Geometry, edition: Edition) -> Boundary:
    west, south, east, north = shape.bounds
    return Boundary(
        region=region,
        edition=edition.name,
        approximate=edition.approximate,
        geometry=shapely.to_wkb(shape),
        feature=feature(region, shown, edition.approximate),
        area_km2=area_km2(shape),
        west=west,
        south=south,
        east=east,
        north=north,
        valid_from=edition.valid_from,
        source=edition.source,
    )


def feature(region: Region, shape: shapely.Geometry, approximate: bool) -> bytes:
    """This function will write one GeoJSON feature with coordinates to about a metre."""
    rounded = shapely.transform(shape, lambda lonlat: np.round(lonlat, 5))
    properties = {
        "code": region.code,
        "name": region.name,
        "title": region.title,
        "level": region.level,
        "approximate": approximate,
        "label": _label_point(shape),
    }
    head = json.dumps({"type": "Feature", "id": region.code, "properties": properties}, ensure_ascii=False)
    return f'{head[:-1]}, "geometry": {shapely.to_geojson(rounded)}}}'.encode()


def _label_point(shape: shapely.Geometry) -> list[float]:
    """This function will return where a name stands best: the middle of the widest place of the largest part."""
    largest = max(shapely.get_parts(shape), key=shapely.area)
    west, south, east, north = largest.bounds
    radius = shapely.maximum_inscribed_circle(largest, tolerance=max(east - west, north - south) / 50)
    lon, lat = shapely.get_coordinates(radius)[0]
    return [round(float(lon), 4), round(float(lat), 4)]
