"""Pages of plans and their measures."""

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from kondusif.core import stale
from kondusif.core.problems import NotAllowed, Problem
from kondusif.core.queries import history_of
from kondusif.documents.queries import documents_of
from kondusif.people.routes import opens
from kondusif.plans import words
from kondusif.plans.actions import measures as measure_actions
from kondusif.plans.actions import plan as actions
from kondusif.plans.actions.documents import SUBJECT, issue_plan_document
from kondusif.plans.actions.measures import NewMeasure, possible_owners
from kondusif.plans.actions.plan import NewPlan
from kondusif.plans.forms import CutForm, DecreeForm, MeasureForm, PlanForm
from kondusif.plans.models import ActionPlan, Measure
from kondusif.plans.permissions import own_grant
from kondusif.plans.queries import plans as queries
from kondusif.plans.queries.deadlines import report_limits, why_due
from kondusif.plans.queries.progress import progress_by_plan, progress_of
from kondusif.plans.rules import BANDS, Band, Period
from kondusif.plans.states import PlanState, Stage
from kondusif.plans.views.doing import done, onto, regions_of


@opens("plan.read")
def plan_list(request: HttpRequest) -> HttpResponse:
    viewer = request.viewer
    plans = list(queries.plans_seen_by(viewer).exclude(state=PlanState.WITHDRAWN)[:200])
    context = {
        "rows": progress_by_plan(viewer, plans, request.at),
        "to_report": [m for m in queries.measures_to_report(viewer) if m.periods],
        "n_to_verify": queries.reports_to_verify(viewer).count() if viewer.may("plan.verify") else 0,
        "may_write": bool(viewer.grants_for("plan.write")),
        "words": words,
        "bands": BANDS,
    }
    return render(request, "plans/list.html", context)


@opens("plan.write", methods="GET POST")
def new(request: HttpRequest) -> HttpResponse:
    regions = regions_of(request.viewer, "plan.write")
    start = {
        "year": timezone.localdate(request.at).year,
        "title": _("Integrated action plan for handling social conflict"),
    }
    form = PlanForm(request.POST or None, regions=regions, initial=start)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        wanted = NewPlan(data["region"], data["year"], data["title"], data["aim"])
        try:
            plan = actions.draft_plan(new=wanted, by=request.viewer, at=request.at)
        except Problem as problem:
            onto(form, problem)
        else:
            messages.success(request, _("The plan is open. Add its measures, or import a table."))
            return redirect("plans:one", plan.pk)
    return render(request, "plans/new.html", {"form": form}, status=422 if form.errors else 200)


@opens("plan.read")
def one_plan(request: HttpRequest, plan_id: UUID) -> HttpResponse:
    return _page(request, plan_id)


def _page(request: HttpRequest, plan_id: UUID, problem: Problem | None = None, status: int = 200) -> HttpResponse:
    viewer = request.viewer
    plan = queries.plan_for(viewer, plan_id)
    progress = progress_of(viewer, plan, request.at)
    chosen = _chosen(request)
    rows: dict[UUID, list] = {}
    for cell in progress.cells:
        rows.setdefault(cell.measure.pk, []).append(cell)
    limits = report_limits(plan.year)
    shown = [(cells[0].measure, cells) for cells in rows.values() if _fits(cells, chosen)]
    context = {
        "plan": plan,
        "progress": progress,
        "rows": shown,
        "n_all": len(rows),
        "chosen": chosen,
        "limits": limits,
        "why": {period: why_due(plan, law.code) for period, law in limits.items()},
        "entries": words.timeline(history_of(plan)),
        "decree_form": DecreeForm(),
        "may_write": own_grant(viewer, "plan.write", plan.region_id) is not None,
        "may_approve": own_grant(viewer, "plan.approve", plan.region_id) is not None,
        "owners": sorted({c.measure.owner.title for c in progress.cells}),
        "words": words,
        "bands": BANDS,
        "problem": problem,
        "periods": list(Period),
        "documents": documents_of(viewer, SUBJECT, plan.pk),
        "may_issue": bool(
            own_grant(viewer, "plan.write", plan.region_id) and own_grant(viewer, "document.issue", plan.region_id)
        ),
    }
    return render(request, "plans/one.html", context, status=status)


