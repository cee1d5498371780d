"""What the index is worked out from: verified incidents by area, theme and kind of place, and the experts' weights."""

from collections import Counter
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Exists, OuterRef

from kondusif.detection.queries import below
from kondusif.people.viewers import Viewer
from kondusif.ratings.bridge import expert_weights
from kondusif.ratings.index_queries import newest_scores, newest_setting
from kondusif.ratings.index_structure import CLASSES, INDICATORS, WINDOW_DAYS, Cutting, IndexInputs, structure
from kondusif.ratings.models import IndexSetting
from kondusif.ratings.queries import ratings_on
from kondusif.regions.codes import ancestor
from kondusif.regions.kinds import Level
from kondusif.regions.models import Region, Tenant
from kondusif.reports.models import Report
from kondusif.reports.states import ReportState
from kondusif.triage.models import Incident, Link

_NOT_HEARD = (ReportState.HOAX, ReportState.DUPLICATE, ReportState.OUT_OF_SCOPE, ReportState.WITHDRAWN)
_PLACE_OF = {
    Level.VILLAGE: "village",
    Level.SUBDISTRICT: "subdistrict",
    Level.REGENCY: "regency",
    Level.PROVINCE: "province",
}
_CLASS_OF_TONE = {0: "low", 1: "moderate", 2: "moderate", 3: "high"}


def area_level(tenant_code: str) -> Level:
    """This function will return which areas an office compares: a province its regencies, others their subdistricts."""
    return Level.REGENCY if len(tenant_code) == 2 else Level.SUBDISTRICT


def gather(viewer: Viewer, tenant: Tenant, today: date, at: datetime) -> IndexInputs:
    """This function will gather everything the index of a tenant is worked out from, as of *today*."""
    setting = newest_setting(viewer, tenant.region_id)
    n_days = setting.window_days if setting else WINDOW_DAYS
    first_on = today - timedelta(days=n_days - 1)
    since = datetime.combine(first_on, time(0), ZoneInfo(tenant.timezone))  # its midnight, not the worker's
    level = area_level(tenant.region_id)
    areas = tuple(
        Region.objects.filter(below(tenant.region_id, "code"), level=level)
        .order_by("code")
        .values_list("code", flat=True)
    )
    counts = _counts(tenant.region_id, level, since, at)
    scores = newest_scores(viewer, tenant.region_id)
    cutting = cutting_of(setting)
    return IndexInputs(
        region_code=tenant.region_id, first_on=first_on.isoformat(), last_on=today.isoformat(), areas=areas,
        heard=_heard(tenant.region_id, level, since, at, counts), counts=counts,
        weights=expert_weights([row.scores for row in scores]), n_experts=len(scores), cutting=cutting,
        official=_official(viewer, today, level, cutting), hierarchy=structure(),
    )  # fmt: skip


def cutting_of(setting: IndexSetting | None) -> Cutting:
    """This function will return how the classes are cut; without a word from the office, by the areas' own spread."""
    if setting is None:
        return Cutting()
    names = ("scheme", "edition", "mean", "sd", "low", "high", "authority")
    return Cutting(**{name: getattr(setting, name) for name in names})


def _counts(tenant_code: str, level: Level, since: datetime, at: datetime) -> tuple[tuple[str, str, str, int], ...]:
    at_station = Link.objects.filter(incident=OuterRef("pk"), unlinked_at=None, report__station_number__isnull=False)
    rows = (
        Incident.objects.filter(below(tenant_code), exercise=False, merged_into=None, opened_at__lte=at)
        .filter(happened_at__gte=since, happened_at__lte=at, category__in=INDICATORS)
        .annotate(at_station=Exists(at_station))
        .values_list("region_id", "region__level", "category", "at_station")
    )
    seen: Counter[tuple[str, str, str]] = Counter()
    for code, place_level, category, is_station in rows:
        area = ancestor(code, level)
        if area is not None:  # placed no finer than above the areas: it belongs to none of them
            seen[area, category, "station" if is_station else _PLACE_OF[Level(place_level)]] += 1
    return tuple((*key, n) for key, n in sorted(seen.items()))


def _heard(tenant_code: str, level: Level, since: datetime, at: datetime, counts) -> tuple[str, ...]:
    reports = Report.objects.filter(
        below(tenant_code), exercise=False, received_at__lte=at, event_at__gte=since, event_at__lte=at
    ).exclude(state__in=[s.value for s in _NOT_HEARD])
    codes = reports.order_by().values_list("region_id", flat=True).distinct()
    areas = {ancestor(code, level) for code in codes} | {area for area, *_rest in counts}
    return tuple(sorted(areas - {None}))


def _official(viewer: Viewer, today: date, level: Level, cutting: Cutting) -> tuple[tuple[str, str], ...]:
    if cutting.scheme != "official":
        return ()
    rows = ratings_on(viewer, today, level, cutting.authority)
    classed = {r.region_code: _CLASS_OF_TONE[r.tone] for r in rows if r.tone is not None}
    return tuple(sorted((code, name) for code, name in classed.items() if name in CLASSES))
