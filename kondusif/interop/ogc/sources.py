"""Where the features of each collection come from: rows as far as the reader may see them, page by page."""

from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import orjson
import shapely
from django.db.models import Max, Min, Q, QuerySet
from django.db.models.functions import Coalesce

from kondusif.alerts.models import Alert
from kondusif.alerts.queries import alerts_seen_by
from kondusif.core.scope import EVERYWHERE, scoped
from kondusif.interop.models import PartnerKey
from kondusif.interop.ogc.asking import Ask, BadQuery, Box
from kondusif.people.queries import OFFICE_DAY, within
from kondusif.people.viewers import SYSTEM, Viewer
from kondusif.publication.models import Cell, PublicNotice, Release
from kondusif.publication.notice_queries import address_of, all_told, summary_of
from kondusif.publication.queries import latest_release
from kondusif.publication.rules import ALL
from kondusif.publication.states import NoticeState
from kondusif.ratings.queries import RatingOn, ratings_on
from kondusif.regions.codes import is_code
from kondusif.regions.kinds import Level
from kondusif.regions.models import Boundary
from kondusif.regions.queries import top_tenants
from kondusif.triage.models import Incident, Link
from kondusif.triage.queries.incidents import incidents_seen_by

GROUPS = ("security", "fairness", "organisation", "hazard", "other")


@dataclass(frozen=True)
class Reader:
    """Who asks: somebody signed in, a partner's system with a key, or anybody."""

    viewer: Viewer
    key: PartnerKey | None
    at: datetime

    @property
    def reads_incidents(self) -> bool:
        return self.viewer.may("incident.read") or bool(self.key and self.key.reads_incidents)

    @property
    def is_known(self) -> bool:
        return self.viewer.is_staff or self.key is not None


@dataclass(frozen=True)
class Feature:
    """One feature; its id is also where the next page begins."""

    id: str
    geometry: Any
    properties: dict[str, Any]


Page = Callable[[Reader, Ask], list[Feature]]


def areas(level: Level) -> Page:
    """This function will return the reading of the areas of one level: public facts, all of them."""

    def page(reader: Reader, ask: Ask) -> list[Feature]:
        rows = Boundary.objects.filter(current=True, region__level=level).select_related("region")
        rows = rows.filter(_envelope(ask.boxes)).order_by("region_id")
        if ask.only:
            rows = rows.filter(region_id=ask.only) if is_code(ask.only) else rows.none()
        return _collected(lambda after, n: list(rows.filter(region_id__gt=after)[:n]), _area, _code(ask.after), ask)

    return page


def _area(row: Boundary) -> Feature:
    region = row.region
    return Feature(
        region.code, orjson.loads(bytes(row.feature))["geometry"],
        {
            "code": region.code, "name": region.name, "title": region.title, "kind": region.kind, "parent": region.parent_id,
            "area_km2": round(row.area_km2, 3), "approximate": row.approximate, "edition": row.edition, "source": row.source,
        },
    )  # fmt: skip


def public_map(reader: Reader, ask: Ask) -> list[Feature]:
    """This function will return the newest issue of the public map: bands of areas, never a count or a report."""
    with scoped(EVERYWHERE):  # what was published, and nothing else
        releases = [release for t in top_tenants() if (release := latest_release(t.region_id))]
        cells = Cell.objects.filter(release__in=releases, region_id__gt=_code(ask.after)).select_related("region")
        by_area: dict[str, list[Cell]] = {}
        for cell in cells.order_by("region_id", "group"):
            by_area.setdefault(cell.region_id, []).append(cell)
    made = {release.pk: release for release in releases}
    shapes = _shapes(by_area)
    features = [_public_area(rows, made[rows[0].release_id], shapes.get(code)) for code, rows in by_area.items()]
    return _chosen([f for f in features if _within_span(f, ask)], ask)


def _public_area(rows: list[Cell], release: Release, geometry: Any) -> Feature:
    bands = {row.group: row.band for row in rows}
    region = rows[0].region
    return Feature(
        region.code, geometry,
        {
            "code": region.code, "title": region.title, "band": bands.get(ALL),
            **{f"band_{group}": bands.get(group) for group in GROUPS}, "released_at": _text(release.made_at),
            "method": release.method_version, "synthetic": release.is_synthetic,
        },
    )  # fmt: skip


def _within_span(feature: Feature, ask: Ask) -> bool:
    if ask.span is None:
        return True
    at = datetime.fromisoformat(feature.properties["released_at"])
    return (ask.span.first is None or at >= ask.span.first) and (ask.span.last is None or at <= ask.span.last)


