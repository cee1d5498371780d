"""Reading scans and what they found."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import reduce
from operator import or_
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from kondusif.core.problems import NotFound
from kondusif.detection.models import AreaForecast, Calibration, Cluster, Forecast, Run
from kondusif.detection.rules import STALE_HOURS, Extent, is_alarm, is_same
from kondusif.detection.states import ACTIVE, Kind, RunState, Source
from kondusif.people.viewers import Viewer
from kondusif.regions.codes import lies_in
from kondusif.regions.models import Region


def below(code: str, field: str = "region_id") -> Q:
    """This function will return the condition that *field* is *code* or a region in it."""
    # A range, not LIKE: the column is in "C" order, and "/" is the character after ".".
    return Q(**{field: code}) | Q(**{f"{field}__gt": code + ".", f"{field}__lt": code + "/"})


def in_scope(codes: Iterable[str], field: str = "region_id") -> Q:
    """This function will return the condition that *field* is one of *codes* or lies below one."""
    codes = tuple(codes)
    if "*" in codes:
        return Q()
    return reduce(or_, (below(code, field) for code in codes), Q(pk__in=[]))


def runs(viewer: Viewer) -> QuerySet[Run]:
    """This function will return the runs of the viewer's regions, newest first."""
    return Run.objects.filter(in_scope(viewer.scope_for("detection.read"))).select_related("region", "requested_by")


def run_for(viewer: Viewer, run_id: UUID) -> Run:
    """
    This function will return one run.

    :raises NotFound: if there is none, or none of the viewer's regions.
    """
    run = runs(viewer).filter(pk=run_id).first()
    if run is None:
        raise NotFound("run_unknown", _("There is no such scan."))
    return run


def active_run(viewer: Viewer, kind: str = Kind.STP) -> Run | None:
    """This function will return the run that waits or works now, if any."""
    return runs(viewer).filter(state__in=sorted(ACTIVE), exercise=False, kind=kind).first()


def latest_runs(viewer: Viewer, at: datetime, kind: str = Kind.STP, source: str = Source.REPORTS) -> list[Run]:
    """This function will return the last finished run of each tenant the viewer may read, as of *at*."""
    done = runs(viewer).filter(state=RunState.DONE, exercise=False, kind=kind, source=source, finished_at__lte=at)
    return list(done.order_by("region_id", "-finished_at", "-id").distinct("region_id"))


def is_fresh(run: Run, at: datetime) -> bool:
    """This function will tell whether the run still says something of *at*."""
    return run.finished_at is not None and run.finished_at > at - timedelta(hours=STALE_HOURS)


def clusters_current(
    viewer: Viewer, at: datetime, *, within: str | None = None, kind: str = Kind.STP, source: str = Source.REPORTS
) -> list[Cluster]:
    """
    This function will return what the latest run of each tenant found, rarest first.

    *within* asks for one tenant's own run. A run older than a day and a half says nothing of now: its
    clusters are not returned. What a province and its regency both found is returned once, as the
    regency has it.
    """
    fresh = [r.pk for r in latest_runs(viewer, at, kind, source) if is_fresh(r, at) and within in (None, r.region_id)]
    found = sorted(clusters_seen_by(viewer).filter(run__in=fresh), key=lambda c: (c.chance, -c.llr, c.rank))
    return [c for c in found if not any(_is_echo(c, other) for other in found)]


def _is_echo(c: Cluster, other: Cluster) -> bool:
    here, there = c.run.region_id, other.run.region_id
    return here != there and lies_in(there, here) and is_same(extent_of(other), extent_of(c))


def extent_of(cluster: Cluster) -> Extent:
    """This function will return where and when a stored cluster is."""
    return Extent(cluster.members, cluster.starts_on, cluster.ends_on, cluster.cases, cluster.stream)


def clusters_telling(viewer: Viewer, at: datetime) -> list[Cluster]:
    """This function will return the current clusters too rare to be chance: what people are asked to act upon."""
    return [c for c in clusters_current(viewer, at) if c.stands_out]


def silences_telling(viewer: Viewer, at: datetime) -> list[Cluster]:
    """This function will return where fewer reports come than chance explains: for an analyst to ask why."""
    return [c for c in clusters_current(viewer, at, kind=Kind.SILENT) if c.stands_out]


def incident_clusters_telling(viewer: Viewer, at: datetime) -> list[Cluster]:
    """This function will return where incidents, which people opened after a look at reports, come too densely for chance."""
    return [c for c in clusters_current(viewer, at, source=Source.INCIDENTS) if c.stands_out]


def clusters_seen_by(viewer: Viewer) -> QuerySet[Cluster]:
    """This function will return the clusters of the viewer's regions with their run and region."""
    return Cluster.objects.filter(in_scope(viewer.scope_for("detection.read"))).select_related(
        "run__calibration", "region", "judged_by"
    )


