"""Approximate areas where no boundary is known: the land nearer to one village than to any other."""

import gzip
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
import shapely

from kondusif.regions.codes import ancestor, lies_in
from kondusif.regions.kinds import Level

# How far around the tenant villages of neighbours still push a cell back.
MARGIN_DEG = 0.4
# A village on an island or coast that the 1:10,000,000 outline misses gets this much land around it.
ISLET_DEG = 0.01
# Nearer to the shoreline than this a point may fall into the sea by rounding.
SHORE_DEG = 1e-4

Site = tuple[str, float, float]


@dataclass(frozen=True)
class ApproximateAreas:
    """What was drawn, by code from the tenant down to its villages, and which villages have no known point."""

    shapes: dict[str, shapely.Geometry]
    without_point: tuple[str, ...]


@cache
def land(file: Path) -> shapely.MultiPolygon:
    """This function will read the shipped outline of the country."""
    return shapely.from_wkb(gzip.decompress(file.read_bytes()))


def approximate_areas(
    within: str, sites: Iterable[Site], all_codes: Iterable[str], outline: shapely.Geometry, *, surveyed: bool = False
) -> ApproximateAreas:
    """
    This function will draw the areas of *within* and everything in it.

    *sites* are village centroids, those of neighbours too; *all_codes* names the villages to draw,
    so that the ones without a centroid are reported instead of forgotten. *outline* is the land, or
    the true area of *within* itself when it is *surveyed*: then it alone is shared out.
    """
    own, neighbours = _near(within, list(sites))
    known = {code for code, _, _ in own}
    without_point = tuple(sorted(code for code in all_codes if code not in known))
    if not own:
        return ApproximateAreas({}, without_point)
    if surveyed:
        cells, footprint = _cells(own, [], outline), outline
    else:
        cells = _cells(own, neighbours, None)
        footprint = _footprint(own, outline)
    shapes = {code: _polygons(shapely.intersection(cell, footprint)) for code, cell in cells.items()}
    # Join the whole cells first and cut them at the coast afterwards: joined pieces fit without slivers.
    for level in (Level.SUBDISTRICT, Level.REGENCY, Level.PROVINCE):
        for code, members in _grouped(cells, level).items():
            if lies_in(code, within):
                shapes[code] = _polygons(shapely.intersection(shapely.union_all(members), footprint))
    return ApproximateAreas(shapes, without_point)


def _near(within: str, sites: list[Site]) -> tuple[list[Site], list[Site]]:
    own = _spread([site for site in sites if lies_in(site[0], within)])
    if not own:
        return [], []
    lon, lat = np.array([site[1] for site in own]), np.array([site[2] for site in own])
    west, east = lon.min() - MARGIN_DEG, lon.max() + MARGIN_DEG
    south, north = lat.min() - MARGIN_DEG, lat.max() + MARGIN_DEG
    neighbours = [
        site for site in sites if west < site[1] < east and south < site[2] < north and not lies_in(site[0], within)
    ]
    return own, neighbours


def _spread(sites: list[Site]) -> list[Site]:
    """This function will move villages that share one point a metre apart, so that each has a cell."""
    seen: set[tuple[float, float]] = set()
    spread = []
    for code, lon, lat in sites:
        while (lon, lat) in seen:
            lon = round(lon + 1e-5, 5)
        seen.add((lon, lat))
        spread.append((code, lon, lat))
    return spread


def _cells(own: list[Site], neighbours: list[Site], cover: shapely.Geometry | None) -> dict[str, shapely.Polygon]:
    """This function will return each own village's Voronoi cell, measured in degrees of equal length."""
    taken = {(lon, lat) for _, lon, lat in own}
    lonlat = [(lon, lat) for _, lon, lat in own]
    lonlat += sorted({(lon, lat) for _, lon, lat in neighbours} - taken)
    points = np.array(lonlat)
    shrink = np.array([np.cos(np.radians(points[: len(own), 1].mean())), 1.0])
    flat = points * shrink
    corners = flat if cover is None else np.vstack([flat, np.reshape(cover.bounds, (2, 2)) * shrink])
    frame = shapely.box(*(corners.min(axis=0) - MARGIN_DEG), *(corners.max(axis=0) + MARGIN_DEG))
    if len(flat) == 1:
        return {own[0][0]: shapely.transform(frame, lambda xy: xy / shrink)}
    diagram = shapely.voronoi_polygons(shapely.MultiPoint(flat), extend_to=frame, ordered=True)
    cells = shapely.transform(shapely.get_parts(diagram)[: len(own)], lambda xy: xy / shrink)
    return {code: cell for (code, _, _), cell in zip(own, cells, strict=True)}


def _footprint(own: list[Site], outline: shapely.Geometry) -> shapely.Geometry:
    """This function will return the land under the cells, with an islet for each village the outline misses."""
    # Outer cells run on over the sea: without this frame they would reach the islands of somebody else.
    lonlat = np.array([site[1:] for site in own])
    ground = shapely.clip_by_rect(outline, *(lonlat.min(axis=0) - MARGIN_DEG), *(lonlat.max(axis=0) + MARGIN_DEG))
    shapely.prepare(ground)
    points = shapely.points([site[1:] for site in own])
    missed = ~shapely.contains_properly(ground, points) | shapely.dwithin(shapely.boundary(ground), points, SHORE_DEG)
    return shapely.union_all([ground, *shapely.buffer(points[missed], ISLET_DEG)])


def _grouped(cells: dict[str, shapely.Polygon], level: Level) -> dict[str, list[shapely.Polygon]]:
    groups: dict[str, list[shapely.Polygon]] = defaultdict(list)
    for code, cell in cells.items():
        groups[str(ancestor(code, level))].append(cell)
    return groups


def _polygons(shape: shapely.Geometry) -> shapely.Geometry:
    """This function will drop the stray lines and points that cutting leaves behind."""
    parts = [part for part in shapely.get_parts(shape) if part.geom_type == "Polygon" and part.area > 0]
    return parts[0] if len(parts) == 1 else shapely.MultiPolygon(parts)
