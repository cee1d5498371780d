"""The light form with which a head shows the own presence, and the desk's list of all heads."""

from datetime import date

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from kondusif.core.ids import new_id
from kondusif.core.problems import Problem
from kondusif.daily import words
from kondusif.daily.actions.orders import today_of
from kondusif.daily.actions.presence import NewPresence, declare_presence
from kondusif.daily.forms import PresenceForm
from kondusif.daily.queries import presence as queries
from kondusif.daily.states import Standing
from kondusif.daily.views.faults import onto
from kondusif.daily.views.situation import faults_as_json, own_region, wants_json, written_at
from kondusif.people.routes import opens


@opens("presence.declare", methods="GET POST")
def declare(request: HttpRequest) -> HttpResponse:
    form = PresenceForm(request.POST or None, initial={"client_id": new_id()})
    if request.method == "POST" and form.is_valid():
        try:
            check = declare_presence(new=_new(request, form.cleaned_data), by=request.viewer, at=request.at)
        except Problem as problem:
            onto(form, problem)
        else:
            return _thanks(request, check)
    status = 422 if form.errors else 200
    if wants_json(request) and form.errors:
        return faults_as_json(form, status)
    context = {"form": form, "checks": queries.own_checks(request.viewer), "words": words}
    return render(request, "daily/declare.html", context, status=status)


def _new(request: HttpRequest, data: dict) -> NewPresence:
    return NewPresence(
        client_id=data["client_id"], entered_at=written_at(request, data["entered_at"]), lat=data["lat"], lon=data["lon"],
        accuracy_m=data["accuracy_m"], standing=Standing(data["standing"]) if data["standing"] else None,
        statement=data["statement"],
    )  # fmt: skip


def _thanks(request: HttpRequest, check) -> HttpResponse:
    said = _("Noted: %(where)s.") % {"where": words.STANDINGS[Standing(check.standing)]}
    if wants_json(request):
        return JsonResponse({"stored": True, "said": said}, status=201)
    messages.success(request, said)
    return redirect("daily:declare")


@opens("presence.read")
def presence(request: HttpRequest) -> HttpResponse:
    region_code = own_region(request, "presence.read")
    today = today_of(region_code, request.at)
    try:
        day = min(date.fromisoformat(request.GET.get("hari", "")), today)
    except ValueError:
        day = today
    rows = queries.presence_rows(request.viewer, region_code, day)
    counts = {state: sum(r.state == state for r in rows) for state in ("inside", "leave", "outside", "unknown")}
    context = {
        "rows": rows,
        "counts": counts,
        "day": day,
        "words": words,
        "may_declare": request.viewer.may("presence.declare"),
    }
    return render(request, "daily/presence.html", context)
