"""Reading reports: what an officer may see, and what a receipt opens."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count, Max, OuterRef, Q, QuerySet, Subquery
from django.utils.translation import gettext_lazy as _

from kondusif.core.models import Event
from kondusif.core.problems import NotFound
from kondusif.core.queries import history_of
from kondusif.core.scope import EVERYWHERE, scoped
from kondusif.people.models import Office
from kondusif.people.queries import within as in_regions
from kondusif.people.viewers import Viewer
from kondusif.reports.models import (
    Attachment,
    Disclosure,
    DisclosureStep,
    Message,
    Report,
    ResponseLimit,
    SealedText,
    SheetImport,
)
from kondusif.reports.permissions import may_read_words
from kondusif.reports.receipts import receipt_hash
from kondusif.reports.rules import DECIDE_WITHIN, OPEN_WITHIN, WORDS_READ, Clock, disclosure_state
from kondusif.reports.states import DisclosureState


def reports_seen_by(viewer: Viewer, deed: str = "report.read") -> QuerySet[Report]:
    """
    This function will return the reports that *viewer* may see: each by one office alone.

    An office sees its region, up to its clearance; nobody sees a report about an office of their own.
    """
    if viewer.is_system:
        return Report.objects.all()
    grants = viewer.grants_for(deed)
    if not grants:
        return Report.objects.none()
    seen = Q()
    for grant in grants:
        seen |= within(grant.region_code) & Q(classification__lte=int(grant.clearance))
    own = {grant.office_id for grant in viewer.grants}
    return Report.objects.filter(seen, Q(about_office=None) | ~Q(about_office__in=own))


def within(code: str) -> Q:
    """This function will return the condition that a report lies in the region *code*, in the columns the indexes hold."""
    match len(code):
        case 2:
            return Q(regency_code__startswith=code)
        case 5:
            return Q(regency_code=code)
        case 8:
            return Q(regency_code=code[:5], subdistrict_code=code)
        case _:
            return Q(regency_code=code[:5], region=code)


def report_for(viewer: Viewer, id: UUID, deed: str = "report.read") -> Report:
    """
    This function will return one report.

    :raises NotFound: if there is none, or none that *viewer* may see: the same answer.
    """
    report = reports_seen_by(viewer, deed).select_related("region", "handler").filter(pk=id).first()
    if report is None:
        raise NotFound("report.unknown", _("There is no such report, or your office may not see it."))
    return report


def recent_reports(viewer: Viewer, since: datetime, until: datetime) -> QuerySet[Report]:
    """This function will return the reports received from *since* until before *until*, newest first."""
    seen = reports_seen_by(viewer).select_related("region")
    return seen.filter(received_at__gte=since, received_at__lt=until).order_by("-received_at", "id")


@dataclass(frozen=True)
class FollowUp:
    """What whoever holds a receipt may know of the report."""

    report: Report
    events: list[Event]
    messages: list[Message]
    n_photos: int
    sealed: SealedText | None  # the words, where they are sealed
    disclosures: list[DisclosureStep]  # when the contact was opened, by which office, for which reason


def follow_up(receipt: str | None) -> FollowUp | None:
    """
    This function will return the report of a receipt with its history, or None if there is none.

    A receipt that cannot be one costs the same search as one that does not exist.
    """
    with scoped(EVERYWHERE):  # the receipt opens exactly one report
        hashed = receipt_hash(receipt or "")
        report = Report.objects.select_related("region__parent", "handler").filter(receipt_hash=hashed).first()
        if report is None:
            return None
        return FollowUp(
            report,
            list(history_of(report).exclude(name=WORDS_READ)),
            list(report.messages.select_related("sealed")),
            report.attachments.count(),
            sealed_words(report),
            _opened(report),
        )


@dataclass(frozen=True)
class Reader:
    """Who was handed the words of a sensitive report, how often, and when last."""

    title: str
    n: int
    last_at: datetime


def readers_of(report: Report) -> list[Reader]:
    """This function will return who was handed the words of *report*, the latest first."""
    read = history_of(report).filter(name=WORDS_READ).order_by().values_list("by_title", "by_id")
    found = read.annotate(n=Count("id"), last=Max("at")).order_by("-last")
    return [Reader(title, n, last) for title, _person, n, last in found]


def sealed_words(report: Report) -> SealedText | None:
    """This function will return the sealed words of *report*, or None where its words can be read."""
    return SealedText.objects.filter(report=report, message=None).select_related("key").first()


def _opened(report: Report) -> list[DisclosureStep]:
    """This function will return the first opening of each disclosure of *report*."""
    steps = DisclosureStep.objects.filter(disclosure__report=report, state=DisclosureState.DISCLOSED)
    first = steps.select_related("disclosure", "office").order_by("disclosure_id", "at", "id").distinct("disclosure_id")
    return sorted(first, key=lambda step: step.at)


def disclosures_seen_by(viewer: Viewer) -> QuerySet[Disclosure]:
    """This function will return the questions for contacts in the regions whose ledger *viewer* reads, newest first."""
    seen = in_regions(viewer.scope_for("contact.ledger"), "report__region__code")
    own = {grant.office_id for grant in viewer.grants}
    found = Disclosure.objects.filter(seen, Q(report__about_office=None) | ~Q(report__about_office__in=own))
    return found.select_related("report__region", "office", "person").prefetch_related("steps__office").order_by("-at")


def disclosure_for(viewer: Viewer, id: UUID) -> Disclosure:
    """
    This function will return one question for a contact.

    :raises NotFound: if there is none, or none that *viewer* may see: the same answer.
    """
    asked = disclosures_seen_by(viewer).filter(pk=id).first()
    if asked is None:
        raise NotFound("disclosure.unknown", _("There is no such question, or your office may not see it."))
    return asked


def state_of(asked: Disclosure, *, at: datetime) -> DisclosureState:
    """This function will return how a question for a contact stands at *at*."""
    steps = sorted(((step.at, step.pk, step.state) for step in asked.steps.all()), key=lambda s: s[:2])
    return disclosure_state(asked.at, [(state, moment) for moment, _pk, state in steps], at=at)


def awaiting_decision(viewer: Viewer, *, at: datetime) -> QuerySet[Disclosure]:
    """This function will return the questions that *viewer* may decide: open ones, in the region, not their own."""
    if not viewer.may("contact.approve"):
        return Disclosure.objects.none()
    mine = in_regions(viewer.scope_for("contact.approve"), "report__region__code")
    undecided = disclosures_seen_by(viewer).filter(mine, steps=None, at__gte=at - DECIDE_WITHIN)
    return undecided.exclude(person=viewer.person_id)


def awaiting_opening(viewer: Viewer, *, at: datetime) -> QuerySet[Disclosure]:
    """This function will return the approved questions of *viewer* whose contact can be opened now."""
    last = DisclosureStep.objects.filter(disclosure=OuterRef("pk")).order_by("-at", "-pk")[:1]
    recent = disclosures_seen_by(viewer).filter(person=viewer.person_id, at__gte=at - DECIDE_WITHIN - OPEN_WITHIN)
    stand = recent.alias(state=Subquery(last.values("state")), since=Subquery(last.values("at")))
    return stand.filter(state=DisclosureState.APPROVED, since__gte=at - OPEN_WITHIN)


def photo_for(viewer: Viewer, id: UUID) -> Attachment:
    """
    This function will return a photo of a report that *viewer* may see.

    :raises NotFound: if there is none, or none that *viewer* may see: the same answer.
    """
    photo = Attachment.objects.filter(pk=id, report__in=reports_seen_by(viewer)).select_related("report").first()
    if photo is None or not may_read_words(photo.report, viewer):
        raise NotFound("photo.unknown", _("There is no such photo, or your office may not see it."))
    return photo


def map_features(viewer: Viewer, since: datetime, until: datetime, most: int = 50_000) -> Iterator[dict[str, object]]:
    """
    This function will yield the reports of a time as GeoJSON features: what and how urgent, never the words.

    A report without a point stands at its region's centre and says so. Times are of the hour: who
    passed a camera at that minute must not be found by it.
    """
    seen = reports_seen_by(viewer).filter(received_at__gte=since, received_at__lt=until, exercise=False)
    columns = (
        "id",
        "lon",
        "lat",
        "region__lon",
        "region__lat",
        "region_id",
        "category",
        "urgency",
        "state",
        "event_at",
    )
    for id, lon, lat, region_lon, region_lat, code, category, urgency, state, moment in seen.order_by(
        "-received_at", "id"
    ).values_list(*columns)[:most]:
        point = (lon, lat) if lon is not None else (region_lon, region_lat)
        yield {
            "type": "Feature",
            "id": id,
            "geometry": None if point[0] is None else {"type": "Point", "coordinates": point},
            "properties": {
                "category": category,
                "level": urgency,
                "state": state,
                "region": code,
                "approximate": lon is None,
                "at": moment.replace(minute=0, second=0, microsecond=0),
            },
        }


def offices_to_report_about(viewer: Viewer) -> QuerySet[Office]:
    """This function will return the offices in the viewer's regions that a report may be about."""
    within_scope = Q()
    for code in viewer.scope_for("report.enter"):
        within_scope |= Q(region__code=code) | Q(region__code__startswith=code + ".")
    return Office.objects.filter(within_scope).order_by("title") if within_scope else Office.objects.none()


def clock_of(urgency: int) -> Clock:
    """
    This function will return how soon a report of *urgency* is to be looked at and acted upon.

    :raises ResponseLimit.DoesNotExist: if somebody emptied the table.
    """
    return ResponseLimit.objects.get(pk=int(urgency)).clock


def imports_seen_by(viewer: Viewer) -> QuerySet[SheetImport]:
    """This function will return the imports of the regions in which *viewer* imports, newest first."""
    seen = Q(pk__in=[])
    for code in viewer.scope_for("report.import"):
        seen |= Q(region_id=code)
    return (
        SheetImport.objects.filter(seen)
        .defer("content")
        .select_related("region", "uploaded_by")
        .order_by("-uploaded_at", "-id")
    )
