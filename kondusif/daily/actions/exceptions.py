"""Asking to be away in spite of an order, and deciding on it."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from kondusif.core.actions import record
from kondusif.core.problems import Conflict, NotAllowed, NotFound, Problem
from kondusif.core.states import check_move
from kondusif.daily.models import AbsenceOrder, ExceptionRequest
from kondusif.daily.permissions import check_can_decide_exception
from kondusif.daily.states import BINDING_ORDERS, EXCEPTION_MOVES, ExceptionState
from kondusif.people.viewers import Grant, Viewer
from kondusif.regions.codes import lies_in


@dataclass(frozen=True)
class NewException:
    """Who wants to be away when, where and why."""

    order_id: UUID
    from_on: date
    to_on: date
    destination: str
    reason: str
    substitute: str = ""
    synthetic: bool = False


@transaction.atomic
def ask_exception(*, new: NewException, by: Viewer, at: datetime) -> ExceptionRequest:
    """
    This function will ask for an exception from an order for the office of *by*.

    :raises NotAllowed: if the order does not reach an office of *by*.
    :raises Conflict: if the order is not binding.
    :raises Problem: if something is missing or the days are the wrong way round.
    """
    order = AbsenceOrder.objects.filter(pk=new.order_id).first()
    if order is None:
        raise NotFound("absence_order.missing", _("There is no such order, or it is not yours to see."))
    grant = _office_bound(by, order)
    if order.state not in BINDING_ORDERS:
        raise Conflict("absence_order.not_binding", _("This order does not bind anybody now; no exception is needed."))
    _check_content(new)
    request = ExceptionRequest.objects.create(
        order=order, region_id=grant.region_code, office_id=grant.office_id, from_on=new.from_on, to_on=new.to_on,
        destination=new.destination.strip(), reason=new.reason.strip(), substitute=new.substitute.strip(), asked_at=at,
        asked_by_id=by.person_id, synthetic=new.synthetic,
    )  # fmt: skip
    record("exception.asked", subject=request, by=by, at=at)
    return request


def _office_bound(by: Viewer, order: AbsenceOrder) -> Grant:
    for grant in by.grants_for("absence.ask"):
        if lies_in(grant.region_code, order.region_id):
            return grant
    raise NotAllowed("exception.not_bound", _("This order does not reach your office."))


def _check_content(new: NewException) -> None:
    faults = {}
    if not new.destination.strip():
        faults["destination"] = _("Write where you want to go.")
    if not new.reason.strip():
        faults["reason"] = _("Write why.")
    if new.to_on < new.from_on:
        faults["to_on"] = _("The last day is before the first.")
    if faults:
        raise Problem("exception.incomplete", _("The request is not complete yet."), fields=faults)


@transaction.atomic
def decide_exception(
    *, request_id: UUID, grants: bool, substitute: str = "", note: str = "", by: Viewer, at: datetime
) -> ExceptionRequest:
    """
    This function will grant an exception with a named substitute, or refuse it with a reason.

    :raises NotAllowed: if no office of *by* decides here, or *by* asked for it.
    :raises ForbiddenMove: if it was decided already.
    :raises Problem: if no substitute is named, or a refusal gives no reason.
    """
    request = ExceptionRequest.objects.select_for_update().filter(pk=request_id).first()
    if request is None:
        raise NotFound("exception.missing", _("There is no such request, or it is not yours to see."))
    check_can_decide_exception(by, request.region_id, asked_by=request.asked_by_id)
    after = ExceptionState.APPROVED if grants else ExceptionState.REFUSED
    check_move(EXCEPTION_MOVES, request.state, after)
    substitute = substitute.strip() or request.substitute
    if grants and not substitute:
        raise Problem(
            "exception.no_substitute", _("Name who stands in; without a substitute nobody leaves."),
            fields={"substitute": _("Name who stands in.")},
        )  # fmt: skip
    if not grants and not note.strip():
        raise Problem(
            "exception.no_reason", _("Write why it is refused."), fields={"note": _("Write why it is refused.")}
        )
    request.state, request.substitute, request.decision_note = after, substitute if grants else "", note.strip()[:300]
    request.decided_at, request.decided_by_id = at, by.person_id
    request.save()
    record(f"exception.{after}", subject=request, by=by, at=at)
    return request
