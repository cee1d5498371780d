"""Who is on duty, and who hears of warnings beside the addressed offices."""

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from kondusif.alerts.queries import regions_for_drafts
from kondusif.alerts.states import Level
from kondusif.channels import actions, queries
from kondusif.channels.forms import LEVELS, DutyForm, RuleForm
from kondusif.core.problems import Problem
from kondusif.people.roles import ROLES, Role
from kondusif.people.routes import opens

PER_PAGE = 50


@opens("duty.keep", methods="GET POST")
def duties(request: HttpRequest) -> HttpResponse:
    held = list(queries.holdings_for_duty(request.viewer, request.at))
    choices = [(str(h.pk), f"{h.person.name} · {h.office.title}") for h in held]
    form = DutyForm(request.POST or None, holdings=choices)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        holding = next(h for h in held if str(h.pk) == data["holding"])
        try:
            actions.add_duty(
                office_id=holding.office_id, person_id=holding.person_id, starts_at=data["starts_at"],
                ends_at=data["ends_at"], by=request.viewer, at=request.at,
            )  # fmt: skip
        except Problem as problem:
            form.add_error("ends_at", str(problem.sentence))
        else:
            messages.success(request, _("The duty stands in the roster."))
            return redirect("channels:duties")
    page = Paginator(queries.duties_seen_by(request.viewer, request.at), PER_PAGE).get_page(request.GET.get("hal"))
    return render(request, "channels/duties.html", {"form": form, "page_obj": page}, status=422 if form.errors else 200)


@opens("duty.keep", methods="POST")
def remove_duty(request: HttpRequest, duty_id: UUID) -> HttpResponse:
    actions.remove_duty(duty_id=duty_id, by=request.viewer, at=request.at)
    messages.success(request, _("The duty is taken back."))
    return redirect("channels:duties")


@opens("tell_rule.keep", methods="GET POST")
def rules(request: HttpRequest) -> HttpResponse:
    regions = [(r.pk, r.title) for r in regions_for_drafts(request.viewer)]
    form = RuleForm(request.POST or None, regions=regions)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        actions.add_rule(
            region_code=data["region"], role=Role(data["role"]), from_level=Level(data["from_level"]),
            by=request.viewer, at=request.at,
        )  # fmt: skip
        messages.success(request, _("The rule holds from now on."))
        return redirect("channels:rules")
    context = {
        "form": form,
        "rules": queries.rules_seen_by(request.viewer),
        "role_names": {r.value: c.name for r, c in ROLES.items()},
        "levels": dict(LEVELS),
    }
    return render(request, "channels/rules.html", context, status=422 if form.errors else 200)


@opens("tell_rule.keep", methods="POST")
def remove_rule(request: HttpRequest, rule_id: UUID) -> HttpResponse:
    actions.remove_rule(rule_id=rule_id, by=request.viewer, at=request.at)
    messages.success(request, _("The rule has ended."))
    return redirect("channels:rules")