def _chosen(request: HttpRequest) -> dict[str, str]:
    """What the filter asks for; an unknown word asks for nothing."""
    known = {"tahap": set(Stage), "periode": set(Period), "hasil": {*Band, "none"}}
    picked = {name: request.GET.get(name, "") for name in known}
    picked = {name: value if value in known[name] else "" for name, value in picked.items()}
    return picked | {"penanggung": request.GET.get("penanggung", "")[:160]}


def _fits(cells: list, chosen: dict[str, str]) -> bool:
    measure = cells[0].measure
    if chosen["tahap"] and measure.stage != chosen["tahap"]:
        return False
    if chosen["penanggung"] and measure.owner.title != chosen["penanggung"]:
        return False
    if not chosen["hasil"]:
        return not chosen["periode"] or any(c.period == chosen["periode"] for c in cells)
    looked_at = [c for c in cells if not chosen["periode"] or c.period == chosen["periode"]]
    wanted = None if chosen["hasil"] == "none" else chosen["hasil"]
    return any((c.report.band if c.report else None) == wanted for c in looked_at)


def _moved(request: HttpRequest, plan_id: UUID, action: Callable, thanks: str, **more: object) -> HttpResponse:
    queries.plan_for(request.viewer, plan_id)

    def back(**told: object) -> HttpResponse:
        return _page(request, plan_id, **told)

    def act() -> object:
        return action(plan_id=plan_id, by=request.viewer, at=request.at, **more)

    return done(request, act, thanks, back, ("plans:one", plan_id))


@opens("plan.write", methods="POST")
def submit(request: HttpRequest, plan_id: UUID) -> HttpResponse:
    return _moved(request, plan_id, actions.submit_plan, _("Put before the head of the region."))


@opens("plan.approve", methods="POST")
def give_back(request: HttpRequest, plan_id: UUID) -> HttpResponse:
    reason = request.POST.get("reason", "")[:1000]
    return _moved(request, plan_id, actions.return_plan, _("Given back with your reason."), reason=reason)


@opens("plan.approve", methods="POST")
def approve(request: HttpRequest, plan_id: UUID) -> HttpResponse:
    form = DecreeForm(request.POST)
    form.is_valid()
    decree = {"decree_number": form.data.get("decree_number", ""), "decree_on": form.cleaned_data.get("decree_on")}
    return _moved(request, plan_id, actions.approve_plan, _("Approved by decree."), **decree)


@opens("plan.write", methods="POST")
def start(request: HttpRequest, plan_id: UUID) -> HttpResponse:
    return _moved(request, plan_id, actions.start_plan, _("The plan is running; its measures can be reported."))


@opens("plan.write", methods="POST")
def close(request: HttpRequest, plan_id: UUID) -> HttpResponse:
    told = request.POST.get("evaluation", "")[:8000]
    return _moved(request, plan_id, actions.close_plan, _("The plan is closed."), evaluation=told)


@opens("plan.write", methods="POST")
def withdraw(request: HttpRequest, plan_id: UUID) -> HttpResponse:
    reason = request.POST.get("reason", "")[:1000]
    return _moved(request, plan_id, actions.withdraw_plan, _("The plan is withdrawn."), reason=reason)


@opens("plan.write", methods="POST")
def issue(request: HttpRequest, plan_id: UUID) -> HttpResponse:
    wanted = request.POST.get("periode", "")
    period = Period(wanted) if wanted in set(Period) else None
    return _moved(request, plan_id, issue_plan_document, _("Issued with its number."), period=period)


