"""Who may do what with a report or an incident; only ever narrower than the policy table."""

from uuid import UUID

from django.utils.translation import gettext_lazy as _

from kondusif.core.problems import NotAllowed
from kondusif.people.models import Office
from kondusif.people.viewers import Grant, Viewer
from kondusif.reports.models import Report
from kondusif.triage.rules import Unit, may_judge

# What this room asks of the policy table.
DEEDS = (
    "report.claim",
    "report.screen",
    "report.verify",
    "report.refer",
    "report.propose_hoax",
    "report.confirm_hoax",
    "incident.link",
    "incident.move",
)


def grant_for(deed: str, viewer: Viewer, report: Report) -> Grant | None:
    """
    This function will return the office by which *viewer* may do *deed* with *report*, or None.

    One office alone must give all of it: the deed, the region, the clearance, and no part in the matter.
    """
    if report.about_office_id in {g.office_id for g in viewer.grants} and report.about_office_id:
        return None
    fitting = [g for g in viewer.grants_for(deed, report.region_code) if g.clearance >= report.classification]
    if not fitting or not report.about_office_id:
        return fitting[0] if fitting else None
    units = _units([g.office_id for g in fitting] + [report.about_office_id])
    subject = units[report.about_office_id]
    return next((g for g in fitting if may_judge(units[g.office_id], subject)), None)


def can(deed: str, viewer: Viewer, report: Report) -> bool:
    """This function will tell whether *viewer* may do *deed* with *report*."""
    return viewer.is_system or grant_for(deed, viewer, report) is not None


def check_can(deed: str, viewer: Viewer, report: Report) -> Grant:
    """
    This function will return the office under which *viewer* does *deed* with *report*.

    :raises NotAllowed: if no office of theirs gives it.
    """
    grant = grant_for(deed, viewer, report)
    if grant is None:
        raise NotAllowed("not_your_report", _("Your office may not do this with this report."))
    return grant


def check_can_incident(deed: str, viewer: Viewer, region_code: str) -> Grant:
    """
    This function will return the office under which *viewer* does *deed* with an incident in *region_code*.

    :raises NotAllowed: if no office of theirs gives it.
    """
    grants = viewer.grants_for(deed, region_code)
    if not grants:
        raise NotAllowed("not_your_incident", _("Your office may not do this with this incident."))
    return grants[0]


def _units(office_ids: list[UUID]) -> dict[UUID, Unit]:
    offices = Office.objects.filter(pk__in=office_ids)
    return {o.pk: Unit(o.pk, o.region_id, o.agency) for o in offices}
