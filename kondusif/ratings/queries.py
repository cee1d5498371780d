"""Reading ratings: what stands on a day, what stood before, and how the authorities differ."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from kondusif.core.problems import NotFound
from kondusif.detection.queries import in_scope
from kondusif.people.viewers import Viewer
from kondusif.ratings.models import ImportBatch, Rating, SituationRound
from kondusif.ratings.rules import tone_of
from kondusif.ratings.schemes import AUTHORITY_NAMES, Authority, Scheme
from kondusif.regions.codes import is_code, lies_in
from kondusif.regions.kinds import Level
from kondusif.regions.models import Region, Tenant
from kondusif.reports.queries import reports_seen_by
from kondusif.reports.states import WAITING

WEEK = timedelta(days=7)


def ratings_seen_by(viewer: Viewer) -> QuerySet[Rating]:
    """This function will return every rating of the viewer's regions, corrected ones too."""
    return Rating.objects.filter(in_scope(viewer.scope_for("rating.read")))


@dataclass(frozen=True)
class RatingOn:
    """What one authority says of one area on a day."""

    rating_id: UUID
    region_code: str
    region_name: str
    authority: str
    authority_name: str
    method: str
    edition: str
    scheme: str
    level: int | None  # of the situation; None: no data, or the authority has another scale
    tone: int | None  # the step of the legend its class is drawn in
    class_name: str
    value: float | None
    valid_from: date
    valid_until: date | None
    at: datetime
    reasons: list
    office_title: str
    document_name: str


def ratings_on(viewer: Viewer, on: date, level: int, authority: str | None = None) -> list[RatingOn]:
    """
    This function will return what stands on the day for every area of *level*, by area and authority.

    An authority with two methods has two rows in an area. Areas that nobody rated are absent: see
    ``situation_on`` for a list in which they show as without data.
    """
    return [_rating_on(r) for r in _standing(viewer, on, level, authority)]


def _standing(viewer: Viewer, on: date, level: int | None, authority: str | None) -> QuerySet[Rating]:
    ratings = (
        ratings_seen_by(viewer)
        .filter(superseded_by=None, valid_from__lte=on)
        .filter(Q(valid_until=None) | Q(valid_until__gte=on))
        .select_related("region")
        .order_by("region_id", "authority", "method", "-valid_from", "-at", "-id")
        .distinct("region_id", "authority", "method")
    )
    if level is not None:
        ratings = ratings.filter(region__level=level)
    return ratings.filter(authority=authority) if authority else ratings


def _rating_on(r: Rating) -> RatingOn:
    return RatingOn(
        r.pk, r.region_id, r.region.title, r.authority, AUTHORITY_NAMES[Authority(r.authority)], r.method, r.edition,
        r.scheme, r.level, tone_of(r.class_name, r.level), r.class_name, r.value, r.valid_from, r.valid_until, r.at,
        r.reasons, r.office_title, r.document_name,
    )  # fmt: skip


@dataclass(frozen=True)
class AreaSituation:
    """An area with its Kesbangpol situation; *level* and *rating* are None where nobody knows."""

    region_code: str
    region_name: str
    level: int | None
    rating: RatingOn | None


def situation_on(viewer: Viewer, on: date, level: int = Level.SUBDISTRICT) -> list[AreaSituation]:
    """This function will return the situation of every area of *level* the viewer may read, known or not."""
    stands = {
        r.region_code: r for r in ratings_on(viewer, on, level, Authority.KESBANGPOL) if r.scheme == Scheme.SITUATION
    }
    areas = Region.objects.filter(in_scope(_own_areas(viewer), "code"), level=level).order_by("code")
    return [AreaSituation(a.code, a.title, r.level if r else None, r) for a in areas for r in [stands.get(a.code)]]


def _own_areas(viewer: Viewer) -> tuple[str, ...]:
    """The system has no territory of its own: it asks for the tenants'."""
    scope = viewer.scope_for("rating.read")
    return tuple(Tenant.objects.values_list("region_id", flat=True)) if scope == ("*",) else scope


@dataclass(frozen=True)
class AreaRatings:
    """An area with what one authority says of it on a day, and what the others say beside."""

    region_code: str
    region_name: str
    ratings: tuple[RatingOn, ...]
    others: tuple[RatingOn, ...]

    @property
    def shown(self) -> RatingOn | None:
        """The rating the map is coloured by: the situation where there is one, else the newest."""
        own = [r for r in self.ratings if r.scheme == Scheme.SITUATION]
        return own[0] if own else max(self.ratings, key=lambda r: (r.valid_from, r.at), default=None)

    @property
    def tone(self) -> int | None:
        return self.shown.tone if self.shown else None


