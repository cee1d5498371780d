"""Pages of the status of conflict."""

from collections.abc import Callable
from datetime import datetime, time
from uuid import UUID
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from kondusif.core.problems import NotFound, Problem
from kondusif.core.queries import history_of
from kondusif.core.states import ForbiddenMove
from kondusif.elections.explaining import address_of
from kondusif.elections.queries import day_in
from kondusif.people.routes import opens
from kondusif.plans import words
from kondusif.plans.actions import conflict as actions
from kondusif.plans.actions.conflict import Consultation, Decree, NewStatus
from kondusif.plans.forms import ConsultationForm, PaperForm, ProposalForm, StatusDecreeForm
from kondusif.plans.models import ConflictStatus
from kondusif.plans.papers import PDF_TYPE, Paper, clean_pdf
from kondusif.plans.permissions import own_grant
from kondusif.plans.queries import conflict as queries
from kondusif.plans.queries.deadlines import COUNCIL, EXTENSION, STATUS, council_answers_by, counted_days, most_days
from kondusif.plans.states import IN_FORCE, UNDECIDED, ConflictState
from kondusif.plans.views.doing import done, onto, regions_of, stored
from kondusif.regions.models import Region


@opens("conflict_status.read")
def status_list(request: HttpRequest) -> HttpResponse:
    viewer = request.viewer
    in_force = queries.statuses_in_force(viewer, request.at)
    context = {
        "in_force": in_force,
        "others": [s for s in queries.statuses_seen_by(viewer)[:200] if s not in in_force],
        "may_propose": bool(viewer.grants_for("conflict_status.propose")),
        "words": words,
    }
    return render(request, "plans/statuses.html", context)


@opens("conflict_status.propose", methods="GET POST")
def propose(request: HttpRequest) -> HttpResponse:
    regions = [(c, t) for c, t in regions_of(request.viewer, "conflict_status.propose") if len(c) <= 5]
    form = ProposalForm(request.POST or None, regions=regions, initial={"asked_on": timezone.localdate(request.at)})
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        wanted = NewStatus(
            data["region"], data["title"], data["reason"], data["beyond_police"], data["government_hindered"],
            data["asked_on"], form.codes(),
        )  # fmt: skip
        try:
            status = actions.propose_status(new=wanted, by=request.viewer, at=request.at)
        except Problem as problem:
            onto(form, problem)
        else:
            messages.success(request, _("Proposed. Note the answer of the council's leaders here."))
            return redirect("plans:status", status.pk)
    return render(request, "plans/propose.html", {"form": form}, status=422 if form.errors else 200)


@opens("conflict_status.read")
def one_status(request: HttpRequest, status_id: UUID) -> HttpResponse:
    return _page(request, status_id)


def _page(
    request: HttpRequest, status_id: UUID, problem: Problem | None = None, status: int = 200, form: Form | None = None
) -> HttpResponse:
    viewer = request.viewer
    found = queries.status_for(viewer, status_id)
    today = request.at.astimezone(ZoneInfo(found.region.timezone)).date()
    context = {
        "found": found,
        "today": today,
        "in_force": found.is_in_force(today),
        "areas": [r.title for r in Region.objects.filter(pk__in=found.areas)],
        "council_by": council_answers_by(found.asked_on, found.region_id, ZoneInfo(found.region.timezone)),
        "most": most_days(STATUS, today),
        "most_extension": most_days(EXTENSION, today),
        "papers": queries.papers_of(viewer, found),
        "entries": words.timeline(history_of(found)),
        "words": words,
        "problem": problem,
        "why": _why(found),
        **_steps(request, found, form),
    }
    return render(request, "plans/status.html", context, status=status)


def _why(found: ConflictStatus) -> dict[str, str]:
    """The pages that count the council's answer and the last day of the status step by step."""
    zone, region = ZoneInfo(found.region.timezone), found.region_id
    asked = datetime.combine(found.asked_on, time(0), zone)
    told = {"council": address_of(start=asked, region_code=region, code=COUNCIL)}
    if found.declared_on and found.ends_on:
        start, limit = (
            datetime.combine(found.declared_on, time(0), zone),
            counted_days(found.declared_on, found.ends_on),
        )
        told["ends"] = address_of(start=start, region_code=region, limit=limit)
        told["most"] = address_of(start=start, region_code=region, code=STATUS)
    return told


