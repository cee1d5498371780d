"""What the board says of the desk's day: who is silent, and which heads are in their areas."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from kondusif.board.queries.place import Place
from kondusif.daily.queries.presence import presence_rows
from kondusif.daily.queries.silence import SilentArea, silent_areas
from kondusif.people.viewers import Viewer
from kondusif.regions.kinds import Level
from kondusif.regions.queries import subtree


@dataclass(frozen=True)
class SilentFigure:
    """Subdistricts without the last report due, of how many."""

    silent: Sequence[SilentArea]
    n_areas: int

    @property
    def n(self) -> int:
        return len(self.silent)


@dataclass(frozen=True)
class PresenceFigure:
    """Heads in their areas, away with permission, outside, and unknown."""

    n_inside: int
    n_leave: int
    n_outside: int
    n_unknown: int

    @property
    def n(self) -> int:
        return self.n_inside + self.n_leave + self.n_outside + self.n_unknown


def silent_figure(viewer: Viewer, place: Place, at: datetime) -> SilentFigure | None:
    """This function will return the silent subdistricts of the place, or None where the viewer reads no daily reports."""
    if not viewer.scope_for("daily.read"):
        return None
    n_areas = subtree(place.code, Level.SUBDISTRICT).count()
    return SilentFigure(silent_areas(viewer, place.code, at), n_areas) if n_areas else None


def presence_figure(viewer: Viewer, place: Place, at: datetime) -> PresenceFigure | None:
    """This function will return the presence of the place's heads today; None if nobody has said anything."""
    if not viewer.scope_for("presence.read"):
        return None
    states = [row.state for row in presence_rows(viewer, place.code, place.day(at))]
    if not states or set(states) == {"unknown"}:
        return None
    return PresenceFigure(*(states.count(s) for s in ("inside", "leave", "outside", "unknown")))
