"""Pages of the Kesbangpol index: table and map, one area taken apart, experts' scores, how it is cut."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from kondusif.core.jobs import enqueue
from kondusif.core.problems import NotFound, Problem
from kondusif.people.routes import opens
from kondusif.ratings import actions, index_queries, words
from kondusif.ratings.index_forms import CuttingForm, ScoreForm
from kondusif.ratings.index_structure import HIERARCHY, MISSING_DIMENSIONS, PLACE_WEIGHTS, Cutting
from kondusif.ratings.queries import land_of
from kondusif.regions.models import Tenant
from kondusif.reports.categories import CATEGORIES


@opens("rating.read")
def index_list(request: HttpRequest) -> HttpResponse:
    tenant = _tenant(request)
    run = index_queries.latest_index(request.viewer, tenant.region_id)
    lines = index_queries.index_lines(request.viewer, run) if run else []
    return render(
        request,
        "ratings/index.html",
        {
            "run": run,
            "lines": lines,
            "n_known": sum(line.value.value is not None for line in lines),
            "warnings": [words.index_warning(code) for code in run.warnings] if run else [],
            "missing_dimensions": [words.DIMENSIONS[name] for name in MISSING_DIMENSIONS],
            "words": words,
            "area": land_of(request.viewer, tenant.region_id),
            "is_province": len(tenant.region_id) == 2,
            "may_weigh": request.viewer.may("index.weigh", tenant.region_id),
        },
    )


@opens("rating.read")
def index_map(request: HttpRequest) -> JsonResponse:
    """The class of each area with how sure it is, as the map reads it."""
    run = index_queries.latest_index(request.viewer, _tenant(request).region_id)
    lines = index_queries.index_lines(request.viewer, run) if run else []
    code = {line: line.value.region_id for line in lines}
    body = {
        "days": [run.last_on.isoformat()] if run else [],
        "levels": {code[line]: [line.tone] for line in lines},
        "words": {code[line]: words.index_in_words(line.value) for line in lines},
        "urls": {code[line]: reverse("ratings:index_area", args=[code[line]]) for line in lines},
        "unsure": [code[line] for line in lines if line.is_doubtful],
        "notes": {code[line]: words.share(line.value.p_shown) for line in lines if line.is_doubtful},
    }
    return JsonResponse(body, headers={"Cache-Control": "private, no-store"})


@opens("rating.read")
def index_area(request: HttpRequest, code: str) -> HttpResponse:
    run = index_queries.latest_index(request.viewer, _tenant(request).region_id)
    if run is None:
        raise NotFound("index_unknown", _("The index says nothing of this area."))
    value = index_queries.index_value_for(request.viewer, run, code)
    return render(
        request,
        "ratings/index_area.html",
        {
            "v": value, "run": run, "words": words, "categories": CATEGORIES, "hierarchy": HIERARCHY,
            "place_weights": PLACE_WEIGHTS, "warnings": [words.index_warning(w) for w in run.warnings],
        },
    )  # fmt: skip


@opens("index.weigh", methods="GET POST")
def index_scores(request: HttpRequest) -> HttpResponse:
    tenant = _tenant(request)
    withdrawn = request.POST.get("tarik", "")
    form = ScoreForm(request.POST or None) if not withdrawn else ScoreForm()
    if withdrawn or (request.method == "POST" and form.is_valid()):
        expert, scores = (withdrawn, {}) if withdrawn else (form.cleaned_data["expert"], form.scores)
        try:
            actions.score_indicators(tenant.region_id, expert=expert, scores=scores, by=request.viewer, at=request.at)
        except Problem as problem:
            _onto(form, problem)
        else:
            _order(tenant)
            messages.success(request, _("The scores are written down. The index is worked out anew."))
            return redirect("ratings:index_scores")
    standing = index_queries.newest_scores(request.viewer, tenant.region_id)
    return render(
        request, "ratings/index_scores.html", {"form": form, "standing": standing}, status=422 if form.errors else 200
    )


@opens("index.weigh", methods="GET POST")
def index_setting(request: HttpRequest) -> HttpResponse:
    tenant = _tenant(request)
    former = index_queries.newest_setting(request.viewer, tenant.region_id)
    names = (*Cutting.__dataclass_fields__, "window_days")
    form = CuttingForm(request.POST or None, initial={n: getattr(former, n) for n in names} if former else None)
    if request.method == "POST" and form.is_valid():
        data = dict(form.cleaned_data)
        days = data.pop("window_days")
        try:
            actions.set_index(tenant.region_id, Cutting(**data), window_days=days, by=request.viewer, at=request.at)
        except Problem as problem:
            _onto(form, problem)
        else:
            _order(tenant)
            messages.success(request, _("The classes are cut anew. The index is worked out again."))
            return redirect("ratings:index")
    return render(
        request, "ratings/index_setting.html", {"form": form, "former": former}, status=422 if form.errors else 200
    )


@opens("index.weigh", methods="POST")
def index_now(request: HttpRequest) -> HttpResponse:
    _order(_tenant(request))
    messages.success(request, _("The index is being worked out. Load this page again in a few seconds."))
    return redirect("ratings:index")


def _order(tenant: Tenant) -> None:
    enqueue("ratings.index_tenant", once=f"index now {tenant.region_id}", tenant_code=tenant.region_id)


def _tenant(request: HttpRequest) -> Tenant:
    if request.tenant is None:
        raise NotFound("tenant_unknown", _("No office of this region uses this installation."))
    return request.tenant


def _onto(form, problem: Problem) -> None:
    known = {field: s for field, s in problem.fields.items() if field in form.fields}
    for field, sentence in (known or {None: problem.sentence}).items():
        form.add_error(field, str(sentence))
