"""Calling for reports that are missing, once for each step of the way."""

from datetime import datetime

from django.db import transaction

from kondusif.core.actions import record
from kondusif.core.models import Event
from kondusif.people.viewers import SYSTEM, Viewer
from kondusif.plans.models import ActionPlan
from kondusif.plans.queries.progress import Cell, progress_of
from kondusif.plans.rules import reminder_due
from kondusif.plans.states import PlanState

REMINDED, OVERDUE = "measure.reminded", "measure.overdue"


@transaction.atomic
def remind_of_reports(*, by: Viewer, at: datetime) -> int:
    """
    This function will note for every missing report of a running plan which call for it is due; returns how many.

    Two weeks, a week and a day before its time is over, and once when it is. Each call is an event
    that is written once, whoever runs this at the same moment.
    """
    n = 0
    running = ActionPlan.objects.select_for_update(of=("self",), skip_locked=True).select_related("region")
    for plan in running.filter(state=PlanState.RUNNING).order_by("pk"):
        cells = progress_of(SYSTEM, plan, at).cells
        told = _told({str(c.measure.pk) for c in cells})
        for cell in cells:
            step = reminder_due(cell.due, bool(cell.report and cell.report.is_handed_in), at)
            if step and (str(cell.measure.pk), cell.period.value, step) not in told:
                _remind(cell, step, by, at)
                n += 1
    return n


def _told(measure_ids: set[str]) -> set[tuple[str, str, str]]:
    events = Event.objects.filter(
        subject_type="plans.measure", subject_id__in=measure_ids, name__in=[REMINDED, OVERDUE]
    )
    return set(events.values_list("subject_id", "payload__period", "payload__step"))


def _remind(cell: Cell, step: str, by: Viewer, at: datetime) -> None:
    record(
        OVERDUE if step == "late" else REMINDED, subject=cell.measure, by=by, at=at,
        region_code=cell.measure.owner.region_id, period=cell.period.value, step=step, due=cell.due.isoformat(),
    )  # fmt: skip
