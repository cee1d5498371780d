"""Which situation reports are due, which came, late or not at all."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import QuerySet

from kondusif.core.problems import NOT_HERE, NotFound
from kondusif.daily.models import SituationReport
from kondusif.daily.rules import SILENT_AFTER, reports_due, slots_between
from kondusif.elections.queries import election_in_view
from kondusif.people.queries import within
from kondusif.people.viewers import Viewer
from kondusif.regions.kinds import Level
from kondusif.regions.models import Region
from kondusif.regions.queries import region, subtree


def voting_day_of(region_code: str, day: date) -> date | None:
    """This function will return the voting day that counts for a region on *day*: the next one, else the last."""
    # One day of looking back: on H+1 the vote of yesterday still sets the rhythm, not the one in five years.
    election = election_in_view(region_code, day - timedelta(days=1))
    return election.voting_on if election else None


def zone_of(region_code: str) -> ZoneInfo:
    """This function will return the zone of the region's clocks."""
    return ZoneInfo(region(region_code).timezone)


def slots_around(region_code: str, moment: datetime) -> tuple[datetime, ...]:
    """This function will return the due moments from two days before *moment* to the day after it."""
    zone = zone_of(region_code)
    day = moment.astimezone(zone).date()
    voting_on = voting_day_of(region_code, day)
    return slots_between(voting_on, day - timedelta(days=2), day + timedelta(days=1), zone)


def situations_seen_by(viewer: Viewer) -> QuerySet[SituationReport]:
    """This function will return every version of the reports of the viewer's territory."""
    return SituationReport.objects.select_related("region", "office").filter(within(viewer.scope_for("daily.read")))


def current_situations(viewer: Viewer) -> QuerySet[SituationReport]:
    """This function will return of each area and due moment the newest version."""
    return situations_seen_by(viewer).order_by("region_id", "due_at", "-version").distinct("region_id", "due_at")


def situation_for(viewer: Viewer, report_id: UUID) -> SituationReport:
    """
    This function will return the report.

    :raises NotFound: if there is none, or none that *viewer* may see.
    """
    report = situations_seen_by(viewer).filter(pk=report_id).first()
    if report is None:
        raise NotFound("situation.missing", NOT_HERE)
    return report


def versions_of(viewer: Viewer, report: SituationReport) -> QuerySet[SituationReport]:
    """This function will return all versions of a report, the newest first."""
    same = situations_seen_by(viewer).filter(region_id=report.region_id, due_at=report.due_at)
    return same.order_by("-version")


@dataclass(frozen=True)
class Cell:
    """What came for one due moment: a report, nothing yet, or nothing at all."""

    due_at: datetime
    report: SituationReport | None
    state: str  # done | late | missing | due | coming


@dataclass(frozen=True)
class GridRow:
    """
    One subdistrict's day, and the last that was heard of it by the end of that day, from whatever day.

    It *is_standing* until a later report is missed: an old calm word is no calm.
    """

    region: Region
    cells: tuple[Cell, ...]
    latest: SituationReport | None
    is_standing: bool


@dataclass(frozen=True)
class Grid:
    """The subdistricts of a region against the due moments of a day."""

    day: date
    slots: tuple[datetime, ...]
    rows: tuple[GridRow, ...]

    def count(self, *states: str) -> int:
        """This function will count the cells in one of the *states*."""
        return sum(cell.state in states for row in self.rows for cell in row.cells)


def grid_of(viewer: Viewer, region_code: str, day: date, at: datetime) -> Grid:
    """This function will return the day's grid of the subdistricts in the region that *viewer* may see."""
    zone = zone_of(region_code)
    voting_on = voting_day_of(region_code, day)
    slots = reports_due(voting_on, day, zone)
    areas = subtree(region_code, Level.SUBDISTRICT).filter(within(viewer.scope_for("daily.read"), "code"))
    found = current_situations(viewer).filter(due_at__in=slots, region__level=Level.SUBDISTRICT)
    by_key = {(r.region_id, r.due_at): r for r in found}
    # What is written after midnight still answers yesterday's hour: the desk of the night must see it all the same.
    end = datetime.combine(day + timedelta(days=1), time(0), zone)
    heard = situations_seen_by(viewer).filter(event_at__lt=end)
    newest = {r.region_id: r for r in heard.order_by("region_id", "-due_at", "-version").distinct("region_id")}
    two_days = slots_between(voting_on, day - timedelta(days=1), day, zone)
    missed = max((slot for slot in two_days if slot + SILENT_AFTER <= min(at, end)), default=two_days[0])
    rows = []
    for area in areas.order_by("name", "code"):
        cells = tuple(_cell(slot, by_key.get((area.code, slot)), at) for slot in slots)
        latest = newest.get(area.code)
        rows.append(GridRow(area, cells, latest, is_standing=latest is not None and latest.due_at >= missed))
    return Grid(day, tuple(slots), tuple(rows))


def _cell(slot: datetime, report: SituationReport | None, at: datetime) -> Cell:
    if report is not None:
        return Cell(slot, report, "late" if report.is_late else "done")
    if at < slot:
        return Cell(slot, None, "coming")
    return Cell(slot, None, "due" if at < slot + SILENT_AFTER else "missing")


def own_areas(viewer: Viewer) -> Sequence[Region]:
    """This function will return the areas on which *viewer* writes reports: the own one, or all of the desk's."""
    scope = viewer.scope_for("situation.write")
    fields = [code for code in scope if len(code) >= 8]
    if fields:
        return list(Region.objects.filter(code__in=fields).order_by("code"))
    return list(Region.objects.filter(within(scope, "code"), level=Level.SUBDISTRICT).order_by("name"))


def own_reports(viewer: Viewer) -> QuerySet[SituationReport]:
    """This function will return the newest versions of what the viewer's own field offices reported, the latest first."""
    fields = [code for code in viewer.scope_for("situation.write") if len(code) >= 8]
    newest = current_situations(viewer).filter(region_id__in=fields)
    return situations_seen_by(viewer).filter(pk__in=newest.values("pk")).order_by("-due_at", "-version")
