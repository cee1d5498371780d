"""Who may do what here: besides the deed, the office must stand in the very region the plan belongs to."""

from django.utils.translation import gettext_lazy as _

from kondusif.core.problems import NotAllowed
from kondusif.people.viewers import Grant, Viewer
from kondusif.plans.models import ActionPlan, ConflictStatus, Measure, PeriodReport, StrategicIssue


def own_grant(viewer: Viewer, deed: str, region_code: str) -> Grant | None:
    """This function will return the office of exactly this region that gives *deed*, if *viewer* holds one."""
    return next((g for g in viewer.grants_for(deed) if g.region_code == region_code), None)


def _own(viewer: Viewer, deed: str, region_code: str) -> Grant:
    grant = own_grant(viewer, deed, region_code)
    if grant is None:
        raise NotAllowed("plans.not_yours", _("This belongs to another office. You can read it, not change it."))
    return grant


def check_can_write(viewer: Viewer, region_code: str) -> Grant:
    """
    This function will return the office under which *viewer* writes the plan of the region.

    :raises NotAllowed: if there is none; an office above only reads.
    """
    return _own(viewer, "plan.write", region_code)


def check_can_approve(viewer: Viewer, plan: ActionPlan) -> Grant:
    """
    This function will return the office under which *viewer* approves.

    :raises NotAllowed: if there is none, or *viewer* submitted the plan.
    """
    grant = _own(viewer, "plan.approve", plan.region_id)
    if viewer.person_id == plan.submitted_by_id:
        raise NotAllowed("plan.own_work", _("You submitted this plan yourself. Somebody else has to approve it."))
    return grant


def can_report(viewer: Viewer, measure: Measure) -> bool:
    """This function will tell whether *viewer* may report this measure."""
    return _reporter(viewer, measure) is not None


def _reporter(viewer: Viewer, measure: Measure) -> Grant | None:
    owner = next((g for g in viewer.grants_for("plan.report") if g.office_id == measure.owner_id), None)
    return owner or own_grant(viewer, "plan.write", measure.plan.region_id)


def check_can_report(viewer: Viewer, measure: Measure) -> Grant:
    """
    This function will return the owner office, or the plan's own office that reports for an owner without an account.

    :raises NotAllowed: if *viewer* holds neither.
    """
    grant = _reporter(viewer, measure)
    if grant is None:
        raise NotAllowed("plan.not_owner", _("Only the office that owns this measure reports it."))
    return grant


def check_can_verify(viewer: Viewer, report: PeriodReport) -> Grant:
    """
    This function will return the office under which *viewer* judges the report.

    :raises NotAllowed: if there is none, or *viewer* handed the report in.
    """
    grant = _own(viewer, "plan.verify", report.measure.plan.region_id)
    if viewer.person_id == report.submitted_by_id:
        raise NotAllowed("plan.own_report", _("You handed this report in yourself. Somebody else has to verify it."))
    return grant


def check_can_write_issue(viewer: Viewer, issue: StrategicIssue | None = None, region_code: str = "") -> Grant:
    """
    This function will return the office under which *viewer* keeps the register of issues.

    :raises NotAllowed: if there is none.
    """
    return _own(viewer, "strategic_issue.write", issue.region_id if issue else region_code)


def check_status_deed(viewer: Viewer, deed: str, status: ConflictStatus | None = None, region_code: str = "") -> Grant:
    """
    This function will return the office under which *viewer* does *deed* with a status of conflict.

    :raises NotAllowed: if there is none.
    """
    return _own(viewer, deed, status.region_id if status else region_code)
