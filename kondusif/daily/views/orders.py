"""Orders on leave and travel: the list, one order with its requests, drafting, issuing, lifting, deciding."""

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from kondusif.core.problems import NotFound, Problem
from kondusif.core.queries import history_of
from kondusif.core.states import ForbiddenMove
from kondusif.daily import words
from kondusif.daily.actions.exceptions import NewException, ask_exception, decide_exception
from kondusif.daily.actions.orders import NewOrder, draft_order, issue_order, lift_order, today_of
from kondusif.daily.forms import DecisionForm, ExceptionForm, OrderForm
from kondusif.daily.models import AbsenceOrder
from kondusif.daily.permissions import can_issue_order
from kondusif.daily.queries import orders as queries
from kondusif.daily.states import BINDING_ORDERS, AbsenceKind, Addressed, ExceptionState, OrderState
from kondusif.daily.views.faults import onto
from kondusif.daily.views.situation import own_region
from kondusif.documents.queries import documents_of
from kondusif.people.routes import opens
from kondusif.regions.codes import lies_in


@opens("absence.read")
def order_list(request: HttpRequest) -> HttpResponse:
    context = {
        "orders": queries.orders_seen_by(request.viewer)[:100],
        "requests": queries.exceptions_seen_by(request.viewer)[:100],
        "may_draft": request.viewer.may("absence.draft"),
        "words": words,
    }
    return render(request, "daily/orders.html", context)


@opens("absence.draft", methods="GET POST")
def draft(request: HttpRequest) -> HttpResponse:
    region_code = own_region(request, "absence.draft")
    stages = queries.stage_choices(region_code, today_of(region_code, request.at))
    form = OrderForm(request.POST or None, stages=stages)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        new = NewOrder(
            region_code=region_code, kind=AbsenceKind(data["kind"]), title=data["title"], reason=data["reason"],
            addressed=[Addressed(a) for a in data["addressed"]], from_on=data["from_on"], to_on=data["to_on"],
            stage_id=int(data["stage"]) if data["stage"] else None, exceptions=data["exceptions"],
        )  # fmt: skip
        try:
            order = draft_order(new=new, by=request.viewer, at=request.at)
        except Problem as problem:
            onto(form, problem)
        else:
            messages.success(request, _("Draft kept. The secretary or the head of region issues it."))
            return redirect("daily:order", order.pk)
    return render(request, "daily/draft_order.html", {"form": form}, status=422 if form.errors else 200)


@opens("absence.read")
def one_order(request: HttpRequest, order_id: UUID) -> HttpResponse:
    return _page(request, queries.order_for(request.viewer, order_id))


def _page(request: HttpRequest, order: AbsenceOrder, *, problem: Problem | None = None, form=None) -> HttpResponse:
    viewer = request.viewer
    binds_me = any(lies_in(g.region_code, order.region_id) for g in viewer.grants_for("absence.ask"))
    context = {
        "order": order,
        "requests": queries.exceptions_seen_by(viewer).filter(order=order),
        "papers": documents_of(viewer, "daily.absenceorder", order.pk),
        "entries": words.timeline(history_of(order)),
        "may_issue": can_issue_order(viewer, order.region_id) and order.state == OrderState.DRAFTED,
        "may_lift": can_issue_order(viewer, order.region_id) and order.state in BINDING_ORDERS,
        "ask_form": form or (ExceptionForm() if binds_me and order.state in BINDING_ORDERS else None),
        "problem": problem,
        "words": words,
    }
    status = problem.status if problem else 422 if form is not None and form.errors else 200
    return render(request, "daily/order.html", context, status=status)


def _done(request: HttpRequest, order_id: UUID, action: Callable, thanks: str, **more: object) -> HttpResponse:
    order = queries.order_for(request.viewer, order_id)
    try:
        action(order_id=order.pk, by=request.viewer, at=request.at, **more)
    except NotFound:
        raise
    except ForbiddenMove:
        order.refresh_from_db()
        moved = Problem("absence_order.moved_on", _("This order has moved on meanwhile. This is how it stands now."))
        return _page(request, order, problem=moved)
    except Problem as problem:
        return _page(request, order, problem=problem)
    messages.success(request, thanks)
    return redirect("daily:order", order.pk)


@opens("absence.issue", methods="POST")
def issue(request: HttpRequest, order_id: UUID) -> HttpResponse:
    return _done(request, order_id, issue_order, _("Issued. The circular carries its number."))


@opens("absence.issue", methods="POST")
def lift(request: HttpRequest, order_id: UUID) -> HttpResponse:
    return _done(request, order_id, lift_order, _("Lifted."), reason=request.POST.get("reason", ""))


@opens("absence.ask", methods="POST")
def ask(request: HttpRequest, order_id: UUID) -> HttpResponse:
    order = queries.order_for(request.viewer, order_id)
    form = ExceptionForm(request.POST)
    if form.is_valid():
        try:
            ask_exception(new=NewException(order_id=order.pk, **form.cleaned_data), by=request.viewer, at=request.at)
        except Problem as problem:
            onto(form, problem)
        else:
            messages.success(request, _("Asked. You read the answer on this page."))
            return redirect("daily:order", order.pk)
    return _page(request, order, form=form)


@opens("absence.decide", methods="GET POST")
def decide(request: HttpRequest, request_id: UUID) -> HttpResponse:
    asked = queries.exception_for(request.viewer, request_id)
    form = DecisionForm(request.POST or None, initial={"substitute": asked.substitute})
    if request.method == "POST" and form.is_valid():
        grants = request.POST.get("verdict") == "grant"
        try:
            decided = decide_exception(
                request_id=asked.pk, grants=grants, substitute=form.cleaned_data["substitute"],
                note=form.cleaned_data["note"], by=request.viewer, at=request.at,
            )  # fmt: skip
        except ForbiddenMove:
            form.add_error(None, _("Somebody has decided on this already."))
        except Problem as problem:
            onto(form, problem)
        else:
            messages.success(request, words.EVENTS[f"exception.{decided.state}"])
            return redirect("daily:orders")
    context = {"asked": asked, "form": form, "words": words, "waits": asked.state == ExceptionState.ASKED}
    return render(request, "daily/decide.html", context, status=422 if form.errors else 200)
