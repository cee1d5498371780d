"""The queue: what waits for a judgement, the most urgent first, then the oldest."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from heapq import merge
from itertools import islice
from uuid import UUID

from django.db.models import Exists, F, Max, OuterRef, Q, QuerySet, Subquery

from kondusif.people.viewers import Grant, Viewer
from kondusif.regions.kinds import Level
from kondusif.regions.models import Region
from kondusif.reports.models import Attachment, Report
from kondusif.reports.queries import reports_seen_by
from kondusif.reports.states import WAITING, Urgency
from kondusif.triage.models import Claim, Suggestion
from kondusif.triage.queries.sight import own_offices

PAGE = 50
# Counting stops here: "more than a thousand" is all that anybody needs to know, and costs the same in any table.
COUNT_TO = 1000
_STATES = sorted(WAITING)
_URGENCIES = sorted((int(u) for u in Urgency), reverse=True)


@dataclass(frozen=True)
class QueueFilter:
    """What of the queue is wanted."""

    category: str = ""
    subdistrict: str = ""
    overdue: bool = False
    mine: bool = False
    urgency: int | None = None


@dataclass(frozen=True, order=True)
class Cursor:
    """A place in the queue: behind the report of this urgency, moment and id."""

    urgency: int
    moment: datetime
    id: UUID

    def __str__(self) -> str:
        return f"{self.urgency}~{self.moment.isoformat()}~{self.id}"

    @classmethod
    def read(cls, text: str) -> "Cursor | None":
        """This function will read a cursor out of an address; of anything else, the start of the queue."""
        try:
            urgency, moment, report_id = text.split("~")
            cursor = cls(int(Urgency(int(urgency))), datetime.fromisoformat(moment), UUID(report_id))
        except (ValueError, OverflowError):
            return None
        return cursor if cursor.moment.tzinfo else None


@dataclass(frozen=True)
class QueuePage:
    """A page of the queue, and where the next one starts."""

    reports: list[Report] = field(default_factory=list)
    following: Cursor | None = None


def awaiting_triage(viewer: Viewer) -> QuerySet[Report]:
    """This function will return the reports that wait for a judgement and that the viewer may read."""
    return reports_seen_by(viewer).filter(state__in=_STATES)


def queue_page(
    viewer: Viewer, *, at: datetime, wanted: QueueFilter | None = None, after: Cursor | None = None, size: int = PAGE
) -> QueuePage:
    """
    This function will return a page of the queue, from behind *after* on.

    It reads the index one urgency of one place at a time, so its cost is the page's and not the table's.
    """
    wanted = wanted or QueueFilter()
    keys = list(islice(_keys(viewer, wanted, after, at, size + 1), size + 1))
    rows = _rows(viewer, [report_id for _u, _m, report_id in keys[:size]], at)
    following = None
    if len(keys) > size:
        urgency, moment, report_id = keys[size - 1]
        following = Cursor(-urgency, moment, report_id)
    return QueuePage(rows, following)


def queue_count(viewer: Viewer, *, at: datetime, wanted: QueueFilter | None = None, most: int = COUNT_TO) -> int:
    """This function will count the queue, up to *most* + 1: that one more says "more than"."""
    wanted = wanted or QueueFilter()
    total = 0
    for place in _places(viewer, "report.read", wanted):
        rows = _narrowed(place, viewer, wanted, at)
        # The index of deadlines is read one urgency at a time; any other count takes rows as they come.
        for part in [rows.filter(urgency=u) for u in _URGENCIES] if wanted.overdue else [rows]:
            if total <= most:
                total += part.order_by()[: most + 1 - total].count()
    return total


def next_unclaimed(viewer: Viewer, at: datetime) -> Report | None:
    """
    This function will lock and return the most urgent, then oldest report nobody holds, or None.

    Call it inside a transaction. Rows that another transaction holds are passed over.
    """
    taken = Claim.objects.filter(report=OuterRef("pk"), until__gt=at)
    for urgency in _URGENCIES:
        found = []
        for place in _places(viewer, "report.claim", QueueFilter()):
            free = place.filter(urgency=urgency).filter(~Exists(taken)).order_by("received_at", "id")
            report = free.select_for_update(skip_locked=True, of=("self",)).first()
            if report is not None:
                found.append(report)
        if found:
            return min(found, key=lambda r: (r.received_at, r.pk))
    return None


def _keys(
    viewer: Viewer, wanted: QueueFilter, after: Cursor | None, at: datetime, most: int
) -> Iterator[tuple[int, datetime, UUID]]:
    """Keys (minus urgency, moment, id) in the order of the queue; each urgency is asked only when it is reached."""
    moment = "due_at" if wanted.overdue else "received_at"
    for urgency in _URGENCIES:
        if (after and urgency > after.urgency) or (wanted.urgency is not None and wanted.urgency != urgency):
            continue
        lists = []
        for place in _places(viewer, "report.read", wanted):
            rows = _narrowed(place, viewer, wanted, at).filter(urgency=urgency)
            if after and urgency == after.urgency:
                rows = rows.filter(
                    Q(**{f"{moment}__gt": after.moment}) | Q(**{moment: after.moment, "id__gt": after.id})
                )
                rows = rows.filter(**{f"{moment}__gte": after.moment})  # this half the index can use
            lists.append(rows.order_by(moment, "id").values_list(moment, "id")[:most])
        for when, report_id in merge(*lists):
            yield -urgency, when, report_id


def _places(viewer: Viewer, deed: str, wanted: QueueFilter) -> Iterator[QuerySet[Report]]:
    """What waits, once for each indexed place of each office: equality on the place keeps the index's order."""
    hidden = own_offices(viewer)
    seen: set[tuple[str, str]] = set()
    for grant in viewer.grants_for(deed):
        for column, code in _indexed_places(grant, wanted):
            if (column, code) in seen:
                continue
            seen.add((column, code))
            rows = Report.objects.filter(state__in=_STATES, classification__lte=grant.clearance, **{column: code})
            yield rows.filter(Q(about_office=None) | ~Q(about_office__in=hidden))


