"""Which region a page is about, and the viewer seen from there."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

from kondusif.people.viewers import Viewer
from kondusif.regions.codes import is_code, lies_in
from kondusif.regions.kinds import Level
from kondusif.regions.models import Boundary, Region
from kondusif.regions.queries import region, subtree


@dataclass(frozen=True)
class Place:
    """The region a page is about, and of which level its areas are."""

    code: str
    title: str
    level: int
    area_level: int
    zone: str
    choices: tuple[tuple[str, str], ...] = ()  # regions one step down that the page can turn to

    def day(self, at: datetime) -> date:
        """This function will return the day that the region's clocks show at *at*."""
        return at.astimezone(ZoneInfo(self.zone)).date()


def place_of(viewer: Viewer, deed: str, wanted: str = "") -> Place | None:
    """
    This function will return the place of the page: the *wanted* region if an office with *deed* reaches
    it, else the first office's own; None for somebody without such an office.
    """
    scope = viewer.scope_for(deed)
    if not scope:
        return None
    code = wanted if is_code(wanted) and any(lies_in(wanted, own) for own in scope) else scope[0]
    if len(code) > 8:
        code = code[:8] if any(lies_in(code[:8], own) for own in scope) else code
    return _place(region(code))


@dataclass(frozen=True)
class Land:
    """Where the map's borders come from."""

    approximate: bool
    source: str


def land_of(place: Place) -> Land:
    """This function will return whether any border of the place's areas is approximate, and their source."""
    drawn = Boundary.objects.filter(region__in=subtree(place.code, place.area_level), current=True)
    rows = set(drawn.values_list("approximate", "source"))
    return Land(
        any(approximate for approximate, _source in rows), "; ".join(sorted({source for _a, source in rows if source}))
    )


def _place(found: Region) -> Place:
    areas = Level.SUBDISTRICT if found.level < Level.SUBDISTRICT else Level.VILLAGE
    below = subtree(found.code, found.level + 1) if found.level < Level.SUBDISTRICT else Region.objects.none()
    choices = tuple((r.code, r.title) for r in below.order_by("code"))
    return Place(found.code, found.title, found.level, int(areas), found.timezone, choices)


def narrowed(viewer: Viewer, code: str) -> Viewer:
    """
    This function will return *viewer* as seen from the region *code*: offices above it reach only it,
    offices inside it stay, all others fall away. It can take sight, never give it.
    """
    kept = [
        replace(g, region_code=code) if g.reaches(code) else g
        for g in viewer.grants
        if g.reaches(code) or lies_in(g.region_code, code)
    ]
    return replace(viewer, grants=tuple(kept))
