"""Orders on leave and travel: drafted, issued as a circular, in force by the calendar, lifted; exceptions."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from kondusif.core.actions import record
from kondusif.core.problems import NotFound, Problem
from kondusif.core.states import check_move
from kondusif.daily.circular import issue_circulars
from kondusif.daily.models import AbsenceOrder, AddressedClass
from kondusif.daily.permissions import check_can_issue_order, office_with
from kondusif.daily.rules import may_be_addressed, strongest_nature
from kondusif.daily.states import ORDER_MOVES, AbsenceKind, Addressed, AddressedNature, OrderState
from kondusif.people.viewers import SYSTEM, Viewer
from kondusif.regions.queries import region


@dataclass(frozen=True)
class NewOrder:
    """What is forbidden, to whom, from when until when, and why."""

    region_code: str
    kind: AbsenceKind
    title: str
    reason: str
    addressed: Sequence[Addressed]
    from_on: date
    to_on: date | None = None
    stage_id: int | None = None
    exceptions: str = ""
    # The most binding way that is allowed for each class, unless a weaker one is chosen.
    natures: tuple[tuple[Addressed, AddressedNature], ...] = ()
    synthetic: bool = False


def today_of(region_code: str, at: datetime) -> date:
    """This function will return the day that the region's clocks show."""
    return at.astimezone(ZoneInfo(region(region_code).timezone)).date()


@transaction.atomic
def draft_order(*, new: NewOrder, by: Viewer, at: datetime) -> AbsenceOrder:
    """
    This function will put an order down, for the secretary or head of region to issue.

    :raises NotAllowed: if no office of *by* drafts orders here.
    :raises Problem: if it addresses nobody, instructs whom it may not, or ends before it begins.
    """
    office_with(by, "absence.draft", new.region_code)
    natures = {a: strongest_nature(a) for a in new.addressed} | dict(new.natures)
    _check_content(new, natures, today_of(new.region_code, at))
    order = AbsenceOrder.objects.create(
        region_id=new.region_code, kind=new.kind, title=new.title.strip(), reason=new.reason.strip(), from_on=new.from_on,
        to_on=new.to_on, stage_id=new.stage_id, exceptions=new.exceptions.strip(), drafted_at=at, drafted_by_id=by.person_id,
        synthetic=new.synthetic,
    )  # fmt: skip
    AddressedClass.objects.bulk_create(AddressedClass(order=order, addressed=a, nature=n) for a, n in natures.items())
    record("absence_order.drafted", subject=order, by=by, at=at, kind=str(new.kind))
    return order


def _check_content(new: NewOrder, natures: dict[Addressed, AddressedNature], today: date) -> None:
    faults = {}
    if not new.title.strip():
        faults["title"] = _("Write what the order is called.")
    if not new.reason.strip():
        faults["reason"] = _("Write why; people obey what they understand.")
    if not natures:
        faults["addressed"] = _("Choose at least one.")
    if any(not may_be_addressed(a, n) for a, n in natures.items()):
        faults["addressed"] = _(
            "Only ASN, camat and village heads can be instructed; to companies the region can only appeal."
        )
    if new.to_on and new.to_on < new.from_on:
        faults["to_on"] = _("The last day is before the first.")
    elif new.from_on < today:
        faults["from_on"] = _("This day is past. An order begins today at the earliest.")
    if faults:
        raise Problem("absence_order.incomplete", _("The order is not complete yet."), fields=faults)


@transaction.atomic
def issue_order(*, order_id: UUID, by: Viewer, at: datetime) -> AbsenceOrder:
    """
    This function will issue an order with its circular; it is in force from its first day.

    Head of region and secretary each issue alone what they may order; the event tells who wrote it, and whether that
    was the same person.

    :raises NotAllowed: if *by* is neither head nor secretary of this very region.
    :raises ForbiddenMove: if it was issued or lifted already.
    :raises Problem: if its days are past.
    """
    order = _locked(order_id)
    grant = check_can_issue_order(by, order.region_id)
    check_move(ORDER_MOVES, order.state, OrderState.ISSUED)
    today = today_of(order.region_id, at)
    if order.to_on and order.to_on < today:
        raise Problem("absence_order.past", _("The last day of this order is past. Draft a new one."))
    order.state, order.issued_at, order.issued_by_id, order.issued_title = (
        OrderState.ISSUED,
        at,
        by.person_id,
        grant.title,
    )
    order.document_id, order.document_number = issue_circulars(order, grant, by=by, at=at)
    order.save()
    record(
        "absence_order.issued", subject=order, by=by, at=at, kind=order.kind, office=grant.title,
        number=order.document_number, drafted_by=str(order.drafted_by_id), alone=order.drafted_by_id == by.person_id,
    )  # fmt: skip
    return _begin(order, at) if order.from_on <= today else order


def _begin(order: AbsenceOrder, at: datetime) -> AbsenceOrder:
    order.state = OrderState.IN_FORCE
    order.save(update_fields=["state"])
    record("absence_order.in_force", subject=order, by=SYSTEM, at=at)
    return order


@transaction.atomic
def lift_order(*, order_id: UUID, reason: str, by: Viewer, at: datetime) -> AbsenceOrder:
    """
    This function will end an order before its last day.

    :raises Problem: if no reason is given.
    """
    order = _locked(order_id)
    check_can_issue_order(by, order.region_id)
    check_move(ORDER_MOVES, order.state, OrderState.LIFTED)
    if not reason.strip():
        raise Problem("absence_order.no_reason", _("Write why it ends."), fields={"reason": _("Write why it ends.")})
    return _lift(order, reason.strip()[:300], by, at)


def _lift(order: AbsenceOrder, reason: str, by: Viewer, at: datetime) -> AbsenceOrder:
    order.state, order.lifted_at, order.lifted_by_id, order.lift_reason = OrderState.LIFTED, at, by.person_id, reason
    order.save(update_fields=["state", "lifted_at", "lifted_by", "lift_reason"])
    record("absence_order.lifted", subject=order, by=by, at=at)
    return order


@transaction.atomic
def advance_orders(*, at: datetime) -> int:
    """This function will let orders begin on their first day and end after their last, and return how many moved."""
    moved = 0
    binding = AbsenceOrder.objects.select_for_update(skip_locked=True).filter(
        state__in=[OrderState.ISSUED, OrderState.IN_FORCE]
    )
    for order in binding:
        today = today_of(order.region_id, at)
        if order.to_on and order.to_on < today:
            _lift(order, "", SYSTEM, at)
            moved += 1
        elif order.state == OrderState.ISSUED and order.from_on <= today:
            _begin(order, at)
            moved += 1
    return moved


def _locked(order_id: UUID) -> AbsenceOrder:
    order = AbsenceOrder.objects.select_for_update().filter(pk=order_id).first()
    if order is None:
        raise NotFound("absence_order.missing", _("There is no such order, or it is not yours to see."))
    return order
