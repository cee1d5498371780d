"""Incidents: which one sees, what belongs to them, and what their reports are worth."""

from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from kondusif.core.models import Event
from kondusif.people.viewers import Viewer
from kondusif.regions.models import Tenant
from kondusif.reports.categories import CATEGORIES
from kondusif.reports.models import Report
from kondusif.reports.queries import reports_seen_by
from kondusif.reports.states import CONFIRMED
from kondusif.triage.models import Incident, Link, Suggestion
from kondusif.triage.queries.sight import any_of, below, own_offices
from kondusif.triage.rules import Evidence, evidence_of, is_alert_feeding


def incidents_seen_by(viewer: Viewer, *, merged: bool = False) -> QuerySet[Incident]:
    """
    This function will return the incidents the viewer may read, the latest first; with *merged*, those merged away too.

    An incident that grew out of a report about one of the viewer's own offices is not among them.
    """
    incidents = Incident.objects.select_related("region").order_by("-happened_at", "-id")
    if not merged:
        incidents = incidents.filter(merged_into=None)
    if viewer.is_system:
        return incidents
    grants = viewer.grants_for("incident.read")
    incidents = incidents.filter(
        any_of(below("region__code", g.region_code) & Q(classification__lte=g.clearance) for g in grants)
    )
    about_viewer = Link.objects.filter(
        incident=OuterRef("pk"), unlinked_at=None, report__about_office__in=own_offices(viewer)
    )
    return incidents.filter(~Exists(about_viewer))


def incident_for(viewer: Viewer, number: str) -> Incident | None:
    """This function will return the incident of that number, if the viewer may read it."""
    return (
        incidents_seen_by(viewer, merged=True)
        .select_related("merged_into", "region__parent")
        .filter(number=number)
        .first()
    )


def incident_of(report: Report, viewer: Viewer) -> Incident | None:
    """This function will return the incident *report* belongs to, if the viewer may read it."""
    return incidents_seen_by(viewer).filter(links__report=report, links__unlinked_at=None).first()


def with_counts(incidents: QuerySet[Incident]) -> QuerySet[Incident]:
    """This function will add to each incident how many reports belong to it."""
    return incidents.annotate(n_reports=Count("links", filter=Q(links__unlinked_at=None)))


def reports_of(incident: Incident, viewer: Viewer) -> QuerySet[Report]:
    """This function will return the reports of *incident* that the viewer may read, the earliest first."""
    linked = Link.objects.filter(incident=incident, unlinked_at=None).values("report_id")
    return reports_seen_by(viewer).filter(pk__in=linked).select_related("region").order_by("event_at", "id")


def evidence_for(incident: Incident) -> list[Evidence]:
    """This function will weigh the confirmed reports of *incident*; a rule over all of them, whoever asks."""
    linked = Link.objects.filter(incident=incident, unlinked_at=None).values("report_id")
    return [evidence_of(r) for r in Report.objects.filter(pk__in=linked, state__in=CONFIRMED)]


def best_suggestion(report: Report, incident: Incident) -> Suggestion | None:
    """This function will return what the engine had said of *report* and the likeliest report of *incident*."""
    members = list(Link.objects.filter(incident=incident, unlinked_at=None).values_list("report_id", flat=True))
    pairs = Suggestion.objects.filter(Q(report=report, other__in=members) | Q(other=report, report__in=members))
    return pairs.order_by("-probability").first()


def tenant_of(region_code: str) -> str:
    """This function will return the code of the nearest office of this installation above a region, else its regency."""
    codes = [region_code[:5], region_code[:2]]
    found = set(Tenant.objects.filter(region_id__in=codes).values_list("region_id", flat=True))
    return next((c for c in codes if c in found), codes[0])


def incidents_near(report: Report, viewer: Viewer, *, most: int = 20) -> list[Incident]:
    """This function will return recent incidents of the report's regency that an officer may choose from by hand."""
    nearby = incidents_seen_by(viewer).filter(below("region__code", report.regency_code)).exclude(state="closed")
    return list(with_counts(nearby)[:most])


def ids_of(incident: Incident) -> list[UUID]:
    """This function will return the ids of all reports that belong to *incident*, for tasks that follow it."""
    return list(Link.objects.filter(incident=incident, unlinked_at=None).values_list("report_id", flat=True))


def incidents_beside(incident: Incident, viewer: Viewer, *, most: int = 30) -> list[Incident]:
    """This function will return the other open incidents of the same regency that *incident* may be merged into."""
    others = incidents_seen_by(viewer).filter(below("region__code", incident.region_id[:5])).exclude(pk=incident.pk)
    return list(others.exclude(state="closed")[:most])


def links_by_report(incident: Incident) -> dict[UUID, Link]:
    """This function will return the standing links of *incident* by the id of their report."""
    standing = Link.objects.filter(incident=incident, unlinked_at=None).select_related("person")
    return {link.report_id: link for link in standing}


def link_of(report: Report) -> Link | None:
    """This function will return by whom, when and why *report* stands in its incident."""
    return Link.objects.filter(report=report, unlinked_at=None).select_related("person").first()


def joinings_of(report: Report, viewer: Viewer) -> list[tuple[Event, str]]:
    """This function will return when *report* joined or left an incident in the viewer's sight, with the incident's number."""
    homes = incidents_seen_by(viewer, merged=True).filter(links__report=report)
    numbers = {str(pk): number for pk, number in homes.values_list("pk", "number")}
    told = Event.objects.filter(
        subject_type="triage.incident", subject_id__in=list(numbers),
        name__in=("incident.linked", "incident.unlinked"), payload__report=str(report.pk),
    )  # fmt: skip
    return [(event, numbers[event.subject_id]) for event in told.order_by("id")]


def is_sound(incident: Incident) -> bool:
    """This function will tell whether the reports of *incident* together may feed an alert."""
    return is_alert_feeding(evidence_for(incident))


def usual_title(report: Report) -> str:
    """This function will return the title an incident opened from *report* gets unless somebody gives another."""
    return f"{CATEGORIES[report.category].name} · {report.region.title}"[:160]
