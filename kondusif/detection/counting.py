"""Counting what a scan is given: how many reports came from which place on which day."""

from collections import Counter
from collections.abc import Collection, Iterable
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db.models import F, QuerySet

from kondusif.detection.bridge import ForecastInputs
from kondusif.detection.bridge.opinions import FARRINGTON_MOST_YEARS, FARRINGTON_NEEDS_WEEKS, HALF_WINDOW, Weekly
from kondusif.detection.kept import Counted, Place
from kondusif.detection.models import Forecast
from kondusif.detection.queries import below
from kondusif.detection.rules import SUBDISTRICT
from kondusif.detection.states import Source
from kondusif.regions.codes import ancestor
from kondusif.regions.kinds import Level
from kondusif.regions.measure import distance_km
from kondusif.regions.models import Region
from kondusif.reports.categories import CATEGORIES, PublicGroup
from kondusif.reports.models import Report
from kondusif.reports.states import ReportState
from kondusif.triage.models import Incident

ALL = "all"
STREAMS = (ALL, *(group.value for group in PublicGroup))
NOT_COUNTED = (ReportState.HOAX, ReportState.DUPLICATE, ReportState.OUT_OF_SCOPE, ReportState.WITHDRAWN)
_FINEST_UNPLACED = 5  # a code no longer than a regency's says no place


def count(tenant_code: str, *, source: str, exercise: bool, at: datetime, zone: str, n_days: int) -> Counted:
    """
    This function will count what happened in the last *n_days* days of the tenant's own calendar, today included.

    Hoaxes, duplicates and what is outside our scope are left out; so is what was received after *at*.
    A thing placed no finer than the regency is counted as unplaced.
    """
    where = ZoneInfo(zone)
    last_on = at.astimezone(where).date()
    first_on = last_on - timedelta(days=n_days - 1)
    since = datetime(first_on.year, first_on.month, first_on.day, tzinfo=where)
    rows = _rows(tenant_code, source, exercise, at).filter(happened__gte=since, happened__lte=at)
    seen = [(code, (when.astimezone(where).date() - first_on).days, category) for code, when, category in rows]
    return _counted(seen, first_on, n_days)


def _rows(tenant_code: str, source: str, exercise: bool, at: datetime) -> QuerySet:
    if source == Source.INCIDENTS:
        things = Incident.objects.filter(below(tenant_code), exercise=exercise, opened_at__lte=at, merged_into=None)
        return things.annotate(happened=F("happened_at")).values_list("region_id", "happened", "category")
    things = Report.objects.filter(below(tenant_code), exercise=exercise, received_at__lte=at)
    things = things.exclude(state__in=[s.value for s in NOT_COUNTED])
    return things.annotate(happened=F("event_at")).values_list("region_id", "happened", "category")


def _counted(seen: Iterable[tuple[str, int, str]], first_on: date, n_days: int) -> Counted:
    seen = list(seen)
    codes = sorted({code for code, _day, _category in seen if len(code) > _FINEST_UNPLACED})
    points = Region.objects.filter(code__in=codes, lon__isnull=False).values_list("code", "lon", "lat")
    places = tuple(Place(*row) for row in sorted(points))
    number = {place.code: i for i, place in enumerate(places)}
    cells: Counter[tuple[int, int, int]] = Counter()
    unplaced = 0
    for code, day, category in seen:
        if code not in number:
            unplaced += 1
            continue
        for stream in (0, STREAMS.index(CATEGORIES[category].group.value)):
            cells[stream, number[code], day] += 1
    return Counted(first_on, n_days, STREAMS, places, tuple((*key, n) for key, n in sorted(cells.items())), unplaced)


def days_known(tenant_code: str, zone: str, counted: Counted) -> int:
    """This function will return for how many days, up to the last one counted, the tenant has had reports."""
    return (counted.last_on - _first_day(tenant_code, ZoneInfo(zone), counted.last_on)).days + 1


