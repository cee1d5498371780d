"""Who came, who is late, who is missing."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from kondusif.core.scope import scoped
from kondusif.meetings import door
from kondusif.meetings.models import Attendance, Invitee, Meeting
from kondusif.meetings.queries.inviting import invitees_of
from kondusif.meetings.states import InviteeState
from kondusif.regions.kinds import Level
from kondusif.regions.models import Region


@dataclass(frozen=True)
class Line:
    """One invitee with what the meeting knows of their coming."""

    invitee: Invitee
    attendance: Attendance | None

    @property
    def status(self) -> str:
        """``present``, ``late``, ``represented``, ``excused``, ``vacant`` or ``missing``."""
        if self.attendance:
            if self.attendance.represents:
                return "represented"
            return "late" if self.attendance.late else "present"
        if self.invitee.is_vacant:
            return "vacant"
        return "excused" if self.invitee.state == InviteeState.EXCUSED else "missing"

    @property
    def came(self) -> bool:
        return self.attendance is not None


@dataclass(frozen=True)
class Tile:
    """A subdistrict of the picture, or what stands above and outside the subdistricts."""

    code: str
    name: str
    lines: tuple[Line, ...]

    @property
    def n_came(self) -> int:
        return sum(line.came for line in self.lines)

    @property
    def status(self) -> str:
        """``all``, ``some``, ``none``: how many of the tile's invitees came; ``excused`` if all who did not said why."""
        if self.n_came == len(self.lines):
            return "all"
        if self.n_came:
            return "some"
        return "excused" if all(line.status == "excused" for line in self.lines) else "none"


@dataclass(frozen=True)
class Roll:
    """The whole list of a meeting: invitees with their coming, and those who came uninvited."""

    lines: tuple[Line, ...]
    others: tuple[Attendance, ...]
    tiles: tuple[Tile, ...]

    def n(self, *statuses: str) -> int:
        """This function will count the lines of these statuses."""
        return sum(line.status in statuses for line in self.lines)

    @property
    def n_came(self) -> int:
        return sum(line.came for line in self.lines)

    @property
    def missing(self) -> tuple[Line, ...]:
        """This function will return who is neither here nor excused; a vacant office is missing too."""
        return tuple(line for line in self.lines if line.status in {"missing", "vacant"})


def roll_of(meeting: Meeting) -> Roll:
    """This function will return who came to *meeting* and who did not."""
    attendance = list(meeting.attendance.filter(withdrawn_at=None))
    by_invitee = {a.invitee_id: a for a in attendance if a.invitee_id}
    lines = tuple(Line(i, by_invitee.get(i.pk)) for i in invitees_of(meeting))
    others = tuple(a for a in attendance if a.invitee_id is None)
    return Roll(lines, others, tuple(_tiles(meeting, lines)))


def _tiles(meeting: Meeting, lines: Iterable[Line]) -> list[Tile]:
    groups: dict[str, list[Line]] = {}
    for line in lines:
        groups.setdefault(_tile_code(line.invitee, meeting), []).append(line)
    names = dict(Region.objects.filter(pk__in=[c for c in groups if c]).values_list("code", "name"))
    return [Tile(code, names.get(code, ""), tuple(found)) for code, found in sorted(groups.items())]


def _tile_code(invitee: Invitee, meeting: Meeting) -> str:
    """The subdistrict an invitee comes from; in a province's meeting the regency; empty for the meeting's own level."""
    code = invitee.office.region_id if invitee.office else ""
    length = 5 if meeting.region.level == Level.PROVINCE else 8
    return code[:length] if len(code) >= length else ""


@dataclass(frozen=True)
class Entrance:
    """What somebody sees who came through a good code: the meeting, and who may sign in for which office."""

    meeting: Meeting
    carried: str
    awaited: tuple[Invitee, ...]


def entrance(meeting_id: UUID, code: str, at: datetime, carried: str = "") -> Entrance | None:
    """
    This function will open the door to whoever brings the code of the wall, or what an earlier page gave them.

    The code stands for the permission; without a good one nothing is told, not even that there is such a meeting.
    """
    with scoped(("*",)):
        meeting = Meeting.objects.select_related("region", "chair_office").filter(pk=meeting_id).first()
        if meeting is None:
            return None
        if not (door.opens(meeting, code, at) or carried and door.pass_holds(meeting, carried, at)):
            return None
        here = Attendance.objects.filter(meeting=meeting, withdrawn_at=None).exclude(invitee=None)
        awaited = invitees_of(meeting).exclude(pk__in=here.values("invitee_id"))
        return Entrance(meeting, carried or door.new_pass(meeting, at), tuple(awaited))
