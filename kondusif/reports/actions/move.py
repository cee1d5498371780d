"""Moving a report from state to state; triage and coordination call it inside their own transactions."""

from datetime import datetime
from typing import Any

from django.db import transaction

from kondusif.core.actions import record
from kondusif.core.states import check_move
from kondusif.people.viewers import Viewer
from kondusif.reports.actions.clocks import act_by, look_by
from kondusif.reports.models import Report
from kondusif.reports.permissions import check_can_move
from kondusif.reports.states import CONFIRMED, EVENT_OF, MOVES, WAITING, ReportState


@transaction.atomic
def move_report(
    *, report: Report, to: ReportState, by: Viewer, at: datetime, since: datetime | None = None, **changes: Any
) -> Report:
    """
    This function will bring *report* into the state *to*, with *changes* to its fields, and return it as stored.

    The response clock follows: until somebody has looked, until somebody has acted, then none. The clock of
    acting runs from the receipt, or from *since* where something made it start anew.

    :raises NotAllowed: if *by* may not.
    :raises ForbiddenMove: if there is no such step from the state it is in now.
    """
    # Lock first: two officers often open the same report.
    report = Report.objects.select_for_update(of=("self",)).get(pk=report.pk)
    check_can_move(report, to, by)
    check_move(MOVES, report.state, to)
    former, report.state = report.state, to
    for name, value in changes.items():
        setattr(report, name, value)
    moved = {"state", *changes, *_run_clocks(report, by, at, since)}
    report.save(update_fields=sorted(moved))
    told = {"handler": report.handler.title} if report.handler and {"handler", "handler_id"} & changes.keys() else {}
    record(EVENT_OF[to], subject=report, by=by, at=at, region_code=report.region_id, former=former, **told)
    return report


def _run_clocks(report: Report, by: Viewer, at: datetime, since: datetime | None) -> set[str]:
    """This function will set the clocks of *report* for its new state and return which fields it set."""
    state, touched = ReportState(report.state), {"due_at"}
    if report.first_action_at is None and not by.is_system:
        report.first_action_at = at
        touched.add("first_action_at")
    if state is ReportState.REOPENED:
        report.due_at = look_by(report, at)
    elif state in WAITING or state in CONFIRMED - {ReportState.RESOLVED}:
        report.due_at = act_by(report, since)
    else:
        report.due_at = None
    if state is ReportState.CLOSED:
        report.closed_at = at
        touched.add("closed_at")
    return touched
