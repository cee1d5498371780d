"""Duplicate suggestions: which reports are near enough to compare, and what was found, in words."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Q, QuerySet

from kondusif.people.models import Person
from kondusif.people.viewers import Viewer
from kondusif.reports.models import Report
from kondusif.reports.queries import reports_seen_by
from kondusif.reports.states import ReportState
from kondusif.triage.models import Incident, Link, Suggestion
from kondusif.triage.queries.incidents import incidents_seen_by, with_counts
from kondusif.triage.wording import reasons_in_words

WITHIN = timedelta(hours=48)
MOST_COMPARED = 200
_DEGREES = 0.09  # ten kilometres
_NEVER = (ReportState.HOAX, ReportState.OUT_OF_SCOPE, ReportState.WITHDRAWN)


@dataclass(frozen=True)
class Suggested:
    """A report, or the incident it belongs to, that may tell of the same thing."""

    report: Report
    incident: Incident | None
    probability: float
    reasons: list[str]
    refused_at: datetime | None = None
    refused_by: Person | None = None


def neighbours_of(report: Report, viewer: Viewer) -> QuerySet[Report]:
    """This function will return the reports worth comparing: of the same regency and real or exercise alike, two days and ten km around."""
    near = Q(subdistrict_code=report.region_id[:8]) if len(report.region_id) >= 8 else Q(region_id=report.region_id)
    if report.lon is not None and report.lat is not None:
        near |= Q(
            lon__range=(report.lon - _DEGREES, report.lon + _DEGREES),
            lat__range=(report.lat - _DEGREES, report.lat + _DEGREES),
        )
    return (
        reports_seen_by(viewer)
        .filter(
            near,
            regency_code=report.region_id[:5],
            event_at__range=(report.event_at - WITHIN, report.event_at + WITHIN),
            exercise=report.exercise,
        )
        .exclude(pk=report.pk)
        .exclude(state__in=_NEVER)
        .order_by("-received_at", "id")[:MOST_COMPARED]
    )


def suggestions_for(report: Report, viewer: Viewer) -> list[Suggested]:
    """
    This function will return what may be the same thing as *report*, the likeliest first.

    Reports of one incident appear once, by the likeliest of them. What the viewer may not read is left out, and
    so is what an officer refused.
    """
    return _suggested(report, viewer, {i: p for i, p in _pairs(report).items() if p.refused_at is None})


def refused_for(report: Report, viewer: Viewer) -> list[Suggested]:
    """This function will return what an officer said is not the same as *report*, so that it can be taken back."""
    return _suggested(report, viewer, {i: p for i, p in _pairs(report).items() if p.refused_at is not None})


def pairs_with(report: Report, other_id: UUID) -> QuerySet[Suggestion]:
    """This function will return what was stored of a report and another one, and the others of that one's incident."""
    home = Link.objects.filter(report=other_id, unlinked_at=None).values("incident_id")
    members = Link.objects.filter(incident__in=home, unlinked_at=None).values_list("report_id", flat=True)
    others = {other_id, *members} - {report.pk}
    return Suggestion.objects.filter(Q(report=report, other__in=others) | Q(other=report, report__in=others))


def _suggested(report: Report, viewer: Viewer, pairs: dict) -> list[Suggested]:
    others = {r.pk: r for r in reports_seen_by(viewer).filter(pk__in=pairs).select_related("region")}
    homes = dict(
        Link.objects.filter(report__in=[report.pk, *others], unlinked_at=None).values_list("report_id", "incident_id")
    )
    seen_incidents = incidents_seen_by(viewer).filter(pk__in=set(homes.values()))
    incidents = {i.pk: i for i in with_counts(seen_incidents)}
    found: list[Suggested] = []
    shown = {homes.get(report.pk)} - {None}
    for other_id, pair in pairs.items():
        home = homes.get(other_id)
        if other_id not in others or home in shown or (home and home not in incidents):
            continue
        shown |= {home} - {None}
        other = others[other_id]
        found.append(
            Suggested(
                other,
                incidents.get(home),
                pair.probability,
                reasons_in_words(pair.reasons, report, other),
                pair.refused_at,
                pair.refused_by,
            )  # fmt: skip
        )
    return found


def _pairs(report: Report) -> dict:
    """The other report's id -> the stored pair, the likeliest first; a pair may have been stored from either side."""
    either = Suggestion.objects.filter(Q(report=report) | Q(other=report)).select_related("refused_by")
    # What was refused on one side is refused.
    rows = sorted(either.order_by("-probability", "id")[:30], key=lambda row: row.refused_at is None)
    pairs: dict = {}
    for row in rows:
        pairs.setdefault(row.other_id if row.report_id == report.pk else row.report_id, row)
    return dict(sorted(pairs.items(), key=lambda pair: -pair[1].probability))
