"""Reports behind a warning follow the tasks that came from it, so that their reporters read how far it is."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from kondusif.coordination.models import Task
from kondusif.coordination.rules import steps_onward
from kondusif.coordination.states import UNFINISHED, TaskState
from kondusif.people.viewers import Viewer
from kondusif.reports.actions import move_report
from kondusif.reports.models import Report
from kondusif.reports.states import ReportState


@transaction.atomic
def follow_reports(*, task_id: UUID, by: Viewer, at: datetime) -> int:
    """
    This function will move the verified reports that a task's alert rests on as far as the task has come.

    Given: assigned; accepted: in progress; verified: resolved, with the outcome for the reporter. A
    report already further stays; running it twice changes nothing. Returns how many reports moved.
    """
    task = Task.objects.select_related("alert").get(pk=task_id)
    if task.alert_id is None:
        return 0
    others_unfinished = Task.objects.filter(alert_id=task.alert_id, state__in=[*UNFINISHED, TaskState.DONE]).exists()
    reached = TaskState.DONE if task.state == TaskState.VERIFIED and others_unfinished else TaskState(task.state)
    n_moved = 0
    for report in Report.objects.select_for_update().filter(alerts__alert_id=task.alert_id).order_by("pk"):
        for step in steps_onward(reached, report.state):
            note = {"outcome_note": task.outcome} if step == ReportState.RESOLVED else {}
            move_report(report=report, to=step, by=by, at=at, **note)
            n_moved += 1
    return n_moved
