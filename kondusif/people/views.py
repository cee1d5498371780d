"""Pages of accounts, of the policy table, and of what happened."""

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from kondusif.core.problems import Problem
from kondusif.people import actions, queries
from kondusif.people.actions import Appointment
from kondusif.people.deeds import DEED_NAMES
from kondusif.people.forms import AppointmentForm, EndForm
from kondusif.people.policy import POLICY
from kondusif.people.roles import CLASSIFICATION_NAMES, ROLES, Role
from kondusif.people.routes import opens


@opens("person.manage")
def people(request: HttpRequest) -> HttpResponse:
    page = Paginator(queries.holdings_seen_by(request.viewer), 50).get_page(request.GET.get("hal"))
    return render(
        request,
        "people/list.html",
        {"page_obj": page, "roles": ROLES, "today": actions.today(request.at), "role_of": Role},
    )


@opens("person.manage", methods="GET POST")
def appoint(request: HttpRequest) -> HttpResponse:
    form = AppointmentForm(request.POST or None, initial={"starts_on": actions.today(request.at)})
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        new = Appointment(
            email=data["email"], name=data["name"], role=Role(data["role"]), region_code=data["region"].strip(),
            title=data["title"], prefix=data["prefix"], starts_on=data["starts_on"], ends_on=data["ends_on"], decree=data["decree"],
        )  # fmt: skip
        try:
            holding = actions.appoint(appointment=new, by=request.viewer, at=request.at)
        except Problem as problem:
            for name, sentence in (problem.fields or {"": problem.sentence}).items():
                form.add_error(name if name in form.fields else None, sentence)
        else:
            messages.success(
                request, _("%(name)s now holds %(title)s.") % {"name": holding.person.name, "title": holding.full_title}
            )
            return redirect("people:people")
    return render(request, "people/appoint.html", {"form": form}, status=422 if form.errors else 200)


@opens("person.manage", methods="POST")
def end(request: HttpRequest, holding_id: UUID) -> HttpResponse:
    form = EndForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Write the last day as a date."))
        return redirect("people:people")
    try:
        actions.end_holding(
            holding_id=holding_id, ends_on=form.cleaned_data["ends_on"], by=request.viewer, at=request.at
        )
    except Problem as problem:
        messages.error(request, str(problem.sentence))
    else:
        messages.success(request, _("The appointment ends on that day."))
    return redirect("people:people")


@opens("person.manage", methods="POST")
def suspend(request: HttpRequest, holding_id: UUID) -> HttpResponse:
    suspended = request.POST.get("nonaktif") == "1"
    try:
        actions.suspend_holding(holding_id=holding_id, suspended=suspended, by=request.viewer, at=request.at)
    except Problem as problem:
        messages.error(request, str(problem.sentence))
    else:
        messages.success(request, _("Suspended.") if suspended else _("In force again."))
    return redirect("people:people")


@opens("person.manage", methods="POST")
def cut_off(request: HttpRequest, person_id: UUID) -> HttpResponse:
    try:
        actions.cut_off(person_id=person_id, by=request.viewer, at=request.at)
    except Problem as problem:
        messages.error(request, str(problem.sentence))
    else:
        messages.success(request, _("Cut off from everything."))
    return redirect("people:people")


@opens("policy.read")
def policy(request: HttpRequest) -> HttpResponse:
    return render(
        request,
        "people/policy.html",
        {"policy": POLICY, "names": DEED_NAMES, "roles": ROLES, "classes": CLASSIFICATION_NAMES},
    )


@opens("event.read")
def events(request: HttpRequest) -> HttpResponse:
    page = Paginator(queries.events_seen_by(request.viewer), 100).get_page(request.GET.get("hal"))
    return render(request, "people/events.html", {"page_obj": page})