def warnings(reader: Reader, ask: Ask) -> list[Feature]:
    """This function will return the warnings for the public, those that ended too, the newest first."""
    with scoped(EVERYWHERE):  # what was written for the public, and nothing else
        rows = alerts_seen_by(SYSTEM).filter(is_public=True, exercise=False, issued_at__isnull=False)
        rows = rows.annotate(until=Coalesce("ended_at", "valid_until"))
        rows = rows.filter(_during(ask, first="issued_at", last="until"), _only(ask))
        shapes = _shapes(set(rows.order_by().values_list("region_id", flat=True)))
        newest = rows.order_by("-pk")
        return _collected(
            lambda after, n: list((newest.filter(pk__lt=after) if after else newest)[:n]),
            lambda alert: _warning(alert, shapes.get(alert.region_id)), _uuid(ask.after), ask,
        )  # fmt: skip


def _warning(alert: Alert, geometry: Any) -> Feature:
    return Feature(
        str(alert.pk), geometry,
        {
            "number": alert.number, "level": alert.level, "title": alert.title, "text": alert.public_text,
            "region": alert.region_id, "area": alert.region.title, "issued_at": _text(alert.issued_at),
            "until": _text(alert.until), "ended": alert.ended_at is not None, "synthetic": alert.synthetic,
        },
    )  # fmt: skip


def notices(reader: Reader, ask: Ask) -> list[Feature]:
    """This function will return the public notices and checked claims, the newest first; of a claim what is true alone."""
    with scoped(EVERYWHERE):  # what was released for the public, and nothing else
        rows = all_told().filter(_during(ask, first="told_at", last="told_at"), _only(ask))
        shapes = _shapes(set(rows.order_by().values_list("region_id", flat=True)))
        return _collected(
            lambda after, n: list((rows.filter(pk__lt=after) if after else rows)[:n]),
            lambda notice: _notice(notice, shapes.get(notice.region_id)), _uuid(ask.after), ask,
        )  # fmt: skip


def _notice(notice: PublicNotice, geometry: Any) -> Feature:
    version = notice.newest
    return Feature(
        str(notice.pk), geometry,
        {
            "number": notice.number, "kind": notice.kind, "title": version.headline, "text": summary_of(notice),
            "verdict": version.verdict or None, "region": notice.region_id, "area": notice.region.title,
            "released_at": _text(notice.told_at), "withdrawn": notice.state == NoticeState.WITHDRAWN,
            "source": version.released_title, "url": address_of(notice), "synthetic": notice.synthetic,
        },
    )  # fmt: skip


def official_ratings(reader: Reader, ask: Ask) -> list[Feature]:
    """This function will return what each authority says of the subdistricts the reader's offices reach."""
    # A day that is asked for was read by the region's clocks; "now" is the day it is in the offices.
    asked = ask.span and (ask.span.last or ask.span.first)
    day = (asked or reader.at).astimezone(OFFICE_DAY).date()
    rows = sorted(ratings_on(reader.viewer, day, Level.SUBDISTRICT), key=_rating_key)
    rows = [r for r in rows if _rating_key(r) > ask.after]
    shapes = _shapes({r.region_code for r in rows})
    features = [_rating(r, shapes.get(r.region_code)) for r in rows]
    return _chosen(features, ask)


def _rating_key(r: RatingOn) -> str:
    return f"{r.region_code}~{r.authority}~{r.rating_id}"


def _rating(r: RatingOn, geometry: Any) -> Feature:
    return Feature(
        _rating_key(r), geometry,
        {
            "region": r.region_code, "area": r.region_name, "authority": r.authority, "method": r.method, "edition": r.edition,
            "class": r.class_name, "level": r.level, "value": r.value, "valid_from": r.valid_from.isoformat(),
            "valid_until": r.valid_until.isoformat() if r.valid_until else None,
        },
    )  # fmt: skip


def incidents(reader: Reader, ask: Ask) -> list[Feature]:
    """
    This function will return the incidents that the reader may see, the newest first.

    A partner's system gets the centre of the region in place of the point, in the answer and for the
    box alike: else small boxes would find the point out.
    """
    exact = reader.viewer.may("incident.read")
    with nullcontext() if exact or reader.key is None else scoped((reader.key.region_id,)):
        rows = (incidents_seen_by(reader.viewer) if exact else _for_partner(reader.key)).filter(exercise=False)
        rows = rows.filter(_points(ask.boxes, exact=exact), _only(ask)).order_by("-pk")
        rows = rows.filter(_during(ask, first="happened_at", last="happened_at"))
        if ask.after:
            rows = rows.filter(pk__lt=_uuid(ask.after))
        return [_incident(row, exact=exact) for row in rows[: ask.limit + 1]]


