"""Holding a report while working on it: one officer at a time, until the lease ends."""

from datetime import datetime
from uuid import UUID

from django.db import connection, transaction
from django.utils.translation import gettext as _

from kondusif.core.actions import record
from kondusif.core.problems import Conflict, NotFound
from kondusif.people.viewers import Grant, Viewer
from kondusif.reports.models import Report
from kondusif.reports.states import WAITING
from kondusif.triage.models import Claim
from kondusif.triage.permissions import check_can
from kondusif.triage.queries import next_unclaimed
from kondusif.triage.rules import LEASE

# One statement that must hit exactly one row: zero rows means that a colleague was quicker.
_TAKE = """
    INSERT INTO triage_claim AS c (report_id, person_id, at, until) VALUES (%(report)s, %(person)s, %(at)s, %(until)s)
    ON CONFLICT (report_id) DO UPDATE SET person_id = excluded.person_id, until = excluded.until,
        at = CASE WHEN c.person_id = excluded.person_id AND c.until > excluded.at THEN c.at ELSE excluded.at END
    WHERE c.until <= excluded.at OR c.person_id = excluded.person_id
"""


def claim_next(*, by: Viewer, at: datetime) -> Report | None:
    """
    This function will give *by* the most urgent, then oldest report that nobody holds, or None if none waits.

    Rows that a colleague is taking at this very moment are skipped, not waited for.
    """
    while True:
        with transaction.atomic():
            report = next_unclaimed(viewer=by, at=at)
            if report is None:
                return None
            # A colleague's claim may have been committed after our search looked: then look again.
            if not _take(report, by, at):
                continue
            grant = check_can("report.claim", by, report)
            record("report.claimed", subject=report, by=by, at=at, office=grant.title)
            return report


@transaction.atomic
def claim_report(*, report_id: UUID, by: Viewer, at: datetime) -> Report:
    """
    This function will give *by* the report for fifteen minutes, or fifteen more.

    :raises NotFound: if there is no such report for them.
    :raises NotAllowed: if their office may not take it.
    :raises Conflict: if it waits no longer, or a colleague holds it.
    """
    report, grant = locked(report_id, "report.claim", by)
    if report.state not in WAITING:
        raise Conflict("already_decided", _("This report has already been decided. Open the queue for the next one."))
    is_new = not Claim.objects.filter(report=report, person_id=by.person_id, until__gt=at).exists()
    hold(report, by, at)
    if is_new:
        record("report.claimed", subject=report, by=by, at=at, office=grant.title)
    return report


@transaction.atomic
def release(*, report_id: UUID, by: Viewer, at: datetime) -> Report:
    """
    This function will give the report back to the queue; releasing what one does not hold changes nothing.

    :raises NotFound: if there is no such report for them.
    """
    report, _grant = locked(report_id, "report.claim", by)
    dropped, _each = Claim.objects.filter(report=report, person_id=by.person_id).delete()
    if dropped:
        record("report.released", subject=report, by=by, at=at)
    return report


def locked(report_id: UUID, deed: str, by: Viewer) -> tuple[Report, Grant]:
    """
    This function will lock the report and return it with the office under which *by* does *deed*.

    :raises NotFound: if there is none in sight, or it is about an office of *by* (who must not learn of it).
    :raises NotAllowed: if their office may not do this with it.
    """
    # Lock first: two officers often open the same report.
    report = Report.objects.select_for_update(of=("self",)).filter(pk=report_id).first()
    if report is None or _is_subject(by, report) or not by.may("report.read", report.region_code):
        raise NotFound("no_such_report", _("There is no such report, or it lies outside your region."))
    return report, check_can(deed, by, report)


def hold(report: Report, by: Viewer, at: datetime) -> None:
    """
    This function will take or renew the lease of *by* on the locked *report*: working on it keeps it.

    :raises Conflict: if a colleague holds it.
    """
    if not _take(report, by, at):
        raise Conflict("held_by_colleague", _("This report is being checked by another officer."))


def drop(report: Report) -> None:
    """This function will end whoever's claim on a report that needs none any more."""
    Claim.objects.filter(report=report).delete()


def _take(report: Report, by: Viewer, at: datetime) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(_TAKE, {"report": report.pk, "person": by.person_id, "at": at, "until": at + LEASE})
        return cursor.rowcount == 1


def _is_subject(by: Viewer, report: Report) -> bool:
    return report.about_office_id is not None and report.about_office_id in {g.office_id for g in by.grants}