def cluster_for(viewer: Viewer, cluster_id: UUID) -> Cluster:
    """
    This function will return one cluster.

    :raises NotFound: if there is none, or none of the viewer's regions.
    """
    cluster = clusters_seen_by(viewer).filter(pk=cluster_id).first()
    if cluster is None:
        raise NotFound("cluster_unknown", _("There is no such cluster."))
    return cluster


def subdistricts_of(clusters: Iterable[Cluster]) -> dict[str, str]:
    """This function will return the names of the subdistricts each finding touches, by the finding's id."""
    found = list(clusters)
    codes = {code[:8] for c in found for code in c.cases_by_member if len(code) >= 8}
    names = dict(Region.objects.filter(code__in=codes).values_list("code", "name")) if codes else {}
    return {
        str(c.pk): ", ".join(names[s] for s in sorted({code[:8] for code in c.cases_by_member}) if s in names)
        for c in found
    }


def covers(cluster: Cluster, region_code: str) -> bool:
    """This function will tell whether one of the cluster's places with reports lies in the region."""
    return any(lies_in(code, region_code) for code in cluster.cases_by_member)


def place_names(clusters: Iterable[Cluster]) -> dict[str, str]:
    """This function will return the titles of all places in which the clusters have reports, by code."""
    codes = {code for c in clusters for code in c.cases_by_member}
    return (
        {r.code: r.title for r in Region.objects.filter(code__in=codes).only("code", "kind", "name")} if codes else {}
    )


def opinion_names(cluster: Cluster) -> dict[str, str]:
    """This function will return the titles of the subdistricts of which other detectors said something, by code."""
    codes = [o["region"] for o in cluster.opinions]
    return (
        {r.code: r.title for r in Region.objects.filter(code__in=codes).only("code", "kind", "name")} if codes else {}
    )


def null_quantiles(run: Run) -> tuple[float, float] | None:
    """This function will return what 95 and 99 per cent of the worlds without clusters stay below, if any were made."""
    maxima = sorted(run.result.get("null_maxima", ()))
    if not maxima:
        return None
    return maxima[int(0.95 * (len(maxima) - 1))], maxima[int(0.99 * (len(maxima) - 1))]


def latest_calibration(viewer: Viewer, region_code: str) -> Calibration | None:
    """This function will return the newest simulated campaigns of a tenant's reports the viewer may read, if any."""
    seen = Calibration.objects.filter(in_scope(viewer.scope_for("detection.read")))
    return seen.filter(region_id=region_code, kind=Kind.STP, source=Source.REPORTS).first()


def forecasts_seen_by(viewer: Viewer) -> QuerySet[Forecast]:
    """This function will return the forecasts of the viewer's regions, newest first."""
    return Forecast.objects.filter(in_scope(viewer.scope_for("detection.read"))).select_related("region")


def latest_forecast(viewer: Viewer, at: datetime, region_code: str) -> Forecast | None:
    """This function will return the newest forecast of a tenant the viewer may read; one of the day before yesterday says nothing."""
    since = at - timedelta(hours=STALE_HOURS)
    return forecasts_seen_by(viewer).filter(region_id=region_code, at__lte=at, at__gt=since).first()


def area_forecasts(viewer: Viewer, forecast: Forecast) -> list[AreaForecast]:
    """This function will return what a forecast says of the viewer's areas, the most expected first."""
    seen = AreaForecast.objects.filter(in_scope(viewer.scope_for("detection.read")), forecast=forecast)
    return list(seen.select_related("region").order_by("-mean", "region_id"))


@dataclass(frozen=True)
class RisenSeries:
    """A subdistrict and a theme whose reports rose and stayed up, as a run stored it."""

    region_name: str
    stream: str
    n: int
    days: int
    usual: float
    rate: dict
    chance: float | None  # alarms as strong that a quiet campaign brings, of all series together; None: not known yet
    is_bound: bool


def risen_series_of(run: Run) -> list[RisenSeries]:
    """This function will return the risen series that a run stored, the steepest first."""
    told = run.result.get("series", {})
    alarms = [a for a in told.get("alarms", []) if a.get("chance") is None or is_alarm(a["chance"], told["allowed"])]
    names = {r.code: r.title for r in Region.objects.filter(code__in={a["region"] for a in alarms})} if alarms else {}
    return [
        RisenSeries(
            names.get(a["region"], a["region"]),
            a["stream"],
            a["n"],
            a["days"],
            a["usual"],
            a.get("rate", {}),
            a.get("chance"),
            a.get("is_bound", False),
        )
        for a in alarms
    ]
