"""What the pages offer to choose from, and who is at work on a report."""

from datetime import datetime

from kondusif.people.models import Office
from kondusif.people.viewers import Viewer
from kondusif.regions.kinds import Level
from kondusif.regions.models import Region
from kondusif.reports.models import Report
from kondusif.triage.models import Assessment, Claim
from kondusif.triage.queries.sight import any_of, below

Choice = tuple[str, str]


def claim_on(report: Report, at: datetime) -> Claim | None:
    """This function will return the claim on *report* whose lease has not ended, if any."""
    return Claim.objects.select_related("person").filter(report=report, until__gt=at).first()


def assessments_of(report: Report) -> list[Assessment]:
    """This function will return the judgements of *report*, the earliest first; whoever holds it may see them."""
    return list(report.assessments.select_related("office").order_by("at", "id"))


def subdistrict_choices(viewer: Viewer) -> list[Choice]:
    """This function will return the subdistricts the viewer may filter the queue by."""
    places = any_of(below("code", code) for code in viewer.scope_for("report.read"))
    rows = Region.objects.filter(places, level=Level.SUBDISTRICT).order_by("name")
    return [(r.code, r.name) for r in rows]


def place_choices(report: Report, viewer: Viewer) -> list[tuple[str, list[Choice]]]:
    """This function will return the places a report may be corrected to, villages grouped by subdistrict."""
    regency = report.region_id[:5]
    groups: dict[str, list[Choice]] = {}
    names: dict[str, str] = {}
    for region in Region.objects.filter(below("code", regency)).order_by("code"):
        names[region.code] = region.title
        key = region.code[:8] if len(region.code) >= 8 else region.code
        groups.setdefault(key, []).append((region.code, region.title))
    if report.region_id not in names:
        groups[report.region_id] = [(report.region_id, report.region.title)]
    return [(names.get(key, key), choices) for key, choices in groups.items()]


def office_choices(report: Report) -> list[Choice]:
    """This function will return the offices of the report's regency that it may be about."""
    offices = Office.objects.filter(below("region__code", report.region_id[:5])).order_by("title")
    return [(str(o.pk), o.title) for o in offices]
