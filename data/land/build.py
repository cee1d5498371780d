"""Build Indonesia's land outline from the npm package world-atlas (Natural Earth 1:10m, public domain).

npm pack world-atlas@2.0.2
python data/land/build.py world-atlas-2.0.2.tgz
"""

import gzip
import hashlib
import json
import sys
import tarfile
from collections.abc import Iterator
from pathlib import Path

import shapely

HERE = Path(__file__).resolve().parent
SHA256 = "032e7765f2ce00edaeafec23ff22bc3b77e42987c257da944cc585b452c05b97"
INDONESIA = "360"
Arc = list[tuple[float, float]]


def main(tarball: Path) -> None:
    """This function will take the one country out of the world and write it as packed WKB."""
    digest = hashlib.sha256(tarball.read_bytes()).hexdigest()
    if digest != SHA256:
        raise SystemExit(f"{tarball.name} has SHA-256 {digest}, expected {SHA256}")
    with tarfile.open(tarball) as archive:
        member = archive.extractfile("package/countries-10m.json")
        topology = json.load(member)  # type: ignore[arg-type]
    countries = topology["objects"]["countries"]["geometries"]
    country = next(c for c in countries if c.get("id") == INDONESIA)
    arcs = decode(topology)
    polygons = [polygon(rings, arcs) for rings in country["arcs"]]
    land = shapely.set_precision(shapely.MultiPolygon(list(parts(shapely.union_all(polygons)))), 1e-4)
    (HERE / "indonesia.wkb.gz").write_bytes(gzip.compress(shapely.to_wkb(land), 9, mtime=0))


def decode(topology: dict) -> list[Arc]:
    """This function will undo TopoJSON's delta coding (specification §4.2)."""
    (sx, sy), (tx, ty) = topology["transform"]["scale"], topology["transform"]["translate"]
    arcs = []
    for deltas in topology["arcs"]:
        x = y = 0
        arc = []
        for dx, dy in deltas:
            x, y = x + dx, y + dy
            arc.append((x * sx + tx, y * sy + ty))
        arcs.append(arc)
    return arcs


def polygon(rings: list[list[int]], arcs: list[Arc]) -> shapely.Polygon:
    """This function will join arcs into rings; a negative index means the arc backwards."""
    closed = []
    for ring in rings:
        points: Arc = []
        for index in ring:
            arc = arcs[index] if index >= 0 else arcs[~index][::-1]
            points += arc[1:] if points else arc
        closed.append(points)
    return shapely.make_valid(shapely.Polygon(closed[0], closed[1:]))


def parts(shape: shapely.Geometry) -> Iterator[shapely.Polygon]:
    """This function will yield the polygons of *shape* and drop stray lines and points."""
    for part in shapely.get_parts(shape):
        if part.geom_type == "Polygon":
            yield part
        elif part.geom_type == "MultiPolygon":
            yield from part.geoms


if __name__ == "__main__":
    main(Path(sys.argv[1]))
