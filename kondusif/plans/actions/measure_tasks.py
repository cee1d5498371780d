"""Measures become tasks of offices; progress is read from them, and nobody writes it twice."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from kondusif.coordination.actions import NewTask, give_task
from kondusif.coordination.models import Task
from kondusif.core.actions import record
from kondusif.core.problems import Conflict, NotFound
from kondusif.people.viewers import Viewer
from kondusif.plans.models import Measure
from kondusif.plans.permissions import check_can_write
from kondusif.plans.states import PlanState

SOURCE = "plan"


@dataclass(frozen=True)
class MeasureTask:
    """A step of a measure: what, by which office, until when."""

    title: str
    text: str
    owner_id: UUID
    due_at: datetime
    client_id: UUID | None = None


@transaction.atomic
def give_measure_task(*, measure_id: UUID, step: MeasureTask, by: Viewer, at: datetime) -> Task:
    """
    This function will give an office a step of a measure as a task.

    :raises NotAllowed: if *by* does not write this plan, or gives no tasks in the owner's region.
    :raises Problem: naming each faulty field of the task.
    :raises Conflict: if the plan does not run.
    """
    measure = Measure.objects.select_related("plan").filter(pk=measure_id).first()
    if measure is None:
        raise NotFound("measure.missing", _("There is no such measure, or it is not yours to see."))
    check_can_write(by, measure.plan.region_id)
    if measure.plan.state != PlanState.RUNNING:
        raise Conflict("plan.not_running_yet", _("Tasks are given while the plan is running."))
    new = NewTask(
        step.title, step.text, step.owner_id, step.due_at, synthetic=measure.plan.synthetic, source_type=SOURCE,
        source_id=measure.pk, client_id=step.client_id,
    )  # fmt: skip
    task = give_task(task=new, by=by, at=at)
    record("measure.task_given", subject=measure, by=by, at=at, number=task.number)
    return task
