"""Make a clean coverage of read boundaries, join it upwards, and compare it with what is known."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

import numpy as np
import shapely
from django.utils.translation import gettext as _

from kondusif.core.problems import Problem
from kondusif.regions.boundary_file import BoundaryFile
from kondusif.regions.codes import ancestor, lies_in, parent_of
from kondusif.regions.kinds import Level
from kondusif.regions.measure import area_km2

# Tried on the polygons of 1,062 villages: closes the slivers between neighbours that were simplified
# one by one, and moves no area by more than about 1 %.
GAP_DEG = 2e-3
SNAP_DEG = 1e-5
# A parent is drawn from its parts when at most this share of them is missing.
MISSING_SHARE = 0.1
# A file whose shapes stand where their codes do not is a file with other codes.
FOUND_SHARE = 0.5
NEAR_DEG = 0.03
AREA_WARNING_SHARE = 0.05

Point = tuple[float, float]


@dataclass(frozen=True)
class AreaCheck:
    """A regency's drawn area beside the official one."""

    code: str
    km2: float
    official_km2: float | None

    @property
    def difference_share(self) -> float | None:
        """This function will return how much larger the drawn area is; None if no official one is known."""
        return None if not self.official_km2 else self.km2 / self.official_km2 - 1


@dataclass
class Checked:
    """Everything an import would write, and what is to be said about it before."""

    file: BoundaryFile
    shapes: dict[str, shapely.Geometry]
    shown: dict[str, shapely.Geometry]
    missing: list[str] = field(default_factory=list)
    far: list[str] = field(default_factory=list)
    swallowed: list[str] = field(default_factory=list)
    not_joined: list[str] = field(default_factory=list)
    areas: list[AreaCheck] = field(default_factory=list)
    largest_change_share: float = 0.0
    n_holes: int = 0


def check_boundaries(
    read: BoundaryFile, *, codes: Collection[str], points: Mapping[str, Point], official_km2: Mapping[str, float]
) -> Checked:
    """
    This function will clean, join and compare; *codes* are all known regions in the regencies of the file.

    :raises Problem: if the shapes stand elsewhere than their codes say, as in a file with BPS codes.
    """
    far = _far(read.shapes, points)
    n_placed = sum(code in points for code in read.shapes)
    if n_placed >= 3 and len(far) > n_placed * (1 - FOUND_SHARE):
        raise Problem(
            "boundaries.misplaced",
            _(
                "%(n)d of %(total)d areas lie far from the place their code names. "
                "The file probably carries BPS codes or codes of another year; nothing was imported."
            )
            % {"n": len(far), "total": n_placed},
        )
    clean = _clean(read.shapes)
    if not clean:
        raise Problem("boundaries.no_polygons", _("No area in the file has a usable polygon."))
    shown = _simplified(clean)
    checked = Checked(read, dict(clean), dict(shown), far=far)
    checked.swallowed = sorted(read.shapes.keys() - clean.keys())
    checked.largest_change_share = _largest_change(read.shapes, clean)
    level_codes = {code for code in codes if code.count(".") == read.level - 1}
    tops = {str(ancestor(code, min(read.level, Level.REGENCY))) for code in clean}
    checked.missing = sorted(c for c in level_codes if c not in clean and any(lies_in(c, top) for top in tops))
    _join_upwards(checked, read.level, codes)
    for code in sorted(c for c in checked.shapes if c.count(".") == 1):
        checked.areas.append(AreaCheck(code, area_km2(checked.shapes[code]), official_km2.get(code)))
        checked.n_holes += sum(len(part.interiors) for part in shapely.get_parts(checked.shapes[code]))
    return checked


def _far(shapes: Mapping[str, shapely.Geometry], points: Mapping[str, Point]) -> list[str]:
    placed = [code for code in shapes if code in points]
    if not placed:
        return []
    distance = shapely.distance([shapes[c] for c in placed], shapely.points([points[c] for c in placed]))
    return [code for code, degrees in zip(placed, distance, strict=True) if degrees > NEAR_DEG]


def _clean(shapes: Mapping[str, shapely.Geometry]) -> dict[str, shapely.Geometry]:
    cleaned = shapely.coverage_clean(list(shapes.values()), gap_width=GAP_DEG, snapping_distance=SNAP_DEG)
    # What a neighbour covered wholly is nothing now; keeping the old shape would bring the overlap back.
    return {code: new for code, new in zip(shapes, cleaned, strict=True) if not new.is_empty}


def _simplified(shapes: Mapping[str, shapely.Geometry]) -> dict[str, shapely.Geometry]:
    """This function will simplify all shapes together, so that neighbours still meet; large regions more."""
    extent_km = np.sqrt(sum(area_km2(shape) for shape in shapes.values()))
    tolerance = float(np.clip(5e-6 * extent_km, 5e-5, 1e-3))
    simpler = shapely.coverage_simplify(list(shapes.values()), tolerance)
    return {code: new if not new.is_empty else shapes[code] for code, new in zip(shapes, simpler, strict=True)}


def _largest_change(before: Mapping[str, shapely.Geometry], after: Mapping[str, shapely.Geometry]) -> float:
    return max((abs(after[code].area / before[code].area - 1) for code in after), default=0.0)


def _join_upwards(checked: Checked, level: Level, codes: Collection[str]) -> None:
    """This function will draw each parent whose parts are (nearly) all there, level by level."""
    children: dict[str, list[str]] = defaultdict(list)
    for code in codes:
        if parent := parent_of(code):
            children[parent].append(code)
    here = set(checked.shapes)
    for _level in range(level - 1, 0, -1):
        parents = sorted({parent for code in here if (parent := parent_of(code))})
        here = set()
        for parent in parents:
            parts = [code for code in children[parent] if code in checked.shapes]
            if len(parts) < len(children[parent]) * (1 - MISSING_SHARE):
                checked.not_joined.append(parent)
                continue
            checked.shapes[parent] = shapely.coverage_union_all([checked.shapes[code] for code in parts])
            checked.shown[parent] = shapely.coverage_union_all([checked.shown[code] for code in parts])
            here.add(parent)
