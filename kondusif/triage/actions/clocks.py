"""The clocks of response: whom they wake when they run out. What sets them is the room of reports."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from kondusif.core.actions import record
from kondusif.people.models import Office
from kondusif.people.queries import offices_above
from kondusif.people.roles import Role
from kondusif.people.viewers import Viewer
from kondusif.reports.models import Report
from kondusif.reports.states import WAITING
from kondusif.triage.models import Escalation
from kondusif.triage.queries import overdue_unescalated
from kondusif.triage.rules import Unit, may_judge

# Who is told when the first clock runs out, and who when another one does after it.
_FIRST = (Role.AGENCY_HEAD,)
_NEXT = (Role.REGIONAL_SECRETARY, Role.REGIONAL_HEAD)


def escalate_overdue(*, by: Viewer, at: datetime, most: int = 500) -> int:
    """This function will tell the superior office of each report whose clock ran out, once for each clock."""
    return sum(_escalate(report_id, by, at) for report_id in overdue_unescalated(viewer=by, at=at, most=most))


@transaction.atomic
def _escalate(report_id: UUID, by: Viewer, at: datetime) -> int:
    report = Report.objects.select_for_update(of=("self",)).get(pk=report_id)
    if report.state not in WAITING or report.due_at is None or report.due_at >= at:
        return 0  # somebody acted while we were coming
    before = Escalation.objects.filter(report=report).count()
    if Escalation.objects.filter(report=report, due_at=report.due_at).exists():
        return 0
    office = _superior(report, _NEXT if before else _FIRST) or _superior(report, _FIRST + _NEXT)
    Escalation.objects.create(report=report, due_at=report.due_at, office=office, at=at)
    record(
        "report.escalated",
        subject=report,
        by=by,
        at=at,
        office_id=str(office.pk) if office else "",
        office=office.title if office else "",
        urgency=report.urgency,
    )
    return 1


def _superior(report: Report, roles: tuple[Role, ...]) -> Office | None:
    """The nearest such office, except the one the report is about and its own agency."""
    about = report.about_office
    subject = Unit(about.pk, about.region_id, about.agency) if about else None
    offices = offices_above(report.region_code, *roles)
    return next((o for o in offices if may_judge(Unit(o.pk, o.region_id, o.agency), subject)), None)
