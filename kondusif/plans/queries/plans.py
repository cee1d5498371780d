"""Reading plans, measures and reports: those of the territory, and approved ones of the regions above."""

from uuid import UUID

from django.db.models import Prefetch, Q, QuerySet

from kondusif.core.problems import NOT_HERE, NotFound
from kondusif.people.queries import within
from kondusif.people.viewers import Viewer
from kondusif.plans.models import ActionPlan, Measure, PeriodReport, ReportFile
from kondusif.plans.permissions import own_grant
from kondusif.plans.states import PeriodReportState, PlanState
from kondusif.regions.codes import lineage

BINDING = (PlanState.APPROVED, PlanState.RUNNING, PlanState.CLOSED)


def plans_seen_by(viewer: Viewer) -> QuerySet[ActionPlan]:
    """
    This function will return the plans of the viewer's territory and the approved ones of the regions above.

    What is still being written is seen by the offices of its own region, and by nobody above or below.
    """
    plans = ActionPlan.objects.select_related("region")
    if viewer.is_system:
        return plans
    codes = viewer.scope_for("plan.read")
    above = {c for code in codes for c in lineage(code)[:-1]}
    binding = Q(state__in=BINDING) & (within(codes) | Q(region_id__in=above))
    return plans.filter(binding | Q(region_id__in=codes))


def plan_for(viewer: Viewer, plan_id: UUID) -> ActionPlan:
    """
    This function will return the plan.

    :raises NotFound: if there is none, or none that *viewer* may see.
    """
    plan = plans_seen_by(viewer).filter(pk=plan_id).first()
    if plan is None:
        raise NotFound("plan.missing", NOT_HERE)
    return plan


def measures_of(viewer: Viewer, plan: ActionPlan) -> list[Measure]:
    """This function will return the measures of a plan with owner, supporters, ties and reports."""
    rows = measures_seen_by(viewer).filter(plan=plan).prefetch_related("supporters", "ties__issue")
    measures = list(
        rows.prefetch_related(Prefetch("reports", PeriodReport.objects.order_by("period"))).order_by("number")
    )
    for measure in measures:
        _set_out(measure, plan)
    return measures


def _set_out(measure: Measure, plan: ActionPlan) -> None:
    measure.plan = plan
    for report in measure.reports.all():
        report.measure = measure


def measures_seen_by(viewer: Viewer) -> QuerySet[Measure]:
    """This function will return the measures of the plans *viewer* sees."""
    return Measure.objects.select_related("plan__region", "owner").filter(plan__in=plans_seen_by(viewer))


def measure_for(viewer: Viewer, measure_id: UUID) -> Measure:
    """
    This function will return the measure with its reports.

    :raises NotFound: if there is none, or none that *viewer* may see.
    """
    rows = measures_seen_by(viewer).prefetch_related("supporters", "reports")
    measure = rows.filter(pk=measure_id).first()
    if measure is None:
        raise NotFound("measure.missing", NOT_HERE)
    _set_out(measure, measure.plan)
    return measure


def measures_to_report(viewer: Viewer) -> list[Measure]:
    """This function will return the measures of running plans that an office of the viewer owns."""
    offices = [g.office_id for g in viewer.grants_for("plan.report")]
    rows = measures_seen_by(viewer).filter(owner_id__in=offices, plan__state=PlanState.RUNNING)
    measures = list(rows.prefetch_related("reports").order_by("plan__year", "number"))
    for measure in measures:
        _set_out(measure, measure.plan)
    return measures


def plans_to_approve(viewer: Viewer) -> QuerySet[ActionPlan]:
    """This function will return the submitted plans that *viewer* may approve or give back, the oldest first."""
    regions = [g.region_code for g in viewer.grants_for("plan.approve")]
    rows = plans_seen_by(viewer).filter(state=PlanState.SUBMITTED, region_id__in=regions)
    return rows.exclude(submitted_by_id=viewer.person_id).order_by("submitted_at", "id")


def reports_to_verify(viewer: Viewer) -> QuerySet[PeriodReport]:
    """This function will return the handed-in reports of the viewer's own region, the oldest first."""
    regions = [g.region_code for g in viewer.grants_for("plan.verify")]
    reports = PeriodReport.objects.select_related("measure__plan__region", "measure__owner")
    rows = reports.filter(state=PeriodReportState.SUBMITTED)
    if not viewer.is_system:
        rows = rows.filter(measure__plan__region_id__in=regions)
    return rows.order_by("submitted_at", "id")


def period_report_for(viewer: Viewer, period_report_id: UUID) -> PeriodReport:
    """
    This function will return the report with its measure.

    :raises NotFound: if there is none, or none that *viewer* may see.
    """
    reports = PeriodReport.objects.select_related("measure__plan__region", "measure__owner")
    report = reports.filter(pk=period_report_id, measure__in=measures_seen_by(viewer)).first()
    if report is None:
        raise NotFound("report.missing", NOT_HERE)
    return report


def file_for(viewer: Viewer, file_id: UUID) -> ReportFile | None:
    """This function will return a file of a report *viewer* may see, or None."""
    return ReportFile.objects.filter(pk=file_id, report__measure__in=measures_seen_by(viewer)).first()


def may_write(viewer: Viewer, plan: ActionPlan) -> bool:
    """This function will tell whether *viewer* writes this plan."""
    return own_grant(viewer, "plan.write", plan.region_id) is not None
