"""Reading reports: what an officer may see, and what a receipt opens."""

from datetime import datetime
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from kondusif.core.problems import NotFound
from kondusif.people.viewers import Grant, Viewer
from kondusif.reports.models import Report


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


def covering_grant(viewer: Viewer, deed: str, region_code: str) -> Grant | None:
    """This function will return the office under which *viewer* does *deed* in *region_code*, if any."""
    return next(iter(viewer.grants_for(deed, region_code)), None)