def _steps(request: HttpRequest, found: ConflictStatus, form: Form | None) -> dict[str, object]:
    """Which steps this viewer can take now, each with its form."""

    def may(deed: str) -> bool:
        return own_grant(request.viewer, deed, found.region_id) is not None

    day, state = day_in(found.region_id, request.at), found.state
    decides = state == ConflictState.CONSULTED or state == ConflictState.DECLARED
    consultation = form if isinstance(form, ConsultationForm) else ConsultationForm(initial={"letter_on": day})
    decree = form if isinstance(form, StatusDecreeForm) else StatusDecreeForm(initial={"on": day})
    return {
        "consultation_form": consultation
        if state == ConflictState.PROPOSED and may("conflict_status.answer")
        else None,
        "decree_form": decree if decides and may("conflict_status.declare") else None,
        "paper_form": PaperForm() if may("conflict_status.propose") and state not in UNDECIDED else None,
        "may_end": state in IN_FORCE and may("conflict_status.declare"),
        "may_withdraw": state in UNDECIDED and may("conflict_status.propose"),
    }


@opens("conflict_status.answer", methods="POST")
def consult(request: HttpRequest, status_id: UUID) -> HttpResponse:
    def made(data: dict, paper: Paper | None) -> dict[str, object]:
        return {"heard": Consultation(data["view"], data["letter"], data["letter_on"], paper)}

    return _by_form(
        request, status_id, ConsultationForm, actions.consult_council, made, _("The council's answer is noted.")
    )


@opens("conflict_status.declare", methods="POST")
def declare(request: HttpRequest, status_id: UUID) -> HttpResponse:
    return _by_form(request, status_id, StatusDecreeForm, actions.declare_status, _decree, _("Declared."))


@opens("conflict_status.declare", methods="POST")
def extend(request: HttpRequest, status_id: UUID) -> HttpResponse:
    return _by_form(request, status_id, StatusDecreeForm, actions.extend_status, _decree, _("Extended."))


def _decree(data: dict, paper: Paper | None) -> dict[str, object]:
    return {"decree": Decree(data["number"], data["on"], data["n_days"], paper)}


def _by_form(
    request: HttpRequest, status_id: UUID, kind: type[Form], action: Callable, made: Callable, thanks: str
) -> HttpResponse:
    """Read a form with a paper, do it; a refusal stands beside its field, and what was typed stays."""
    queries.status_for(request.viewer, status_id)
    form = kind(request.POST, request.FILES)
    if form.is_valid():
        try:
            file = form.cleaned_data["paper"]
            paper = clean_pdf(file.name, file.read()) if file else None
            action(status_id=status_id, **made(form.cleaned_data, paper), by=request.viewer, at=request.at)
        except NotFound:
            raise
        except Problem as problem:
            onto(form, problem)
            return _page(request, status_id, status=problem.status, form=form)
        except ForbiddenMove:
            moved = Problem("plans.moved_on", _("This has moved on meanwhile. This is how it stands now."))
            return _page(request, status_id, problem=moved, status=409)
        messages.success(request, thanks)
        return redirect("plans:status", status_id)
    return _page(request, status_id, status=422, form=form)


@opens("conflict_status.declare", methods="POST")
def end(request: HttpRequest, status_id: UUID) -> HttpResponse:
    return _ended(request, status_id, actions.end_status, _("Ended."))


@opens("conflict_status.propose", methods="POST")
def withdraw(request: HttpRequest, status_id: UUID) -> HttpResponse:
    return _ended(request, status_id, actions.withdraw_status, _("The proposal is withdrawn."))


def _ended(request: HttpRequest, status_id: UUID, action: Callable, thanks: str) -> HttpResponse:
    queries.status_for(request.viewer, status_id)
    reason = request.POST.get("reason", "")[:1000]

    def act() -> object:
        return action(status_id=status_id, reason=reason, by=request.viewer, at=request.at)

    def back(**told: object) -> HttpResponse:
        return _page(request, status_id, **told)

    return done(request, act, thanks, back, ("plans:status", status_id))


@opens("conflict_status.propose", methods="POST")
def add_paper(request: HttpRequest, status_id: UUID) -> HttpResponse:
    queries.status_for(request.viewer, status_id)
    form = PaperForm(request.POST, request.FILES)

    def act() -> object:
        if not form.is_valid():
            raise Problem("paper.missing", _("Choose the PDF and which paper it is."))
        file = form.cleaned_data["paper"]
        return actions.add_status_paper(
            status_id=status_id, kind=form.cleaned_data["kind"], paper=clean_pdf(file.name, file.read()),
            by=request.viewer, at=request.at,
        )  # fmt: skip

    def back(**told: object) -> HttpResponse:
        return _page(request, status_id, **told)

    return done(request, act, _("Paper added."), back, ("plans:status", status_id))


@opens("conflict_status.read")
def paper(request: HttpRequest, paper_id: UUID) -> HttpResponse:
    found = queries.paper_for(request.viewer, paper_id)
    if found is None:
        raise Http404
    return stored(found.path, found.sha256, PDF_TYPE, found.name)
