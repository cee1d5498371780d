"""Scenes for the tests of this room: whoever acts sees what the database lets them see."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from uuid import UUID

from kondusif.core.models import Event
from kondusif.core.scope import EVERYWHERE, scoped
from kondusif.people.tests.factories import NOW
from kondusif.people.viewers import Viewer
from kondusif.reports.models import Report
from kondusif.reports.states import Maturity, Urgency
from kondusif.reports.tests.factories import make_report, report_row
from kondusif.triage import actions
from kondusif.triage.models import Incident

LATER = NOW + timedelta(minutes=10)


@contextmanager
def acting(viewer: Viewer) -> Iterator[Viewer]:
    """This function will let the connection see what *viewer* may, as the door does for a request."""
    with scoped(viewer.scope):
        yield viewer


def arrived(at: datetime = NOW, **fields) -> Report:
    """This function will take a report in that tells of an hour before it came."""
    return make_report(at, **{"event_at": at - timedelta(hours=1)} | fields)


def screened(by: Viewer, at: datetime = NOW, **fields) -> Report:
    """This function will take a report in and screen it."""
    report = arrived(at, **fields)
    with acting(by):
        actions.screen_report(
            report_id=report.pk,
            category=report.category,
            maturity=Maturity.SYMPTOM,
            urgency=Urgency(report.urgency),
            by=by,
            at=at,
        )
    return report_row(report.pk)


def verifying(by: Viewer, at: datetime = NOW, **fields) -> Report:
    """This function will bring a report as far as its verification."""
    report = screened(by, at, **fields)
    with acting(by):
        actions.start_verification(report_id=report.pk, by=by, at=at)
    return report_row(report.pk)


def verified(
    by: Viewer, at: datetime = NOW, source: str = "B", info: int = 2, incident_id: UUID | None = None, **fields
) -> Report:
    """This function will bring a report as far as its verification by *by*, in a new incident or a given one."""
    report = verifying(by, at, **fields)
    with acting(by):
        actions.verify_report(
            report_id=report.pk, source_rating=source, info_rating=info, incident_id=incident_id, by=by, at=at
        )
    return report_row(report.pk)


def incident_with(report: Report) -> Incident:
    """This function will return the incident a report belongs to, whatever the connection may see."""
    with scoped(EVERYWHERE):
        return Incident.objects.get(links__report=report, links__unlinked_at=None)


def events_of(subject) -> list[str]:
    """This function will return the names of what happened to *subject*, in order."""
    with scoped(EVERYWHERE):
        return list(Event.objects.filter(subject_id=str(subject.pk)).order_by("id").values_list("name", flat=True))
