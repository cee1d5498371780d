"""Reports to test with: Sari's, from Geger, unless a test says otherwise."""

from datetime import datetime, timedelta
from uuid import UUID, uuid4

from kondusif.core.scope import EVERYWHERE, scoped
from kondusif.people.tests.factories import NOW
from kondusif.reports.actions import receive_reports
from kondusif.reports.models import Report
from kondusif.reports.rules import NewReport
from kondusif.reports.territory import forget_territory

LERPAK = (-6.985, 112.944)  # latitude, longitude
SAMPANG_VILLAGE = "35.27.01.2002"


def new_report(**fields) -> NewReport:
    """This function will return a report in order, with *fields* in place of the usual ones."""
    usual = {
        "client_id": uuid4(),
        "category": "money_politics",
        "text": "Amplop berisi uang dibagikan dari rumah ke rumah.",
        "event_at": NOW - timedelta(hours=1),
        "region_code": "35.26.06.2001",
    }
    return NewReport(**usual | fields)


def raw_report(**fields) -> dict[str, object]:
    """This function will return the JSON of a report in order, with *fields* in place; None takes one out."""
    usual: dict[str, object] = {
        "client_id": str(uuid4()),
        "category": "money_politics",
        "text": "Amplop berisi uang dibagikan dari rumah ke rumah.",
        "village_code": "35.26.06.2001",
        "event_at": (NOW - timedelta(hours=1)).isoformat(),
        "anonymous": True,
    }
    return {name: value for name, value in (usual | fields).items() if value is not None}


def make_report(at: datetime = NOW, **fields) -> Report:
    """This function will take in a report and return its row, whatever the connection may see."""
    forget_territory()
    received = receive_reports([new_report(**fields)], at=at)[0]
    return report_row(received.report_id)


def report_row(report_id: UUID) -> Report:
    """This function will return a report's row from behind row-level security."""
    with scoped(EVERYWHERE):
        return Report.objects.select_related("region", "handler").get(pk=report_id)
