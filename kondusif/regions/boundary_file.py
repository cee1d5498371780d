"""Read a GeoJSON file of boundaries into codes and shapes, or say what is wrong with it."""

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import orjson
import shapely
from django.utils.translation import gettext as _
from numpy.typing import NDArray

from kondusif.core.problems import Problem
from kondusif.regions.codes import dotted, is_code, level_of
from kondusif.regions.kinds import Level
from kondusif.regions.places import COUNTRY

# Parsed, a file takes about six times its size in memory.
MAX_BYTES = 150_000_000
MAX_FEATURES = 100_000
_DEGREES = re.compile(r"(CRS:?84|EPSG:{1,2}4326|EPSG:{1,2}9470|WGS ?84)$", re.IGNORECASE)
Properties = Mapping[str, Any]


@dataclass
class BoundaryFile:
    """What a file holds: shapes by code, and every feature that could not be used, with the reason."""

    n_features: int
    code_property: str
    level: Level
    swapped: bool
    shapes: dict[str, shapely.Geometry]
    repaired: list[str] = field(default_factory=list)
    joined: list[str] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)
    unusable: list[tuple[int, str]] = field(default_factory=list)
    n_other_level: int = 0


def read_boundaries(content: bytes, known: Collection[str]) -> BoundaryFile:
    """
    This function will read GeoJSON bytes; *known* holds every Kemendagri code there is.

    :raises Problem: if the file as a whole cannot be used, in a sentence that says what to do.
    """
    features = _features(_parsed(content))
    properties = [f.get("properties") or {} for f in features]
    code_property = _code_property(properties, known)
    codes = [as_code(p.get(code_property)) for p in properties]
    level = _deepest_level(codes, known)
    shapes, repaired = _shapes(features)
    swapped = _check_degrees(shapes)
    if swapped:
        shapes = np.array(
            [shape and shapely.transform(shape, lambda xy: xy[:, ::-1]) for shape in shapes], dtype=object
        )
    result = BoundaryFile(len(features), code_property, level, swapped, {})
    _collect(result, codes, shapes, repaired, known)
    return result


def as_code(value: object) -> str | None:
    """This function will return the dotted code that a property holds, or None if it holds none."""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    text = str(value).strip() if isinstance(value, str | int) and not isinstance(value, bool) else ""
    if is_code(text):
        return text
    if text.isascii() and text.isdecimal() and len(text) in {2, 4, 6, 10} and is_code(dotted(text)):
        return dotted(text)
    return None