def areas_with_ratings(viewer: Viewer, on: date, level: int, authority: str) -> list[AreaRatings]:
    """This function will return every area of *level* the viewer may read, rated by *authority* or not."""
    by_area: dict[str, list[RatingOn]] = {}
    for r in ratings_on(viewer, on, level):
        by_area.setdefault(r.region_code, []).append(r)
    return [
        AreaRatings(
            a.code,
            a.title,
            tuple(r for r in by_area.get(a.code, ()) if r.authority == authority),
            tuple(r for r in by_area.get(a.code, ()) if r.authority != authority),
        )
        for a in Region.objects.filter(in_scope(_own_areas(viewer), "code"), level=level).order_by("code")
    ]


def count_tones(rows: list[AreaRatings]) -> dict[int | None, int]:
    """This function will return how many areas stand on each step of the legend, worst first, without data last."""
    counts = Counter(r.tone for r in rows)
    return {tone: counts[tone] for tone in (3, 2, 1, 0, None) if counts[tone]}


def area_seen_by(viewer: Viewer, code: str) -> Region:
    """
    This function will return an area whose ratings the viewer may read.

    :raises NotFound: if there is none of this code, or none of the viewer's regions.
    """
    found = (
        Region.objects.filter(in_scope(viewer.scope_for("rating.read"), "code"), code=code).first()
        if is_code(code)
        else None
    )
    if found is None:
        raise NotFound("area_unknown", _("There is no such area among those your office sees."))
    return found


def areas_to_rate(viewer: Viewer, extra: str = "") -> list[tuple[str, str]]:
    """This function will return the regencies and subdistricts an office may rate, and the area *extra* if it is below one."""
    scope = in_scope(viewer.scope_for("rating.write"), "code")
    wanted = Q(level__in=(Level.REGENCY, Level.SUBDISTRICT)) | Q(code=extra)
    return [(r.code, r.title) for r in Region.objects.filter(scope).filter(wanted).order_by("code")]


def rating_to_correct(viewer: Viewer, rating_id: str, authorities: list[str]) -> Rating | None:
    """This function will return the standing rating of the viewer's own authority that has this id, if any."""
    try:
        key = UUID(rating_id)
    except ValueError:
        return None
    ratings = ratings_seen_by(viewer).filter(superseded_by=None, authority__in=authorities)
    return ratings.exclude(scheme=Scheme.SITUATION).filter(pk=key).first()


def sides(viewer: Viewer, region_code: str, on: date) -> list[RatingOn]:
    """This function will return what each authority says of one area on the day, side by side."""
    return [_rating_on(r) for r in _standing(viewer, on, None, None).filter(region_id=region_code)]


def history(viewer: Viewer, region_code: str) -> QuerySet[Rating]:
    """This function will return every rating of one area, newest first, corrected ones included."""
    return (
        ratings_seen_by(viewer)
        .filter(region_id=region_code)
        .select_related("region", "office", "superseded_by")
        .order_by("-valid_from", "-at", "-id")
    )


def turning_points(newest_first: list[Rating]) -> list[Rating]:
    """This function will leave out the situation's rows that changed only the reasons, not the level."""
    kept: list[Rating] = []
    level: int | None | str = "before the first"
    for r in reversed(newest_first):
        if r.scheme != Scheme.SITUATION or r.level != level:
            kept.append(r)
        if r.scheme == Scheme.SITUATION:
            level = r.level
    return kept[::-1]


@dataclass(frozen=True)
class Change:
    """How an area's situation moved; None is "no data"."""

    region_code: str
    region_name: str
    before: int | None
    now: int | None
    at: datetime
    reasons: list

    @property
    def worse(self) -> bool:
        """This function will tell whether trouble grew; from or to "no data" is neither better nor worse."""
        return self.before is not None and self.now is not None and self.now > self.before

    @property
    def better(self) -> bool:
        return self.before is not None and self.now is not None and self.now < self.before


def changes_since(
    viewer: Viewer, since: datetime, *, until: datetime | None = None, level: int = Level.SUBDISTRICT
) -> list[Change]:
    """
    This function will return the areas whose situation differs from what it was at *since*, worst first.

    An area that went up and came back is not among them.
    """
    rows = _situations(viewer, level)
    if until is not None:
        rows = rows.filter(at__lte=until)
    before = {r.region_id: r.level for r in _latest(rows.filter(at__lte=since))}
    moved = [
        Change(r.region_id, r.region.title, before.get(r.region_id), r.level, r.at, r.reasons)
        for r in _latest(rows.filter(at__gt=since).select_related("region"))
        if r.level != before.get(r.region_id)
    ]
    return sorted(moved, key=lambda c: (-(c.now if c.now is not None else -1), c.region_code))