@opens("plan.write", methods="GET POST")
def add_measure(request: HttpRequest, plan_id: UUID) -> HttpResponse:
    plan = queries.plan_for(request.viewer, plan_id)

    def act(wanted: NewMeasure) -> object:
        return measure_actions.add_measure(plan_id=plan.pk, new=wanted, by=request.viewer, at=request.at)

    return _measure_form(request, plan, None, act, _("Measure added."))


@opens("plan.write", methods="GET POST")
def change_measure(request: HttpRequest, measure_id: UUID) -> HttpResponse:
    measure = queries.measure_for(request.viewer, measure_id)

    def act(wanted: NewMeasure) -> object:
        return measure_actions.change_measure(measure_id=measure.pk, new=wanted, by=request.viewer, at=request.at)

    return _measure_form(request, measure.plan, measure, act, _("Measure changed."))


@opens("plan.write", methods="POST")
def drop_measure(request: HttpRequest, measure_id: UUID) -> HttpResponse:
    plan_id = queries.measure_for(request.viewer, measure_id).plan_id

    def act() -> None:
        measure_actions.drop_measure(measure_id=measure_id, by=request.viewer, at=request.at)

    def back(**told: object) -> HttpResponse:
        return _page(request, plan_id, **told)

    return done(request, act, _("Measure taken out."), back, ("plans:one", plan_id))


def _measure_form(
    request: HttpRequest, plan: ActionPlan, measure: Measure | None, act: Callable, thanks: str
) -> HttpResponse:
    if own_grant(request.viewer, "plan.write", plan.region_id) is None:
        raise NotAllowed("plans.not_yours", _("This belongs to another office. You can read it, not change it."))
    offices = [(str(o.pk), o.title) for o in possible_owners(plan.region_id)]
    stored = _typed(measure) if measure else {}
    posted, both = stale.merged(request.POST or None, stored)
    form = MeasureForm(posted, offices=offices, initial=stored)
    if request.method == "POST" and form.is_valid() and both:
        stale.tell(form, both)
    elif request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        wanted = NewMeasure(
            data["stage"], data["title"], data["success"], UUID(data["owner"]), data["unit"],
            (data["target_b04"], data["target_b08"], data["target_b12"]), form.supporters(), data["budget_source"],
        )  # fmt: skip
        try:
            act(wanted)
        except Problem as problem:
            onto(form, problem)
        else:
            messages.success(request, thanks)
            return redirect("plans:one", plan.pk)
    context = {"form": form, "plan": plan, "measure": measure, "seen": stale.seen(stored) if measure else ""}
    return render(request, "plans/measure_form.html", context, status=422 if form.errors else 200)


def _typed(measure: Measure) -> dict[str, object]:
    names = ("stage", "title", "success", "unit", "target_b04", "target_b08", "target_b12", "budget_source")
    supporters: dict[str, list[str]] = {}
    for supporter in measure.supporters.all():
        supporters.setdefault(f"supporters_{supporter.kind}", []).append(supporter.name)
    return {
        **{name: getattr(measure, name) for name in names},
        "owner": str(measure.owner_id),
        **{name: "\n".join(lines) for name, lines in supporters.items()},
    }


@opens("plan.write", methods="GET POST")
def cut(request: HttpRequest) -> HttpResponse:
    regions = regions_of(request.viewer, "plan.write")
    code = request.POST.get("region") or request.GET.get("wilayah") or regions[0][0]
    form = CutForm(request.POST or None, initial={"near_from": actions.near_from_of(code)})
    if request.method == "POST" and form.is_valid():
        try:
            actions.set_cut(region_code=code, **form.cleaned_data, by=request.viewer, at=request.at)
        except Problem as problem:
            onto(form, problem)
        else:
            messages.success(request, _("The limit counts for plans drafted from now on."))
            return redirect("plans:list")
    context = {"form": form, "regions": regions, "code": code}
    return render(request, "plans/cut.html", context, status=422 if form.errors else 200)
