"""Filing under words: what full-text search finds later."""

from datetime import datetime
from uuid import UUID

from django.db import connection, transaction

from kondusif.reports.categories import CATEGORIES
from kondusif.reports.models import Report
from kondusif.triage.models import Incident, SearchEntry
from kondusif.triage.spelling import shipped

_FILE = """
    INSERT INTO triage_searchentry AS e (kind, subject_id, region_code, at, vector)
    VALUES (%s, %s, %s, %s, to_tsvector('indonesian', %s))
    ON CONFLICT (kind, subject_id) DO UPDATE SET region_code = excluded.region_code, vector = excluded.vector
"""


@transaction.atomic
def file_report(report: Report) -> None:
    """This function will file a report under the words of its text and place."""
    number = f"TPS {report.station_number}" if report.station_number else ""
    _file(
        "report",
        report.pk,
        report.region_id,
        report.received_at,
        [report.text, report.place_text, number, report.category],
    )


@transaction.atomic
def file_incident(incident: Incident) -> None:
    """This function will file an incident under its title and number."""
    _file(
        "incident",
        incident.pk,
        incident.region_id,
        incident.opened_at,
        [incident.title, incident.number, incident.category],
    )


def refile_place(report: Report) -> None:
    """This function will move a filed report to the region it was corrected to."""
    SearchEntry.objects.filter(kind="report", subject_id=report.pk).update(region_id=report.region_id)


def _file(kind: str, subject_id: UUID, region_code: str, at: datetime, texts: list[str]) -> None:
    texts[-1] = str(CATEGORIES[texts[-1]].name)
    folded = shipped().fold(" \n ".join(filter(None, texts)))
    with connection.cursor() as cursor:
        cursor.execute(_FILE, [kind, subject_id, region_code, at, folded])
