"""From a point to a village, in memory and without a database."""

import math
from collections.abc import Collection, Mapping

import numpy as np
import shapely
from django.utils.translation import gettext_lazy as _
from numpy.typing import ArrayLike, NDArray

from kondusif.core.problems import Problem
from kondusif.regions.measure import distance_km

# A box around the country: west, south, east, north.
COUNTRY = (94.5, -11.5, 141.5, 6.5)
# How far outside every area a point still counts as the nearest village's: the error of a phone's
# position at a true boundary, the error of the outline at an approximate one.
REACH_KM = 0.1
REACH_APPROXIMATE_KM = 1.0
_KM_PER_DEGREE = 111.2


class PlaceIndex:
    """The villages of one tenant, ready to be asked; it never changes, so every thread may share it."""

    def __init__(self, shapes: Mapping[str, shapely.Geometry], *, approximate: Collection[str] = ()):
        # Surveyed areas first: where an approximate cell laps over a surveyed one, the lower number wins.
        self.codes: tuple[str, ...] = tuple(sorted(shapes, key=lambda code: (code in approximate, code)))
        self.approximate = frozenset(approximate)
        self._shapes = np.array([shapes[code] for code in self.codes], dtype=object)
        self._tree = shapely.STRtree(self._shapes)
        # The tree builds itself at the first question; asking here keeps threads from racing to it.
        self._tree.query(shapely.Point(0, 0))

    def __len__(self) -> int:
        return len(self.codes)

    def village_at(self, lon: float, lat: float) -> str | None:
        """This function will return the code of the village that covers the point, or None."""
        found = self._tree.query(shapely.Point(lon, lat), predicate="intersects")
        return self.codes[found.min()] if len(found) else None

    def villages_at(self, lons: ArrayLike, lats: ArrayLike) -> list[str | None]:
        """This function will answer for many points at once, in their order."""
        points = shapely.points(np.asarray(lons, dtype=float), np.asarray(lats, dtype=float))
        nobody = len(self.codes)
        first: NDArray[np.int64] = np.full(len(points), nobody)
        asked, found = self._tree.query(points, predicate="intersects")
        # A point on a shared edge belongs to the first, as in village_at.
        np.minimum.at(first, asked, found)
        return [self.codes[n] if n < nobody else None for n in first]

    def village_near(self, lon: float, lat: float, max_km: float) -> str | None:
        """This function will return the nearest village within *max_km*, itself included."""
        point = shapely.Point(lon, lat)
        reach = max_km / (_KM_PER_DEGREE * max(math.cos(math.radians(lat)), 0.1))
        found = self._tree.query_nearest(point, max_distance=reach)
        within = [n for n in found if self._distance_km(point, n) <= max_km]
        return self.codes[min(within)] if within else None

    def village_of(self, lon: float, lat: float, *, region_name: str) -> str:
        """
        This function will return the village for a reporter's point, forgiving the error of a phone.

        :raises Problem: if the point is no point, is swapped, or lies outside the country or the region.
        """
        check_point(lon, lat)
        code = self.village_at(lon, lat)
        if code is None:
            near = self.village_near(lon, lat, REACH_APPROXIMATE_KM)
            code = near if near in self.approximate else self.village_near(lon, lat, REACH_KM)
        if code is None:
            raise Problem(
                "point.outside_region",
                _("This point lies outside %(region)s. Move the mark on the map, or choose the village by name.")
                % {"region": region_name},
            )
        return code

    def _distance_km(self, point: shapely.Point, n: int) -> float:
        line = shapely.shortest_line(self._shapes[n], point)
        (lon1, lat1), (lon2, lat2) = shapely.get_coordinates(line)
        return distance_km(lon1, lat1, lon2, lat2)


def check_point(lon: float, lat: float) -> None:
    """
    This function will let a point pass that can lie in Indonesia.

    :raises Problem: if it is no point, its numbers are swapped, or it lies in another country.
    """
    if not (math.isfinite(lon) and math.isfinite(lat) and abs(lon) <= 180 and abs(lat) <= 180):
        raise Problem(
            "point.invalid",
            _("This is no position on earth. Give latitude and longitude in degrees, for example -7.04 and 112.74."),
        )
    if in_country(lon, lat):
        return
    if in_country(lat, lon):
        raise Problem(
            "point.swapped",
            _(
                "Latitude and longitude seem to be swapped. Give the latitude (about -11 to 6) first, then the longitude."
            ),
        )
    raise Problem(
        "point.outside_country",
        _("This point lies outside Indonesia. Move the mark on the map, or choose the village by name."),
    )


def in_country(lon: float, lat: float) -> bool:
    """This function will tell whether a point lies in the box around Indonesia."""
    west, south, east, north = COUNTRY
    return west <= lon <= east and south <= lat <= north
