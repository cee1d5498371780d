"""The areas of a place with what is known of each: for the map, for its table, for the headline."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Count, Q

from kondusif.alerts.queries import alerts_open
from kondusif.board.queries.place import Place
from kondusif.board.rules import Headline, headline
from kondusif.people.viewers import Viewer
from kondusif.ratings.queries import (
    Change,
    RatingOn,
    changes_since,
    ratings_on,
    situation_by_day,
    situation_on,
    tones_by_day,
)
from kondusif.regions.codes import lies_in
from kondusif.regions.kinds import Level
from kondusif.regions.models import Region
from kondusif.regions.queries import subtree
from kondusif.reports.queries import reports_seen_by
from kondusif.reports.states import WAITING

SITUATION = "situation"  # Kesbangpol's own rule, hour by hour; other choices are authorities
DAYS = 60
RECENT = timedelta(days=7)
YESTERDAY = timedelta(hours=24)


@dataclass(frozen=True)
class AreaRow:
    """One area of the map in words."""

    code: str
    name: str
    parent: str
    level: int | None
    rating: RatingOn | None
    change: Change | None
    n_reports: int | None  # None: no office of the viewer reads reports
    n_unchecked: int  # of these, still to be judged by an officer: until then a calm colour is not calm
    n_alerts: int


def area_rows(viewer: Viewer, place: Place, at: datetime, basis: str = SITUATION) -> list[AreaRow]:
    """This function will return every area of the place, known or not, in the order of codes."""
    regions = list(subtree(place.code, place.area_level).select_related("parent").order_by("code"))
    known = _ratings(viewer, place, at, basis)
    changes = {c.region_code: c for c in changes_since(viewer, at - YESTERDAY, until=at, level=place.area_level)}
    reports, unchecked = _reports_by_area(viewer, place, at)
    alerts = _alerts_by_area(viewer, regions)
    return [
        AreaRow(
            r.code, r.name, r.parent.title if r.parent else "", _tone(known.get(r.code), basis), known.get(r.code),
            changes.get(r.code) if basis == SITUATION else None,
            None if reports is None else reports[r.code], unchecked[r.code], alerts[r.code],
        )
        for r in regions
    ]  # fmt: skip


def _tone(rating: RatingOn | None, basis: str) -> int | None:
    if rating is None:
        return None
    return rating.level if basis == SITUATION else rating.tone


def _ratings(viewer: Viewer, place: Place, at: datetime, basis: str) -> dict[str, RatingOn]:
    on = place.day(at)
    if basis == SITUATION:
        return {s.region_code: s.rating for s in situation_on(viewer, on, place.area_level) if s.rating}
    newest = sorted(ratings_on(viewer, on, place.area_level, basis), key=lambda r: (r.valid_from, r.at))
    return {r.region_code: r for r in newest}


def _reports_by_area(viewer: Viewer, place: Place, at: datetime) -> tuple[Counter[str] | None, Counter[str]]:
    """How many reports came from each area, and how many of them nobody has judged yet."""
    if not viewer.scope_for("report.read"):
        return None, Counter()
    column = "subdistrict_code" if place.area_level == Level.SUBDISTRICT else "region_id"
    fresh = reports_seen_by(viewer).filter(exercise=False, received_at__gt=at - RECENT, received_at__lte=at)
    waits = Count("id", filter=Q(state__in=[state.value for state in WAITING]))
    rows = list(fresh.order_by().values_list(column).annotate(n=Count("id"), unchecked=waits))
    return Counter({code: n for code, n, _waits in rows}), Counter({code: waits for code, _n, waits in rows})


def _alerts_by_area(viewer: Viewer, regions: Iterable[Region]) -> Counter[str]:
    codes = [a.region_id for a in alerts_open(viewer).filter(exercise=False)]
    return Counter(r.code for r in regions for code in codes if touches(code, r.code))


def touches(warned: str, area: str) -> bool:
    """This function will tell whether a warning for the region *warned* concerns the area."""
    return lies_in(area, warned) or lies_in(warned, area)


def gravest_first(rows: Iterable[AreaRow]) -> list[AreaRow]:
    """This function will order areas by level, those without data last; equals stay in the order of codes."""
    return sorted(rows, key=lambda r: -r.level if r.level is not None else 1)


def worth_a_line(rows: Sequence[AreaRow], most: int) -> list[AreaRow]:
    """This function will return all areas if they are few, else the gravest *most* of which something is known."""
    if len(rows) <= most:
        return list(rows)
    return [r for r in rows if r.rating or r.n_alerts][:most]


def headline_of(rows: Iterable[AreaRow]) -> Headline:
    """This function will sum the areas up for the opening sentence."""
    rows = list(rows)
    moved = [(r.name, r.change) for r in rows if r.change]
    return headline(
        [(r.name, r.level) for r in rows],
        worse=[name for name, change in moved if change.worse],
        better=[name for name, change in moved if change.better],
    )


def levels_by_day(
    viewer: Viewer, place: Place, at: datetime, basis: str = SITUATION
) -> tuple[list[date], dict[str, list[int | None]]]:
    """This function will return the days of the time slider, oldest first, and each area's level on each."""
    today = place.day(at)
    days = [today - timedelta(days=DAYS - 1 - n) for n in range(DAYS)]
    if basis == SITUATION:
        lines = situation_by_day(viewer, until=today, n_days=DAYS, level=place.area_level, zone=place.zone)
    else:
        lines = tones_by_day(viewer, until=today, n_days=DAYS, level=place.area_level, authority=basis)
    return days, lines