def count_weeks(
    tenant_code: str,
    stream: str,
    subdistricts: Collection[str],
    *,
    source: str,
    exercise: bool,
    at: datetime,
    zone: str,
) -> Weekly:
    """
    This function will count whole weeks of some subdistricts, Monday to Sunday, up to five years and the season around.

    Where the past is too short for a seasonal detector nothing is counted; how much is known is said.
    """
    where = ZoneInfo(zone)
    today = at.astimezone(where).date()
    until = today - timedelta(days=today.isoweekday() % 7)  # today, if it is a Sunday, is not over
    until = until - timedelta(days=7) if until == today else until
    known = (until - _first_day(tenant_code, where, until)).days // 7
    n_weeks = min(known, 52 * FARRINGTON_MOST_YEARS + HALF_WINDOW + 1)
    if n_weeks < FARRINGTON_NEEDS_WEEKS:
        return Weekly(known, until.isoformat(), {})
    first = until - timedelta(days=7 * n_weeks - 1)
    since = datetime(first.year, first.month, first.day, tzinfo=where)
    rows = _rows(tenant_code, source, exercise, at).filter(happened__gte=since, happened__lte=at)
    counts = {code: [0] * n_weeks for code in subdistricts}
    for code, when, category in rows:
        area, week = code[:SUBDISTRICT], (when.astimezone(where).date() - first).days // 7
        in_stream = stream in (ALL, CATEGORIES[category].group.value)
        if area in counts and week < n_weeks and in_stream:
            counts[area][week] += 1
    return Weekly(n_weeks, until.isoformat(), {code: tuple(row) for code, row in counts.items()})


FORECAST_HISTORY_DAYS = 400
NEIGHBOURS = 4


def count_incidents(tenant_code: str, *, at: datetime, zone: str) -> tuple[ForecastInputs, int]:
    """
    This function will count the verified incidents of each area and day since the tenant's first report, 400 days at most.

    Today is not over and is left out: a half day would look like calm. Incidents placed no finer than
    the tenant belong to no area; their number is returned beside.
    """
    where = ZoneInfo(zone)
    last_on = at.astimezone(where).date() - timedelta(days=1)
    first_on = max(_first_day(tenant_code, where, last_on), last_on - timedelta(days=FORECAST_HISTORY_DAYS - 1))
    level = Level.REGENCY if len(tenant_code) == 2 else Level.SUBDISTRICT
    regions = list(
        Region.objects.filter(below(tenant_code, "code"), level=level)
        .order_by("code")
        .values_list("code", "lon", "lat")
    )
    number = {code: n for n, (code, _lon, _lat) in enumerate(regions)}
    since = datetime(first_on.year, first_on.month, first_on.day, tzinfo=where)
    rows = Incident.objects.filter(
        below(tenant_code),
        exercise=False,
        merged_into=None,
        opened_at__lte=at,
        happened_at__gte=since,
        happened_at__lte=at,
    ).values_list("region_id", "happened_at")
    cells: Counter[tuple[int, int]] = Counter()
    unplaced = 0
    for code, when in rows:
        area, day = number.get(ancestor(code, level) or ""), (when.astimezone(where).date() - first_on).days
        if area is None:
            unplaced += 1
        elif day <= (last_on - first_on).days:
            cells[area, day] += 1
    told = tuple((*key, n) for key, n in sorted(cells.items()))
    n_days = (last_on - first_on).days + 1
    areas = tuple(code for code, _lon, _lat in regions)
    return ForecastInputs(tenant_code, first_on.isoformat(), n_days, areas, _beside(regions), told), unplaced


def areas_unheard(forecast: Forecast) -> set[str]:
    """
    This function will return the areas of a forecast from which no report came in the last seven days it knew.

    Where nobody reports, no incident says nothing: a nought there would look like calm.
    """
    until = datetime.combine(forecast.last_on + timedelta(days=1), time(), ZoneInfo(forecast.region.timezone))
    rows = _rows(forecast.region_id, Source.REPORTS, False, forecast.at)
    fresh = rows.filter(happened__gte=until - timedelta(days=7), happened__lt=until)
    codes = fresh.order_by().values_list("region_id", flat=True).distinct()
    heard = {code[:n] for code in codes for n in (5, 8)}
    return {code for code in forecast.areas.values_list("region_id", flat=True) if code not in heard}


def _first_day(tenant_code: str, where: ZoneInfo, last_on: date) -> date:
    first = (
        Report.objects.filter(below(tenant_code), exercise=False)
        .order_by("received_at")
        .values_list("received_at")
        .first()
    )
    return min(first[0].astimezone(where).date(), last_on) if first else last_on


def _beside(regions: list[tuple[str, float | None, float | None]]) -> tuple[tuple[int, int], ...]:
    """Each area and the nearest few; the middles are known where the borders may not be."""
    known = [(n, lon, lat) for n, (_code, lon, lat) in enumerate(regions) if lon is not None]
    pairs = set()
    for n, lon, lat in known:
        others = sorted((float(distance_km(lon, lat, x, y)), m) for m, x, y in known if m != n)
        pairs |= {(min(n, m), max(n, m)) for _km, m in others[:NEIGHBOURS]}
    return tuple(sorted(pairs))
