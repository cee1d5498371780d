"""Orders on leave and travel, and requests for exceptions, as far as the viewer's offices reach."""

from datetime import date
from uuid import UUID

from django.db.models import Prefetch, Q, QuerySet

from kondusif.core.problems import NOT_HERE, NotFound
from kondusif.daily.models import AbsenceOrder, AddressedClass, ExceptionRequest
from kondusif.daily.states import ExceptionState, OrderState
from kondusif.elections.models import Stage
from kondusif.elections.queries import elections_of
from kondusif.people.queries import within
from kondusif.people.viewers import Viewer
from kondusif.regions.codes import lineage


def orders_seen_by(viewer: Viewer) -> QuerySet[AbsenceOrder]:
    """
    This function will return the orders of the viewer's territory and those that bind it from above.

    A draft is seen only where it is drafted or issued.
    """
    orders = AbsenceOrder.objects.select_related("region", "stage", "drafted_by").prefetch_related(
        Prefetch("addressed", AddressedClass.objects.order_by("id"))
    )
    if viewer.is_system:
        return orders
    scope = viewer.scope_for("absence.read")
    above = Q(region_id__in=[code for own in scope for code in lineage(own)])
    drafting = within((*viewer.scope_for("absence.draft"), *viewer.scope_for("absence.issue")))
    return (
        orders.filter(within(scope) | above).filter(drafting | ~Q(state=OrderState.DRAFTED)).order_by("-from_on", "id")
    )


def order_for(viewer: Viewer, order_id: UUID) -> AbsenceOrder:
    """
    This function will return the order.

    :raises NotFound: if there is none, or none that *viewer* may see.
    """
    order = orders_seen_by(viewer).filter(pk=order_id).first()
    if order is None:
        raise NotFound("absence_order.missing", NOT_HERE)
    return order


def orders_in_force(viewer: Viewer) -> QuerySet[AbsenceOrder]:
    """This function will return the orders that bind now."""
    return orders_seen_by(viewer).filter(state=OrderState.IN_FORCE)


def exceptions_seen_by(viewer: Viewer) -> QuerySet[ExceptionRequest]:
    """This function will return the requests on which an office of *viewer* decides, and the viewer's own."""
    requests = ExceptionRequest.objects.select_related("office", "order", "region").order_by("state", "-asked_at")
    if viewer.is_system:
        return requests
    mine = Q(office_id__in=[g.office_id for g in viewer.grants])
    return requests.filter(mine | within(viewer.scope_for("absence.decide")))


def exception_for(viewer: Viewer, request_id: UUID) -> ExceptionRequest:
    """
    This function will return the request.

    :raises NotFound: if there is none, or none that *viewer* may see.
    """
    request = exceptions_seen_by(viewer).filter(pk=request_id).first()
    if request is None:
        raise NotFound("exception.missing", NOT_HERE)
    return request


def exceptions_waiting(viewer: Viewer) -> QuerySet[ExceptionRequest]:
    """This function will return the requests that wait for a decision of an office of *viewer*."""
    waiting = exceptions_seen_by(viewer).filter(within(viewer.scope_for("absence.decide")), state=ExceptionState.ASKED)
    return waiting.exclude(asked_by_id=viewer.person_id)


def stage_choices(region_code: str, today: date) -> list[tuple[str, str]]:
    """This function will return the stages that an order may belong to, of the elections not long past."""
    elections = elections_of(region_code).filter(voting_on__year__gte=today.year)
    stages = Stage.objects.select_related("election").filter(election__in=elections)
    return [(str(s.pk), f"{s.name} ({s.from_on:%d-%m-%Y})") for s in stages]
