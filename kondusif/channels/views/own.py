"""A person's own ways to be reached, on one page, and the doors by which a browser subscribes."""

from uuid import UUID

import orjson
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from kondusif.channels import actions, queries, words
from kondusif.channels.carriers import has_carrier
from kondusif.channels.forms import CodeForm, NumberForm, QuietForm
from kondusif.channels.kinds import NAMES, Kind
from kondusif.channels.models import Preference
from kondusif.channels.webpush.keys import public_key
from kondusif.core.problems import Problem
from kondusif.people.policy import SIGNED_IN
from kondusif.people.routes import opens

_BY_CODE = (Kind.SMS, Kind.WHATSAPP)


@opens(SIGNED_IN)
def settings_page(request: HttpRequest) -> HttpResponse:
    return _page(request)


@opens(SIGNED_IN, methods="POST")
def add_number(request: HttpRequest) -> HttpResponse:
    form = NumberForm(request.POST, kinds=_kinds())
    if not form.is_valid():
        return _page(request, number_form=form, status=422)
    data = form.cleaned_data
    try:
        actions.add_number(
            kind=Kind(data["kind"]), number=data["number"], label=data["label"], by=request.viewer, at=request.at
        )
    except Problem as problem:
        form.add_error("number", str(problem.sentence))
        return _page(request, number_form=form, status=problem.status)
    messages.success(request, _("A code is on its way to this number. Type it below within 15 minutes."))
    return redirect("channels:settings")


@opens(SIGNED_IN, methods="POST")
def link(request: HttpRequest, kind: str) -> HttpResponse:
    """Shows the word once: whoever reads it could be told in this person's name."""
    if kind not in set(Kind):
        return redirect("channels:settings")
    try:
        word = actions.start_linking(kind=Kind(kind), by=request.viewer, at=request.at)
    except Problem as problem:
        return _page(request, problem=problem, status=problem.status)
    return _page(request, word=f"HUBUNG {word}", word_kind=NAMES[Kind(kind)])


@opens(SIGNED_IN, methods="POST")
def verify(request: HttpRequest, address_id: UUID) -> HttpResponse:
    form = CodeForm(request.POST)
    try:
        right = form.is_valid() and actions.verify_number(
            address_id=address_id, code=form.cleaned_data["code"], by=request.viewer, at=request.at
        )
    except Problem as problem:
        return _page(request, problem=problem, status=problem.status)
    if not right:
        wrong = Problem("address.code_wrong", _("This is not the code that was sent. Look again."))
        return _page(request, problem=wrong, status=422)
    messages.success(request, _("Proved. Warnings reach you there from now on."))
    return redirect("channels:settings")


@opens(SIGNED_IN, methods="POST")
def change(request: HttpRequest, address_id: UUID) -> HttpResponse:
    if request.POST.get("what") == "end":
        actions.end_address(address_id=address_id, by=request.viewer, at=request.at)
    else:
        on = request.POST.get("what") == "on"
        actions.switch_address(address_id=address_id, is_active=on, by=request.viewer, at=request.at)
    return redirect("channels:settings")


@opens(SIGNED_IN, methods="POST")
def quiet(request: HttpRequest) -> HttpResponse:
    form = QuietForm(request.POST)
    if form.is_valid():
        hours = form.cleaned_data
        try:
            actions.set_quiet_hours(start=hours["start"], end=hours["end"], by=request.viewer, at=request.at)
        except Problem as problem:
            form.add_error("end", str(problem.sentence))
        else:
            messages.success(request, _("Saved."))
            return redirect("channels:settings")
    return _page(request, quiet_form=form, status=422)


@opens(SIGNED_IN, methods="POST")
def push_subscribe(request: HttpRequest) -> HttpResponse:
    told = _json(request)
    keys = told.get("keys")
    try:
        actions.subscribe_device(
            endpoint=str(told.get("endpoint", "")), keys=keys if isinstance(keys, dict) else {},
            label=str(told.get("label", "")), by=request.viewer, at=request.at,
        )  # fmt: skip
    except Problem as problem:
        return JsonResponse({"code": problem.code, "title": str(problem.sentence)}, status=problem.status)
    return HttpResponse(status=204)


@opens(SIGNED_IN, methods="POST")
def push_unsubscribe(request: HttpRequest) -> HttpResponse:
    actions.unsubscribe_device(endpoint=str(_json(request).get("endpoint", "")), by=request.viewer, at=request.at)
    return HttpResponse(status=204)


def _json(request: HttpRequest) -> dict:
    try:
        told = orjson.loads(request.body)
    except orjson.JSONDecodeError:
        return {}
    return told if isinstance(told, dict) else {}


def _kinds() -> list[tuple[str, str]]:
    return [(k.value, str(NAMES[k])) for k in _BY_CODE if has_carrier(k)]


def _page(request: HttpRequest, status: int = 200, **more: object) -> HttpResponse:
    hours = Preference.objects.filter(person_id=request.viewer.person_id).first()
    kinds = _kinds()
    context = {
        "addresses": queries.addresses_of(request.viewer).exclude(address=""),
        "number_form": NumberForm(kinds=kinds) if kinds else None,
        "code_form": CodeForm(),
        "quiet_form": QuietForm(
            initial={"start": hours.quiet_from, "end": hours.quiet_until} if hours is not None else None
        ),
        "links": [(k.value, NAMES[k]) for k in (Kind.TELEGRAM, Kind.WHATSAPP) if has_carrier(k)],
        "email": request.user.email,
        "push_key": public_key(),
        "words": words,
    }
    return render(request, "channels/settings.html", context | more, status=status)
