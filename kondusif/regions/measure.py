"""Areas and distances on the ellipsoid, in square kilometres and kilometres."""

import numpy as np
import shapely
from numpy.typing import NDArray

# WGS 84
_A_KM = 6378.137
_F = 1 / 298.257223563
_E = np.sqrt(_F * (2 - _F))


def area_km2(shape: shapely.Geometry) -> float:
    """
    This function will return the area of a shape given in longitude and latitude.

    Lambert's cylindrical projection with the authalic latitude keeps areas exactly (Snyder 1987,
    Map Projections: A Working Manual, equations 3-12 and 10-15).
    """
    return float(shapely.area(shapely.transform(shape, _equal_area)))


def _equal_area(lonlat: NDArray[np.float64]) -> NDArray[np.float64]:
    sine = np.sin(np.radians(lonlat[:, 1]))
    q = (1 - _E**2) * (sine / (1 - (_E * sine) ** 2) - np.log((1 - _E * sine) / (1 + _E * sine)) / (2 * _E))
    return np.column_stack([_A_KM * np.radians(lonlat[:, 0]), _A_KM * q / 2])


def distance_km(lon1: float, lat1: float, lon2: float, lat2: float) -> float:
    """This function will return the great-circle distance between two points."""
    a, b = np.radians(lat1), np.radians(lat2)
    half = np.sin((b - a) / 2) ** 2 + np.cos(a) * np.cos(b) * np.sin(np.radians(lon2 - lon1) / 2) ** 2
    return float(2 * 6371.0088 * np.arcsin(np.sqrt(half)))