def _indexed_places(grant: Grant, wanted: QueueFilter) -> list[tuple[str, str]]:
    if wanted.subdistrict:
        return [("subdistrict_code", wanted.subdistrict)] if grant.reaches(wanted.subdistrict) else []
    if len(grant.region_code) == 2:
        regencies = Region.objects.filter(level=Level.REGENCY, parent_id=grant.region_code)
        return [("regency_code", c) for c in [grant.region_code, *regencies.values_list("code", flat=True)]]
    if len(grant.region_code) == 5:
        return [("regency_code", grant.region_code)]
    if len(grant.region_code) == 8:
        return [("subdistrict_code", grant.region_code)]
    return [("region_id", grant.region_code)]


def _narrowed(rows: QuerySet[Report], viewer: Viewer, wanted: QueueFilter, at: datetime) -> QuerySet[Report]:
    if wanted.urgency is not None:
        rows = rows.filter(urgency=wanted.urgency)
    if wanted.category:
        rows = rows.filter(category=wanted.category)
    if wanted.overdue:
        rows = rows.filter(due_at__lt=at)
    if wanted.mine:
        held = Claim.objects.filter(person_id=viewer.person_id, until__gt=at).values_list("report_id", flat=True)
        rows = rows.filter(pk__in=list(held))
    return rows


def _rows(viewer: Viewer, ids: list[UUID], at: datetime) -> list[Report]:
    likely = (
        Suggestion.objects.filter(report=OuterRef("pk"), refused_at=None)
        .order_by()
        .values("report")
        .annotate(best=Max("probability"))
    )
    rows = (
        Report.objects.filter(pk__in=ids)
        .select_related("region", "region__parent", "claim", "claim__person")
        .annotate(
            has_photo=Exists(Attachment.objects.filter(report=OuterRef("pk"))),
            likeness=Subquery(likely.values("best")),
            held_until=F("claim__until"),
        )
    )
    by_id = {row.pk: row for row in rows}
    return [by_id[i] for i in ids if i in by_id]
