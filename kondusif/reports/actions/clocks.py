"""The clocks of a report: one table of limits, one engine, and the calendar of the region it lies in."""

from datetime import datetime

from kondusif.elections.deadlines import Due, Limit, Unit, due
from kondusif.elections.queries import days_off_for, zone_of
from kondusif.reports.models import Report
from kondusif.reports.queries import clock_of


def look_by(report: Report, since: datetime) -> datetime:
    """This function will return until when an officer must have looked at *report*."""
    return _run(clock_of(report.urgency).look, since, report.region_id).at


def act_by(report: Report, since: datetime | None = None) -> datetime:
    """This function will return until when somebody must have acted on *report*, counted from *since* or its receipt."""
    started = since or max(filter(None, (report.received_at, report.reopened_at)))
    return _run(clock_of(report.urgency).act, started, report.region_id).at


def run_clock(report: Report) -> None:
    """This function will set the clock of acting of a locked report anew, as after its urgency changed."""
    report.due_at = act_by(report)
    report.save(update_fields=["due_at"])


def _run(limit: Limit, since: datetime, region_code: str) -> Due:
    if limit.unit is Unit.MINUTES:
        return due(limit, since, zone=zone_of(region_code))  # no holiday stops it: do not ask for them
    return due(limit, since, zone=zone_of(region_code), days_off=days_off_for(region_code))