def _situations(viewer: Viewer, level: int) -> QuerySet[Rating]:
    return ratings_seen_by(viewer).filter(
        scheme=Scheme.SITUATION, authority=Authority.KESBANGPOL, superseded_by=None, region__level=level
    )


def _latest(rows: QuerySet[Rating]) -> QuerySet[Rating]:
    return rows.order_by("region_id", "-at", "-id").distinct("region_id")


def situation_by_day(viewer: Viewer, *, until: date, n_days: int, level: int, zone: str) -> dict[str, list[int | None]]:
    """
    This function will return the situation of each area at the end of each of *n_days* days, oldest first.

    Two queries whatever the number of days; areas that never had a rating are absent.
    """
    where = ZoneInfo(zone)
    first = until - timedelta(days=n_days - 1)
    opens = datetime.combine(first, time(), where)
    closes = datetime.combine(until + timedelta(days=1), time(), where)
    rows = _situations(viewer, level).only("region_id", "level", "at", "scheme", "authority", "valid_from")
    days: dict[str, list[int | None]] = {r.region_id: [r.level] * n_days for r in _latest(rows.filter(at__lt=opens))}
    for r in rows.filter(at__gte=opens, at__lt=closes).order_by("at", "id"):
        from_day = (r.at.astimezone(where).date() - first).days
        line = days.setdefault(r.region_id, [None] * n_days)
        line[from_day:] = [r.level] * (n_days - from_day)
    return days


def tones_by_day(
    viewer: Viewer, *, until: date, n_days: int, level: int, authority: str
) -> dict[str, list[int | None]]:
    """This function will return the step of the legend of each area on each day by one authority, oldest day first."""
    first = until - timedelta(days=n_days - 1)
    rows = (
        ratings_seen_by(viewer)
        .filter(superseded_by=None, authority=authority, region__level=level, valid_from__lte=until)
        .filter(Q(valid_until=None) | Q(valid_until__gte=first))
        .order_by("valid_from", "at", "id")
    )
    days: dict[str, list[int | None]] = {}
    for r in rows:
        line = days.setdefault(r.region_id, [None] * n_days)
        begins = max((r.valid_from - first).days, 0)
        ends = min((r.valid_until - first).days + 1, n_days) if r.valid_until else n_days
        line[begins:ends] = [tone_of(r.class_name, r.level)] * (ends - begins)
    return days


def last_round(viewer: Viewer) -> SituationRound | None:
    """This function will return when the situation was last worked out for the viewer's regions, if ever."""
    return SituationRound.objects.filter(in_scope(viewer.scope_for("rating.read"))).order_by("-at").first()


def land_of(viewer: Viewer, tenant_code: str) -> str:
    """
    This function will return the region whose areas a map draws: the tenant's, or the viewer's own part of it.

    What a viewer may not read must not look like what nobody knows.
    """
    scope = viewer.scope_for("rating.read")
    sees_all = viewer.is_system or any(lies_in(tenant_code, own) for own in scope)
    return tenant_code if sees_all or not scope else scope[0]


def authorities_seen_by(viewer: Viewer) -> list[str]:
    """This function will return the authorities that rated anything the viewer may read."""
    return sorted(ratings_seen_by(viewer).order_by().values_list("authority", flat=True).distinct())


def n_unchecked(viewer: Viewer, code: str, at: datetime) -> int:
    """This function will count the last week's reports of a region that the viewer may read and no officer has judged yet."""
    if not viewer.scope_for("report.read"):
        return 0
    fresh = reports_seen_by(viewer).filter(in_scope([code]), received_at__gt=at - WEEK, received_at__lte=at)
    return fresh.filter(exercise=False, state__in=[state.value for state in WAITING]).count()


def batches_seen_by(viewer: Viewer) -> QuerySet[ImportBatch]:
    """This function will return the imports of the viewer's regions, newest first."""
    return ImportBatch.objects.filter(in_scope(viewer.scope_for("rating.import"))).select_related("region", "office")


def batch_for(viewer: Viewer, batch_id: UUID) -> ImportBatch:
    """
    This function will return one import.

    :raises NotFound: if there is none, or none of the viewer's regions.
    """
    batch = batches_seen_by(viewer).filter(pk=batch_id).first()
    if batch is None:
        raise NotFound("import_unknown", _("There is no such table."))
    return batch