def _parsed(content: bytes) -> Any:
    if len(content) > MAX_BYTES:
        raise Problem(
            "boundaries.too_big",
            _("The file is larger than %(limit)d MB. Import one regency at a time, or simplify the shapes first.")
            % {"limit": MAX_BYTES // 1_000_000},
        )
    if content[:4] == b"PK\x03\x04" or content[:4] == b"\x00\x00\x27\x0a" or content[:2] == b"\x1f\x8b":
        raise Problem(
            "boundaries.not_geojson",
            _("This is a ZIP, shapefile or packed file. Save the layer as GeoJSON (EPSG:4326) and import that."),
        )
    try:
        return orjson.loads(content.removeprefix(b"\xef\xbb\xbf"))
    except orjson.JSONDecodeError as error:
        at_end = error.pos >= len(error.doc.rstrip()) - 1
        raise Problem("boundaries.broken", _truncated() if at_end else _not_json(error)) from None


def _truncated() -> str:
    return _("The file ends in the middle: it was not copied completely. Copy or download it again.")


def _not_json(error: orjson.JSONDecodeError) -> str:
    where = {"line": error.lineno, "column": error.colno}
    return _("The file is not valid GeoJSON (line %(line)d, column %(column)d). Save it again as GeoJSON.") % where


def _features(root: Any) -> list[dict[str, Any]]:
    if (
        not isinstance(root, dict)
        or root.get("type") != "FeatureCollection"
        or not isinstance(root.get("features"), list)
    ):
        raise Problem(
            "boundaries.no_features", _("The file holds no GeoJSON FeatureCollection. Save the layer as GeoJSON.")
        )
    _check_crs(root.get("crs"))
    features = [f for f in root["features"] if isinstance(f, dict)]
    if not features:
        raise Problem(
            "boundaries.empty", _("The file holds no area. Check the layer and the filter it was saved with.")
        )
    if len(features) > MAX_FEATURES:
        raise Problem(
            "boundaries.too_many", _("The file holds more areas than the country has villages. Check the layer.")
        )
    return [f if isinstance(f.get("properties"), dict) else f | {"properties": {}} for f in features]


def _check_crs(crs: Any) -> None:
    name = (crs.get("properties") or {}).get("name") if isinstance(crs, dict) else None
    if isinstance(name, str) and not _DEGREES.search(name.strip()):
        raise _wrong_crs(name[:60])


def _wrong_crs(name: str) -> Problem:
    return Problem(
        "boundaries.wrong_crs",
        _(
            "The coordinates are not in degrees (%(crs)s). Save the layer again with the reference system EPSG:4326 (WGS 84)."
        )
        % {"crs": name},
    )


def _code_property(properties: list[Properties], known: Collection[str]) -> str:
    """This function will choose the property that holds the most, and the deepest, different codes."""
    codes: dict[str, set[str]] = defaultdict(set)
    bps: dict[str, set[str]] = defaultdict(set)
    for row in properties:
        for key, value in row.items():
            code = as_code(value)
            if code in known:
                codes[key].add(code)  # type: ignore[arg-type]
            elif _looks_like_bps(value):
                bps[key].add(str(value))
    best = max(codes, key=lambda key: (sum(map(len, codes[key])), key), default=None)
    if max(map(len, bps.values()), default=0) > max(len(properties) / 2, len(codes[best]) if best else 0):
        raise _bps_file()
    if best is None:
        raise Problem(
            "boundaries.no_codes",
            _("No property of the areas holds Kemendagri codes such as 35.26.01.1001. Add a column with these codes."),
        )
    return best


def _looks_like_bps(value: object) -> bool:
    text = str(value).strip() if isinstance(value, str | int | float) else ""
    return bool(re.fullmatch(r"[1-9]\d{6}(\d{3})?(\.0)?", text)) and as_code(value) is None


def _bps_file() -> Problem:
    return Problem(
        "boundaries.bps",
        _(
            "The areas carry BPS codes, which number other places than Kemendagri codes do. "
            "Add a column with Kemendagri codes (such as 35.26.01.1001) and import again."
        ),
    )


def _deepest_level(codes: Iterable[str | None], known: Collection[str]) -> Level:
    return max(level_of(code) for code in codes if code in known)


def _shapes(features: list[dict[str, Any]]) -> tuple[NDArray[Any], set[int]]:
    """This function will build each feature's polygons, mending invalid ones; None where there are none."""
    texts = [orjson.dumps(f["geometry"]).decode() if isinstance(f.get("geometry"), dict) else None for f in features]
    shapes = shapely.force_2d(shapely.from_geojson(texts, on_invalid="ignore"))
    invalid = {int(n) for n in np.flatnonzero(~shapely.is_valid(shapes) & ~shapely.is_missing(shapes))}
    for n in invalid:
        shapes[n] = shapely.make_valid(shapes[n], method="structure", keep_collapsed=False)
    return np.array([_polygonal(shape) for shape in shapes], dtype=object), invalid


def _polygonal(shape: shapely.Geometry | None) -> shapely.Geometry | None:
    if shape is None or shape.is_empty or not np.isfinite(shape.bounds).all():
        return None
    parts = [p for p in shapely.get_parts(shapely.get_parts(shape)) if p.geom_type == "Polygon" and p.area > 0]
    return shapely.union_all(parts) if len(parts) > 1 else parts[0] if parts else None


def _check_degrees(shapes: NDArray[Any]) -> bool:
    """
    This function will tell whether latitude stands before longitude.

    :raises Problem: if the numbers are no degrees, or of another country.
    """
    there = [shape for shape in shapes if shape is not None]
    if not there:
        raise Problem("boundaries.no_polygons", _("No area in the file has a usable polygon."))
    west, south, east, north = shapely.total_bounds(there)
    if max(abs(west), abs(east)) > 180 or max(abs(south), abs(north)) > 180:
        raise _wrong_crs(_("numbers up to %(largest)d") % {"largest": max(abs(v) for v in (west, south, east, north))})
    if _inside(west, south, east, north):
        return False
    if _inside(south, west, north, east):
        return True
    raise Problem(
        "boundaries.outside_country", _("The areas lie outside Indonesia. Check the reference system of the layer.")
    )


def _inside(west: float, south: float, east: float, north: float) -> bool:
    return COUNTRY[0] <= west and COUNTRY[1] <= south and east <= COUNTRY[2] and north <= COUNTRY[3]


def _collect(
    result: BoundaryFile, codes: list[str | None], shapes: NDArray[Any], repaired: set[int], known: Collection[str]
) -> None:
    parts: dict[str, list[shapely.Geometry]] = defaultdict(list)
    for n, (code, shape) in enumerate(zip(codes, shapes, strict=True)):
        if code is None:
            result.unusable.append((n + 1, _("no Kemendagri code")))
        elif code not in known:
            result.unknown.append(code)
        elif level_of(code) != result.level:
            result.n_other_level += 1
        elif shape is None:
            result.unusable.append((n + 1, _("%(code)s: no usable polygon") % {"code": code}))
        else:
            parts[code].append(shape)
            if n in repaired:
                result.repaired.append(code)
    result.joined = sorted(code for code, shapes in parts.items() if len(shapes) > 1)
    result.shapes = {code: shapely.union_all(parts[code]) for code in sorted(parts)}
