"""Measures of a plan that is being drafted, their tasks, and what they are tied to."""

from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from kondusif.core.actions import record
from kondusif.core.problems import NotFound, Problem, Sentence
from kondusif.people.models import Office
from kondusif.people.queries import within
from kondusif.people.viewers import Viewer
from kondusif.plans.actions.plan import drafted_plan
from kondusif.plans.models import ActionPlan, Measure, Supporter
from kondusif.plans.states import Stage, SupporterKind

MOST_SUPPORTERS = 20
LARGEST = Decimal("999999999999")


@dataclass(frozen=True)
class NewMeasure:
    """What is to be done, by whom, how much of it when, and how success shows."""

    stage: str
    title: str
    success: str
    owner_id: UUID | None
    unit: str
    targets: tuple[Decimal | None, Decimal | None, Decimal | None]
    supporters: tuple[tuple[str, str], ...] = field(default_factory=tuple)  # (kind, name)
    budget_source: str = ""
    number: int | None = None


@transaction.atomic
def add_measure(*, plan_id: UUID, new: NewMeasure, by: Viewer, at: datetime) -> Measure:
    """
    This function will add a measure to a plan that is being drafted.

    :raises NotAllowed: if *by* does not write plans of this region.
    :raises Problem: naming each faulty field.
    :raises Conflict: if the plan is submitted already.
    """
    plan = drafted_plan(plan_id, by)
    check_measure(plan, new)
    number = new.number or (plan.measures.aggregate(most=Max("number"))["most"] or 0) + 1
    measure = Measure.objects.create(plan=plan, number=number, **_columns(new))
    _support(measure, new)
    record("measure.added", subject=measure, by=by, at=at, number=number)
    return measure


@transaction.atomic
def change_measure(*, measure_id: UUID, new: NewMeasure, by: Viewer, at: datetime) -> Measure:
    """This function will rewrite a measure of a plan that is being drafted; its number stays."""
    measure = _measure_of_draft(measure_id, by)
    check_measure(measure.plan, new)
    for name, value in _columns(new).items():
        setattr(measure, name, value)
    measure.save()
    measure.supporters.all().delete()
    _support(measure, new)
    record("measure.changed", subject=measure, by=by, at=at, number=measure.number)
    return measure


@transaction.atomic
def drop_measure(*, measure_id: UUID, by: Viewer, at: datetime) -> None:
    """This function will take a measure out of a plan that is being drafted."""
    measure = _measure_of_draft(measure_id, by)
    record("measure.dropped", subject=measure, by=by, at=at, number=measure.number, title=measure.title)
    measure.ties.all().delete()
    measure.delete()


def check_measure(plan: ActionPlan, new: NewMeasure) -> None:
    """
    This function will let a measure pass that can be written.

    :raises Problem: naming each faulty field.
    """
    faults: dict[str, Sentence] = {}
    for name, sentence in (
        ("title", _("Write what is to be done.")),
        ("success", _("Write by what success is known.")),
        ("unit", _("Write in what it is counted, such as: meetings, villages, documents.")),
    ):
        if not getattr(new, name).strip():
            faults[name] = sentence
    if new.stage not in set(Stage):
        faults["stage"] = _("Choose prevention, cessation or recovery.")
    if new.owner_id is None or not possible_owners(plan.region_id).filter(pk=new.owner_id).exists():
        faults["owner"] = _("Choose an office of this region or below it.")
    faults |= _target_faults(new)
    if len(new.supporters) > MOST_SUPPORTERS:
        faults["supporters"] = _("Name twenty supporters at most.")
    if faults:
        raise Problem("measure.incomplete", _("The measure is not complete yet."), fields=faults)


def _target_faults(new: NewMeasure) -> dict[str, Sentence]:
    if all(t is None for t in new.targets):
        return {"target_b04": _("Give at least one period a target.")}
    faults = {}
    for name, target in zip(("target_b04", "target_b08", "target_b12"), new.targets, strict=True):
        if target is not None and (not target.is_finite() or not 0 <= target <= LARGEST):
            faults[name] = _("A target is zero or more.")
    return faults


def possible_owners(region_code: str):
    """This function will return the offices that can own a measure of the region's plan: its own and those below."""
    return Office.objects.filter(within([region_code])).order_by("region__level", "title")


def _columns(new: NewMeasure) -> dict[str, object]:
    b04, b08, b12 = new.targets
    return {
        "stage": new.stage, "title": new.title.strip()[:300], "success": new.success.strip(), "owner_id": new.owner_id,
        "unit": new.unit.strip()[:60], "target_b04": b04, "target_b08": b08, "target_b12": b12,
        "budget_source": new.budget_source.strip()[:200],
    }  # fmt: skip


def _support(measure: Measure, new: NewMeasure) -> None:
    named = {name.strip()[:160]: SupporterKind(kind) for kind, name in new.supporters if name.strip()}
    Supporter.objects.bulk_create(Supporter(measure=measure, kind=kind, name=name) for name, kind in named.items())


def _measure_of_draft(measure_id: UUID, by: Viewer) -> Measure:
    measure = Measure.objects.filter(pk=measure_id).first()
    if measure is None:
        raise NotFound("measure.missing", _("There is no such measure, or it is not yours to see."))
    measure.plan = drafted_plan(measure.plan_id, by)
    return measure
