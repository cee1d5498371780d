"""Writing a checked table into a plan that is being drafted: all of its good lines at once."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from kondusif.core.actions import record
from kondusif.core.problems import Problem
from kondusif.people.viewers import Viewer
from kondusif.plans.actions.measures import NewMeasure, add_measure, change_measure
from kondusif.plans.actions.plan import drafted_plan
from kondusif.plans.models import ActionPlan


@transaction.atomic
def import_measures(*, plan_id: UUID, rows: Sequence[NewMeasure], by: Viewer, at: datetime) -> ActionPlan:
    """
    This function will write the measures of a table: one whose number stands in the plan is changed, others are added.

    :raises Problem: if there are none, or one of them cannot be written; then none is.
    :raises Conflict: if the plan is submitted already.
    """
    plan = drafted_plan(plan_id, by)
    if not rows:
        raise Problem("table.nothing", _("No line of this table can be written. Mend the lines and import it again."))
    known = dict(plan.measures.values_list("number", "pk"))
    # Numbered lines first, so that a line without a number takes one that is free.
    for new in sorted(rows, key=lambda row: row.number is None):
        if new.number in known:
            change_measure(measure_id=known[new.number], new=new, by=by, at=at)
        else:
            add_measure(plan_id=plan.pk, new=new, by=by, at=at)
    record("plan.imported", subject=plan, by=by, at=at, n_rows=len(rows))
    return plan
