"""What follows a report by itself: its place in the word index, its likely twins; and the overdue ones."""

import logging
from datetime import UTC, datetime, timedelta

from kondusif.core.jobs import enqueue, task
from kondusif.core.models import Event
from kondusif.core.scope import EVERYWHERE, scoped
from kondusif.people.viewers import SYSTEM
from kondusif.reports.models import Report
from kondusif.triage import actions, queries

CATCH_UP = timedelta(days=2)
log = logging.getLogger(__name__)


@task
def take_in(event_id: int) -> None:
    """This function will prepare a report that has just come for the officer who will take it."""
    with scoped(EVERYWHERE):
        event = Event.objects.get(pk=event_id)
        report = Report.objects.filter(pk=event.subject_id).first()
        if report is not None:
            prepare(report, at=event.at)


@task
def take_in_each(event_ids: list[int]) -> None:
    """This function will prepare reports that came together; one that cannot be gets a job of its own, to be tried again."""
    for event_id in event_ids:
        try:
            take_in(event_id)
        except Exception:
            log.exception("event %d could not be taken in", event_id)
            enqueue(take_in, event_id=event_id)


@task
def escalate_overdue(timestamp: int) -> None:
    """This function will tell the superior offices which reports are overdue."""
    with scoped(EVERYWHERE):
        actions.escalate_overdue(by=SYSTEM, at=datetime.fromtimestamp(timestamp, UTC))


@task
def catch_up(timestamp: int) -> None:
    """This function will prepare the reports of the last two days whose preparation was lost."""
    at = datetime.fromtimestamp(timestamp, UTC)
    with scoped(EVERYWHERE):
        for report in queries.unprepared(viewer=SYSTEM, since=at - CATCH_UP, until=at - timedelta(minutes=10)):
            prepare(report, at=at)


def prepare(report: Report, *, at: datetime) -> None:
    """This function will file *report* under its words and look for its likely twins."""
    actions.file_report(report)
    actions.suggest_duplicates(report=report, by=SYSTEM, at=at)
