"""Outlines small enough for a slow phone: areas with their names as SVG on a grid of a thousand units."""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
import shapely

WIDTH = 1000.0
# In units of the drawing: finer than a phone shows, coarse enough for a few kilobytes.
TOLERANCE = 3.0
# A drawing of 330 pixels (a phone) and one of 700: letters of eleven to thirteen pixels in both.
LETTER_PHONE, LETTER_WIDE = 35.0, 19.0
_PER_LETTER = 0.56  # a letter's usual width in its height


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
    middle: tuple[int, int] = (0, 0)  # where its name stands
    room: float = 0.0  # from there to its border


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
        tuple(_outlined(code, shape) for code, shape in zip(shapes, simple, strict=True)),
        math.ceil((north - south) * scale),
    )


def names_that_fit(outlines: Iterable[Outline], names: Mapping[str, str], letter: float) -> frozenset[str]:
    """This function will return the codes whose names can stand at that size without lying on one another, roomy areas first."""
    boxes: dict[str, tuple[float, float, float, float]] = {}
    for outline in sorted(outlines, key=lambda o: (-o.room, o.code)):
        x, y, half = *outline.middle, len(names[outline.code]) * letter * _PER_LETTER / 2
        box = (x - half, y - letter * 0.6, x + half, y + letter * 0.6)
        inside = box[0] >= 0 and box[2] <= WIDTH
        if inside and not any(
            box[0] < b[2] and b[0] < box[2] and box[1] < b[3] and b[1] < box[3] for b in boxes.values()
        ):
            boxes[outline.code] = box
    return frozenset(boxes)


def _outlined(code: str, shape: shapely.Geometry) -> Outline:
    """The name stands in the middle of the largest circle inside the largest part: on land, and where there is most room."""
    largest = max(shapely.get_parts(shape), key=lambda part: part.area)
    inside = shapely.maximum_inscribed_circle(largest, tolerance=TOLERANCE)
    (x, y), _border = inside.coords
    return Outline(code, _path(shape), (round(x), round(y)), inside.length)


def _path(shape: shapely.Geometry) -> str:
    rings = []
    for polygon in shapely.get_parts(shape):
        if polygon.area < TOLERANCE**2 and rings:
            continue  # an islet smaller than a dot
        for ring in (polygon.exterior, *polygon.interiors):
            points = [f"{round(x)} {round(y)}" for x, y in ring.coords[:-1]]
            rings.append("M" + "L".join(points) + "Z")
    return "".join(rings)
