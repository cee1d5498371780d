"""Daily reports of the own desk, and those that came from below."""

from datetime import date
from uuid import UUID

from django.db.models import QuerySet

from kondusif.core.problems import NOT_HERE, NotFound
from kondusif.daily.models import DailyReport, Handover
from kondusif.daily.states import DailyReportState
from kondusif.people.models import Office
from kondusif.people.policy import allows
from kondusif.people.queries import holders_of, within
from kondusif.people.roles import Role
from kondusif.people.viewers import Viewer

_DONE = (DailyReportState.APPROVED, DailyReportState.SENT)


def daily_reports_seen_by(viewer: Viewer) -> QuerySet[DailyReport]:
    """
    This function will return the daily reports *viewer* may read, the latest first.

    The own region's in every state; of a region below only what was sent up.
    """
    reports = DailyReport.objects.select_related("region").order_by("-day", "region_id")
    if viewer.is_system:
        return reports
    scope = viewer.scope_for("daily_report.read")
    own = reports.filter(region_id__in=scope)
    return (own | reports.filter(within(scope), state=DailyReportState.SENT)).distinct()


def own_daily_reports(viewer: Viewer) -> QuerySet[DailyReport]:
    """This function will return the reports of the viewer's own desk, the latest first."""
    return daily_reports_seen_by(viewer).filter(region_id__in=viewer.scope_for("daily_report.read"))


def daily_report_for(viewer: Viewer, report_id: UUID) -> DailyReport:
    """
    This function will return the report.

    :raises NotFound: if there is none, or none that *viewer* may see.
    """
    report = daily_reports_seen_by(viewer).filter(pk=report_id).first()
    if report is None:
        raise NotFound("daily_report.missing", NOT_HERE)
    return report


def reports_awaiting_approval(viewer: Viewer) -> QuerySet[DailyReport]:
    """This function will return the submitted reports that an office of *viewer* approves."""
    scope = viewer.scope_for("daily_report.approve")
    return DailyReport.objects.filter(region_id__in=scope, state=DailyReportState.SUBMITTED).exclude(
        submitted_by_id=viewer.person_id
    )


def latest_figures(viewer: Viewer) -> DailyReport | None:
    """This function will return the last approved report of the viewer's own desk: what the press may be told from."""
    return own_daily_reports(viewer).filter(state__in=_DONE).first()


def inbox_of(viewer: Viewer) -> QuerySet[Handover]:
    """This function will return what came from regions below, the unread and latest first."""
    scope = viewer.scope_for("daily_report.receive")
    handovers = Handover.objects.select_related("report", "report__region").filter(to_region_code__in=scope)
    return handovers.order_by("acknowledged_at", "-sent_at", "id")


def handovers_of(report: DailyReport) -> QuerySet[Handover]:
    """This function will return where a report went; whoever holds it may know."""
    return Handover.objects.filter(report=report)


def receiver_above(region_code: str, day: date) -> str:
    """This function will return the province whose office uses this installation and receives the report, or ''."""
    above = region_code[:2]
    if above == region_code:
        return ""
    roles = [r.value for r in Role if allows("daily_report.receive", r)]
    offices = list(Office.objects.filter(region_id=above, role__in=roles).values_list("pk", flat=True))
    return above if offices and holders_of(offices, on=day).exists() else ""
