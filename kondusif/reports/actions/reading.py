"""Reading what a sensitive report says: it is written down first, and only then anything is handed out."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from kondusif.core.actions import event_of, record_each
from kondusif.people.viewers import Viewer
from kondusif.reports.models import Report
from kondusif.reports.permissions import is_sensitive
from kondusif.reports.rules import WORDS_READ


def note_reading(*, report: Report, what: str, by: Viewer, at: datetime) -> None:
    """
    This function will write down that *by* is handed *what* (page, photo) of a sensitive report, sealed or not.

    It is committed before anything leaves: what cannot be written down is not shown. Of other reports it writes nothing.
    """
    note_readings(reports=[report], what=what, by=by, at=at)


def note_readings(*, reports: Iterable[Report], what: str, by: Viewer, at: datetime) -> None:
    """This function will write down the same of several reports, in one statement: all, or nothing is handed out."""
    sensitive = [report for report in reports if is_sensitive(report)]
    if not sensitive:
        return
    # Durable: refuses to run inside another transaction, which could take the record back after the words left.
    with transaction.atomic(durable=True):
        record_each([event_of(WORDS_READ, subject=r, by=by, at=at, what=what, sealed=not r.text) for r in sensitive])
