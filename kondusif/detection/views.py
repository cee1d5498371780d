"""Pages of clusters and scans: each view translates, and asks one query or action."""

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from kondusif.core.problems import Conflict, NotFound, Problem
from kondusif.core.queries import history_of
from kondusif.detection import actions, opinion_words, queries, rules, words
from kondusif.detection.forms import JudgeForm
from kondusif.detection.models import Cluster, Run
from kondusif.detection.states import ACTIVE, Kind, RunState, Source
from kondusif.people.routes import opens

PER_PAGE = 50


@opens("detection.read")
def cluster_list(request: HttpRequest) -> HttpResponse:
    clusters = queries.clusters_current(request.viewer, request.at)
    strong = [c for c in clusters if c.stands_out]
    silent = queries.silences_telling(request.viewer, request.at)
    runs = queries.latest_runs(request.viewer, request.at)
    latest = max(runs, key=lambda r: r.finished_at, default=None)
    return render(
        request,
        "detection/clusters.html",
        {
            "strong": strong,
            "weak": [c for c in clusters if c not in strong],
            "silent": silent,
            "subdistricts": queries.subdistricts_of(silent),
            "of_incidents": queries.incident_clusters_telling(request.viewer, request.at),
            "incident_run": next(iter(_incident_runs(request)), None),
            "silence_run": next(iter(queries.latest_runs(request.viewer, request.at, Kind.SILENT)), None),
            "fewest_for_silence": rules.FEWEST_FOR_SILENCE,
            "names": queries.place_names(clusters),
            "latest": latest,
            "risen": queries.risen_series_of(latest) if latest else [],
            "is_stale": not any(queries.is_fresh(r, request.at) for r in runs),
            "active": queries.active_run(request.viewer),
            "allowed": rules.ALARMS_PER_CAMPAIGN,
            "campaign_days": rules.CAMPAIGN_DAYS,
            "calibration": strong[0].run.calibration if strong else _calibration(request),
            "words": words,
            "may_run": _may_run(request),
            "area": request.tenant.region_id if request.tenant else "",
        },
    )


@opens("detection.read")
def cluster_points(request: HttpRequest) -> HttpResponse:
    """The clusters of now as circles: centre, radius, members and the days they are about."""
    clusters = queries.clusters_current(request.viewer, request.at)
    wanted = [c for c in clusters if "semua" in request.GET or c.stands_out]
    wanted += queries.silences_telling(request.viewer, request.at)
    names = queries.place_names(wanted)
    features = [_feature(c, names) for c in wanted]
    return JsonResponse({"type": "FeatureCollection", "features": features}, content_type="application/geo+json")


def _feature(c: Cluster, names: dict[str, str]) -> dict:
    return {
        "type": "Feature",
        "geometry": {"type": "Point", "coordinates": [c.lon, c.lat]},
        "properties": {
            "title": _title(c),
            "kind": "silence" if c.is_silence else "cluster",
            "words": ", ".join(names.get(code, code) for code in c.cases_by_member),
            # A single village is a circle too: large enough to be seen and pressed.
            "radius_m": round(max(c.radius_km, 0.8) * 1000),
            "day": c.starts_on.isoformat(),
            "until": c.ends_on.isoformat(),
            "url": reverse("detection:cluster", args=[c.pk]),
            "members": c.members,
            "cases": c.cases,
            "expected": round(c.expected, 2),
            "by_chance": words.how_often_briefly(c),
            "caution": words.caution(c),
            "judgement": c.judgement,
        },
    }


def _title(c: Cluster) -> str:
    named = {"n": c.cases, "days": c.n_days, "place": c.region.title, "expected": round(c.expected)}
    if c.is_silence:
        return _("Silent: %(n)d reports in %(days)d days, usually %(expected)d, %(place)s") % named
    return _("%(n)d reports in %(days)d days, %(place)s") % named


@opens("detection.read", methods="GET POST")
def one_cluster(request: HttpRequest, cluster_id: UUID) -> HttpResponse:
    cluster = queries.cluster_for(request.viewer, cluster_id)
    form = JudgeForm(request.POST or None, silence=cluster.is_silence)
    if request.method == "POST" and form.is_valid():
        try:
            actions.judge_cluster(cluster_id=cluster.pk, by=request.viewer, at=request.at, **form.cleaned_data)
        except NotFound:
            raise
        except Problem as problem:
            for field, sentence in (problem.fields or {None: problem.sentence}).items():
                form.add_error(field, str(sentence))
        else:
            messages.success(request, _("Your judgement is written down. The next scans carry it on."))
            return redirect("detection:cluster", cluster.pk)
    return render(
        request,
        "detection/cluster.html",
        {
            "c": cluster,
            "form": form,
            "names": queries.place_names([cluster]),
            "subdistricts": queries.subdistricts_of([cluster]),
            "opinion_names": queries.opinion_names(cluster),
            "opinion_words": opinion_words,
            "campaign_days": rules.CAMPAIGN_DAYS,
            "history": history_of(cluster),
            "words": words,
            "may_judge": request.viewer.may("cluster.judge", cluster.region_id),
        },
        status=422 if form.errors else 200,
    )


@opens("detection.run", methods="POST")
def start_run(request: HttpRequest) -> HttpResponse:
    if request.tenant is None:
        raise NotFound("tenant_unknown", _("No office of this region uses this installation."))
    try:
        run = actions.request_run(request.tenant.region_id, request.viewer, request.at)
    except Conflict as problem:
        run = queries.active_run(request.viewer)
        messages.warning(request, str(problem.sentence))
    return redirect("detection:run", run.pk) if run else redirect("detection:clusters")


@opens("detection.read")
def run_list(request: HttpRequest) -> HttpResponse:
    page = Paginator(queries.runs(request.viewer), PER_PAGE).get_page(request.GET.get("hal"))
    return render(request, "detection/runs.html", {"page_obj": page, "words": words, "may_run": _may_run(request)})


@opens("detection.read")
def one_run(request: HttpRequest, run_id: UUID) -> HttpResponse:
    run = queries.run_for(request.viewer, run_id)
    return render(request, "detection/run.html", _run_page(request, run))


@opens("detection.read")
def run_progress(request: HttpRequest, run_id: UUID) -> HttpResponse:
    """The progress alone; once the run has ended, the page is asked to load itself again."""
    run = queries.run_for(request.viewer, run_id)
    response = render(request, "detection/_progress.html", {"run": run, "words": words, "active": run.state in ACTIVE})
    if run.state not in ACTIVE:
        response["HX-Refresh"] = "true"
    response["Cache-Control"] = "no-store"
    return response


def _run_page(request: HttpRequest, run: Run) -> dict:
    clusters = list(queries.clusters_seen_by(request.viewer).filter(run=run).order_by("rank"))
    return {
        "run": run,
        "active": run.state in ACTIVE,
        "done": run.state == RunState.DONE,
        "error": words.error_sentence(run.error) if run.state == RunState.FAILED else "",
        "clusters": clusters,
        "names": queries.place_names(clusters),
        "null": queries.null_quantiles(run),
        "words": words,
    }


def _incident_runs(request: HttpRequest):
    return queries.latest_runs(request.viewer, request.at, source=Source.INCIDENTS)


def _calibration(request: HttpRequest):
    return queries.latest_calibration(request.viewer, request.tenant.region_id) if request.tenant else None


def _may_run(request: HttpRequest) -> bool:
    return request.tenant is not None and request.viewer.may("detection.run", request.tenant.region_id)
