"""Outlines small enough for a slow phone: areas as SVG paths on a grid of a thousand units."""

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import shapely

WIDTH = 1000.0
# In units of the drawing: finer than a phone shows, coarse enough for a few kilobytes.
TOLERANCE = 3.0


@dataclass(frozen=True)
class Drawing:
    """Areas side by side, and how high the whole is."""

    outlines: tuple["Outline", ...]
    height: int


@dataclass(frozen=True)
class Outline:
    """One area as an SVG path."""

    code: str
    path: str


def draw(shapes: Mapping[str, shapely.Geometry]) -> Drawing:
    """
    This function will draw *shapes* (degrees) side by side, north up, WIDTH units wide, in the order given.

    Neighbours are simplified together, so that no gap opens between them.
    """
    if not shapes:
        return Drawing((), 0)
    west, south, east, north = shapely.total_bounds(list(shapes.values()))
    squeeze = math.cos(math.radians((south + north) / 2))
    scale = WIDTH / ((east - west) * squeeze or 1.0)

    def place(points: np.ndarray) -> np.ndarray:
        return np.column_stack([(points[:, 0] - west) * squeeze * scale, (north - points[:, 1]) * scale])

    placed = shapely.transform(list(shapes.values()), place)
    simple = shapely.coverage_simplify(placed, TOLERANCE)
    return Drawing(
        tuple(Outline(code, _path(shape)) for code, shape in zip(shapes, simple, strict=True)),
        math.ceil((north - south) * scale),
    )


def _path(shape: shapely.Geometry) -> str:
    rings = []
    for polygon in shapely.get_parts(shape):
        if polygon.area < TOLERANCE**2 and rings:
            continue  # an islet smaller than a dot
        for ring in (polygon.exterior, *polygon.interiors):
            points = [f"{round(x)} {round(y)}" for x, y in ring.coords[:-1]]
            rings.append("M" + "L".join(points) + "Z")
    return "".join(rings)
