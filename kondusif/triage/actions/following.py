"""Reports follow the task that was given because of them, so that their reporters can read how far it is."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from kondusif.people.viewers import Viewer
from kondusif.reports.actions import move_report
from kondusif.reports.models import Report
from kondusif.reports.states import ReportState

S = ReportState
_WAY = (S.VERIFIED, S.ASSIGNED, S.IN_PROGRESS, S.RESOLVED)


@transaction.atomic
def follow_task(
    *, report_ids: Iterable[UUID], to: ReportState, by: Viewer, at: datetime, **changes: Any
) -> list[Report]:
    """
    This function will move verified reports on to *to*, step by step, and leave those that are as far already.

    Each step on the way is recorded: the reporter's page tells all of them. *changes* go with the last
    one (``outcome_note``, ``handler``). Whoever calls has checked that *by* may move the task itself.

    :raises ValueError: if *to* is no state that a task brings.
    """
    if to not in _WAY[1:]:
        raise ValueError(f"{to} is no state that a task brings; give one of {', '.join(_WAY[1:])}")
    moved = []
    for report in (
        Report.objects.select_for_update(of=("self",)).filter(pk__in=list(report_ids), state__in=_WAY).order_by("pk")
    ):
        steps = _WAY[_WAY.index(S(report.state)) + 1 : _WAY.index(to) + 1]
        for step in steps:
            move_report(report=report, to=step, by=by, at=at, **(changes if step == steps[-1] else {}))
        if steps:
            moved.append(report)
    return moved
