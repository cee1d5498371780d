"""A plan's way: drafted, submitted, approved by decree, running, closed."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from kondusif.core.actions import record
from kondusif.core.problems import Conflict, NotFound, Problem
from kondusif.core.states import check_move
from kondusif.elections.queries import day_in
from kondusif.people.viewers import Viewer
from kondusif.plans.models import ActionPlan, ResultCut
from kondusif.plans.permissions import check_can_approve, check_can_write
from kondusif.plans.rules import NEAR_FROM
from kondusif.plans.states import PLAN_MOVES, PlanState


@dataclass(frozen=True)
class NewPlan:
    """For which region and year, under which title."""

    region_code: str
    year: int
    title: str
    aim: str = ""
    synthetic: bool = False


@transaction.atomic
def draft_plan(*, new: NewPlan, by: Viewer, at: datetime) -> ActionPlan:
    """
    This function will open the plan of a region and year; the region's cut of results is kept with it.

    :raises NotAllowed: if *by* does not write plans of exactly this region.
    :raises Problem: if it has no title, or the year lies outside reason.
    :raises Conflict: if the region has a plan of that year.
    """
    check_can_write(by, new.region_code)
    faults = {}
    if not new.title.strip():
        faults["title"] = _("Give the plan a title.")
    if not 2012 <= new.year <= day_in(new.region_code, at).year + 2:
        faults["year"] = _("Choose a year from 2012 up to two years from now.")
    if faults:
        raise Problem("plan.incomplete", _("The plan is not complete yet."), fields=faults)
    try:
        with transaction.atomic():
            plan = ActionPlan.objects.create(
                region_id=new.region_code, year=new.year, title=new.title.strip()[:200], aim=new.aim.strip(),
                near_from=near_from_of(new.region_code), synthetic=new.synthetic,
                drafted_at=at, drafted_by_id=by.person_id,
            )  # fmt: skip
    except IntegrityError:
        raise Conflict(
            "plan.exists", _("There is a plan of this year already. Open it, or withdraw it first.")
        ) from None
    record("plan.drafted", subject=plan, by=by, at=at, year=plan.year)
    return plan


@transaction.atomic
def submit_plan(*, plan_id: UUID, by: Viewer, at: datetime) -> ActionPlan:
    """
    This function will put the plan before the head of the region.

    :raises Problem: if it has no measure.
    """
    plan = locked_plan(plan_id)
    check_can_write(by, plan.region_id)
    check_move(PLAN_MOVES, plan.state, PlanState.SUBMITTED)
    if not plan.measures.exists():
        raise Problem("plan.empty", _("A plan needs at least one measure. Add one, or import a table."))
    plan.state, plan.submitted_at, plan.submitted_by_id = PlanState.SUBMITTED, at, by.person_id
    plan.save(update_fields=["state", "submitted_at", "submitted_by_id"])
    record("plan.submitted", subject=plan, by=by, at=at, n_measures=plan.measures.count())
    return plan


@transaction.atomic
def return_plan(*, plan_id: UUID, reason: str, by: Viewer, at: datetime) -> ActionPlan:
    """This function will give a submitted plan back to be changed, with the reason."""
    plan = locked_plan(plan_id)
    check_can_approve(by, plan)
    check_move(PLAN_MOVES, plan.state, PlanState.DRAFTED)
    _say_why(reason)
    plan.state, plan.submitted_at, plan.submitted_by_id = PlanState.DRAFTED, None, None
    plan.save(update_fields=["state", "submitted_at", "submitted_by_id"])
    record("plan.returned", subject=plan, by=by, at=at, reason=reason.strip()[:1000])
    return plan


@transaction.atomic
def approve_plan(*, plan_id: UUID, decree_number: str, decree_on: date | None, by: Viewer, at: datetime) -> ActionPlan:
    """
    This function will approve the plan by its decree.

    :raises NotAllowed: if *by* submitted it or does not approve here.
    :raises Problem: if the decree has no number or date, or a date to come.
    """
    plan = locked_plan(plan_id)
    check_can_approve(by, plan)
    check_move(PLAN_MOVES, plan.state, PlanState.APPROVED)
    faults = {}
    if not decree_number.strip():
        faults["decree_number"] = _("Enter the number of the decree.")
    if decree_on is None or decree_on > day_in(plan.region_id, at):
        faults["decree_on"] = _("Enter the date of the decree; it cannot lie in the future.")
    if faults:
        raise Problem("plan.no_decree", _("A plan is approved by a decree."), fields=faults)
    plan.state, plan.approved_at, plan.approved_by_id = PlanState.APPROVED, at, by.person_id
    plan.decree_number, plan.decree_on = decree_number.strip()[:120], decree_on
    plan.save(update_fields=["state", "approved_at", "approved_by_id", "decree_number", "decree_on"])
    record("plan.approved", subject=plan, by=by, at=at, decree=plan.decree_number)
    return plan


@transaction.atomic
def start_plan(*, plan_id: UUID, by: Viewer, at: datetime) -> ActionPlan:
    """This function will set an approved plan running: from now on its measures are reported."""
    plan = locked_plan(plan_id)
    check_can_write(by, plan.region_id)
    check_move(PLAN_MOVES, plan.state, PlanState.RUNNING)
    plan.state = PlanState.RUNNING
    plan.save(update_fields=["state"])
    record("plan.started", subject=plan, by=by, at=at)
    return plan


@transaction.atomic
def close_plan(*, plan_id: UUID, evaluation: str, by: Viewer, at: datetime) -> ActionPlan:
    """
    This function will close a plan with what was learned from it.

    :raises Problem: if there is no evaluation.
    """
    plan = locked_plan(plan_id)
    check_can_write(by, plan.region_id)
    check_move(PLAN_MOVES, plan.state, PlanState.CLOSED)
    if not evaluation.strip():
        raise Problem(
            "plan.no_evaluation", _("Write what was learned before closing the plan."),
            fields={"evaluation": _("Write what was learned.")},
        )  # fmt: skip
    plan.state, plan.closed_at, plan.closed_by_id = PlanState.CLOSED, at, by.person_id
    plan.evaluation = evaluation.strip()
    plan.save(update_fields=["state", "closed_at", "closed_by_id", "evaluation"])
    record("plan.closed", subject=plan, by=by, at=at)
    return plan


@transaction.atomic
def withdraw_plan(*, plan_id: UUID, reason: str, by: Viewer, at: datetime) -> ActionPlan:
    """This function will take back a plan that was not approved, with the reason; another may be drafted then."""
    plan = locked_plan(plan_id)
    check_can_write(by, plan.region_id)
    check_move(PLAN_MOVES, plan.state, PlanState.WITHDRAWN)
    _say_why(reason)
    plan.state = PlanState.WITHDRAWN
    plan.save(update_fields=["state"])
    record("plan.withdrawn", subject=plan, by=by, at=at, reason=reason.strip()[:1000])
    return plan


@transaction.atomic
def set_cut(*, region_code: str, near_from: Decimal, reason: str, by: Viewer, at: datetime) -> ResultCut:
    """
    This function will set from which share a result is "near" in plans drafted from now on.

    :raises Problem: if it does not lie between 0 and 1, or no reason is given.
    """
    check_can_write(by, region_code)
    if not Decimal(0) < near_from < Decimal(1):
        raise Problem(
            "cut.outside", _("The limit lies between 0 and 1."), fields={"near_from": _("Enter a share such as 0.75.")}
        )
    _say_why(reason)
    cut = ResultCut.objects.create(
        region_id=region_code, near_from=near_from, reason=reason.strip(), set_at=at, set_by_id=by.person_id
    )
    record("plan.cut_set", subject=cut, by=by, at=at, near_from=str(near_from))
    return cut


def near_from_of(region_code: str) -> Decimal:
    """This function will return the cut that plans of the region are drafted with now."""
    cut = ResultCut.objects.filter(region_id=region_code).first()
    return cut.near_from if cut else NEAR_FROM


def locked_plan(plan_id: UUID) -> ActionPlan:
    """
    This function will return the plan, held until the transaction ends.

    :raises NotFound: if there is none.
    """
    plan = ActionPlan.objects.select_for_update(of=("self",)).filter(pk=plan_id).first()
    if plan is None:
        raise NotFound("plan.missing", _("There is no such plan, or it is not yours to see."))
    return plan


def drafted_plan(plan_id: UUID, by: Viewer) -> ActionPlan:
    """
    This function will return a plan that *by* may still change, held until the transaction ends.

    :raises Conflict: if it is submitted already.
    """
    plan = locked_plan(plan_id)
    check_can_write(by, plan.region_id)
    if plan.state != PlanState.DRAFTED:
        raise Conflict("plan.fixed", _("This plan is submitted or approved; its measures no longer change."))
    return plan


def _say_why(reason: str) -> None:
    if not reason.strip():
        raise Problem("plan.no_reason", _("Say why."), fields={"reason": _("Write a sentence or two.")})