def _for_partner(key: PartnerKey | None) -> QuerySet[Incident]:
    if key is None or not key.reads_incidents:
        return Incident.objects.none()
    rows = Incident.objects.select_related("region").filter(within([key.region_id]), classification__lte=key.clearance)
    # Whoever a report is about may sit behind the partner's system.
    about_somebody = Link.objects.filter(unlinked_at=None, report__about_office__isnull=False).values("incident_id")
    return rows.filter(merged_into=None).exclude(pk__in=about_somebody)


def _incident(row: Incident, *, exact: bool) -> Feature:
    own = exact and row.lon is not None
    point = (row.lon, row.lat) if own else (row.region.lon, row.region.lat)
    at = row.happened_at if exact else row.happened_at.replace(minute=0, second=0, microsecond=0)
    return Feature(
        str(row.pk), None if point[0] is None else {"type": "Point", "coordinates": point},
        {
            "number": row.number, "title": row.title if exact else None, "category": row.category, "state": row.state,
            "region": row.region_id, "area": row.region.title, "happened_at": _text(at), "approximate": not own,
            "synthetic": row.synthetic,
        },
    )  # fmt: skip


def extents() -> dict[int, Box]:
    """This function will return the box around the areas of each level."""
    rows = Boundary.objects.filter(current=True).values("region__level").order_by()
    sums = rows.annotate(w=Min("west"), s=Min("south"), e=Max("east"), n=Max("north"))
    return {row["region__level"]: (row["w"], row["s"], row["e"], row["n"]) for row in sums}


def _collected(
    read: Callable[[Any, int], list[Any]], turn: Callable[[Any], Feature], after: Any, ask: Ask
) -> list[Feature]:
    """One page and one feature more, if there is one: the box of a shape is asked of the rows, its outline of the shape."""
    found: list[Feature] = []
    while len(found) <= ask.limit:
        rows = read(after, ask.limit + 1)
        features = [turn(row) for row in rows]
        found += [f for f in features if _inside(f.geometry, ask.boxes)]
        if len(rows) <= ask.limit:
            break
        after = features[-1].id
    return found[: ask.limit + 1]


def _chosen(features: list[Feature], ask: Ask) -> list[Feature]:
    """What of a short list is asked for."""
    return [f for f in features if ask.only in {"", f.id} and _inside(f.geometry, ask.boxes)][: ask.limit + 1]


def _inside(geometry: Any, boxes: tuple[Box, ...]) -> bool:
    if not boxes:
        return True
    if geometry is None:
        return False
    shape = shapely.from_geojson(orjson.dumps(geometry))
    return any(shapely.intersects(shape, shapely.box(*box)) for box in boxes)


def _envelope(boxes: tuple[Box, ...]) -> Q:
    condition = Q()
    for west, south, east, north in boxes:
        condition |= Q(west__lte=east, east__gte=west, south__lte=north, north__gte=south)
    return condition


def _points(boxes: tuple[Box, ...], *, exact: bool) -> Q:
    condition = Q()
    for west, south, east, north in boxes:
        centre = Q(region__lon__range=(west, east), region__lat__range=(south, north))
        if exact:
            condition |= Q(lon__range=(west, east), lat__range=(south, north)) | (Q(lon=None) & centre)
        else:
            condition |= centre
    return condition


def _during(ask: Ask, *, first: str, last: str) -> Q:
    condition = Q()
    if ask.span and ask.span.first:
        condition &= Q(**{f"{last}__gte": ask.span.first})
    if ask.span and ask.span.last:
        condition &= Q(**{f"{first}__lte": ask.span.last})
    return condition


def _shapes(codes: Any) -> dict[str, Any]:
    rows = Boundary.objects.filter(current=True, region_id__in=list(codes)).values_list("region_id", "feature")
    return {code: orjson.loads(bytes(feature))["geometry"] for code, feature in rows}


def _code(after: str) -> str:
    if after and not is_code(after):
        raise BadQuery("setelah", "take it from the link to the next page")
    return after


def _uuid(after: str) -> UUID | None:
    try:
        return UUID(after) if after else None
    except ValueError:
        raise BadQuery("setelah", "take it from the link to the next page") from None


def _only(ask: Ask) -> Q:
    if not ask.only:
        return Q()
    try:
        return Q(pk=UUID(ask.only))
    except ValueError:
        return Q(pk__in=[])


def _text(at: datetime) -> str:
    return at.astimezone(UTC).replace(microsecond=0).isoformat()
