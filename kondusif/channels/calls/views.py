"""The call centre: a number, what the desk knows of it, the report as it is told, the receipt as it is read aloud."""

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from kondusif.channels.calls import actions, queries, words
from kondusif.channels.calls.forms import CallReportForm, EndForm, NumberForm
from kondusif.channels.calls.models import Call
from kondusif.channels.calls.numbers import spoken
from kondusif.channels.states import CallOutcome
from kondusif.core.problems import NotFound, Problem
from kondusif.people.routes import opens
from kondusif.regions.queries import places_like
from kondusif.regions.views import where
from kondusif.reports.categories import CATEGORIES, SEALED_TO
from kondusif.reports.queries import offices_to_report_about
from kondusif.reports.receipts import receipt_of
from kondusif.reports.states import Channel
from kondusif.reports.telling import state_word


@opens("call.take", methods="GET POST")
def desk(request: HttpRequest) -> HttpResponse:
    """This function will wait for a number, and open the call."""
    form = NumberForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            call = actions.begin_call(typed=form.cleaned_data["number"], by=request.viewer, at=request.at)
        except Problem as problem:
            form.add_error("number" if "number" in problem.fields else None, problem.sentence)
        else:
            return redirect("calls:call", call.pk)
    mine = queries.calls_seen_by(request.viewer).filter(answered_by_id=request.viewer.person_id)
    context = {
        "form": form,
        "open_calls": list(mine.filter(ended_at=None)[:5]),
        "recent": list(mine[:15]),
        "words": words,
    }
    answer = render(request, "calls/desk.html", context, status=422 if form.errors else 200)
    answer["Cache-Control"] = "private, no-store"
    return answer


@opens("call.take", methods="GET POST")
def call(request: HttpRequest, call_id: UUID) -> HttpResponse:
    """This function will show what is known of the caller and take the report."""
    one = queries.call_for(request.viewer, call_id)
    if request.method != "POST":
        return redirect("calls:receipt", one.pk) if one.ended_at else _page(request, one)
    form = CallReportForm(request.POST, offices=offices_to_report_about(request.viewer))
    if form.is_valid() and "search" not in request.POST:
        typed = form.cleaned_data
        try:
            new = form.entered(
                at=request.at, channel=Channel.CALL, office_id=one.office_id, title=one.office.title,
                person_id=request.viewer.person_id,
            )  # fmt: skip
            actions.report_from_call(
                call_id=one.pk, new=new, agrees=typed["agrees"], reachable=typed["reachable"], by=request.viewer,
                at=request.at,
            )  # fmt: skip
        except NotFound:
            raise
        except Problem as problem:
            form.show(problem)
        else:
            return redirect("calls:receipt", one.pk)
    return _page(request, one, form=form, status=200 if "search" in request.POST else 422)


@opens("call.take")
def receipt(request: HttpRequest, call_id: UUID) -> HttpResponse:
    """This function will show the receipt to be read aloud, for ten minutes and to whoever took the call."""
    one = queries.call_for(request.viewer, call_id)
    shown = queries.may_read_receipt(one, request.at)
    groups = spoken(receipt_of(actions.client_id_of(one))) if shown else []
    context = {
        "call": one,
        "groups": groups,
        "outcome": words.OUTCOMES.get(CallOutcome(one.outcome)) if one.outcome else "",
    }
    answer = render(request, "calls/receipt.html", context)
    answer["Cache-Control"] = "private, no-store"
    return answer


@opens("call.take", methods="POST")
def end(request: HttpRequest, call_id: UUID) -> HttpResponse:
    """This function will end a call without a report."""
    form = EndForm(request.POST)
    if not form.is_valid():
        return _page(request, queries.call_for(request.viewer, call_id), end_form=form, status=422)
    outcome, reason = CallOutcome(form.cleaned_data["outcome"]), form.cleaned_data["reason"]

    def deed() -> Call:
        return actions.end_call(call_id=call_id, outcome=outcome, reason=reason, by=request.viewer, at=request.at)

    return _done(request, call_id, deed, _("Call ended."), "calls:desk", form)


@opens("call.take", methods="POST")
def clear_flag(request: HttpRequest, call_id: UUID) -> HttpResponse:
    def deed() -> Call:
        return actions.clear_flag(call_id=call_id, by=request.viewer, at=request.at)

    return _done(request, call_id, deed, _("Flag cleared."))


@opens("call.take", methods="POST")
def forget(request: HttpRequest, call_id: UUID) -> HttpResponse:
    def deed() -> Call:
        return actions.forget_caller(call_id=call_id, by=request.viewer, at=request.at)

    return _done(request, call_id, deed, _("Forgotten: the number and what was connected with it."))


def _done(
    request: HttpRequest,
    call_id: UUID,
    deed: Callable[[], Call],
    thanks: str,
    to: str = "",
    form: EndForm | None = None,
) -> HttpResponse:
    one = queries.call_for(request.viewer, call_id)
    try:
        deed()
    except NotFound:
        raise
    except Problem as problem:
        if form is not None and "reason" in problem.fields:
            form.add_error("reason", problem.sentence)
            return _page(request, one, end_form=form, status=422)
        messages.error(request, problem.sentence)
        return redirect("calls:call", one.pk)
    messages.success(request, thanks)
    return redirect(to) if to else redirect("calls:call", one.pk)


def _page(
    request: HttpRequest,
    one: Call,
    *,
    form: CallReportForm | None = None,
    end_form: EndForm | None = None,
    status: int = 200,
) -> HttpResponse:
    form = form or CallReportForm(offices=offices_to_report_about(request.viewer))
    typed = form.data.get("place_text", "")[:100] if form.is_bound else ""
    chosen = (form.data.get("village_code") or form.data.get("lat")) if form.is_bound else ""
    scope = list(request.viewer.scope_for("report.enter"))
    found = places_like(typed, within=scope, limit=8) if typed.strip() and not chosen else []
    context = {
        "call": one, "form": form, "end_form": end_form or EndForm(), "has_number": bool(one.sealed_number),
        "history": [(r, CATEGORIES[r.category].name, state_word(r.state)) for r in queries.history_of(request.viewer, one)],
        "n_before": queries.n_calls_of(one), "scope": scope, "searched": typed if not chosen else "",
        "picks": [(r.code, f"{r.title}, {where(r)}") for r in found],
        "sealed_kinds": ", ".join(str(CATEGORIES[code].name) for code in SEALED_TO),
    }  # fmt: skip
    answer = render(request, "calls/call.html", context, status=status)
    answer["Cache-Control"] = "private, no-store"
    return answer
