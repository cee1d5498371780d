"""Reading scans and what they found."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import reduce
from operator import or_
from uuid import UUID

from django.db.models import F, Q, QuerySet, Sum
from django.utils.translation import gettext_lazy as _

from kondusif.core.problems import NotFound
from kondusif.detection.kept import unpacked
from kondusif.detection.models import Cluster, Run
from kondusif.detection.rules import STALE_HOURS, is_significant
from kondusif.detection.states import ACTIVE, RunState
from kondusif.elections.models import Election, PollingStation
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


def active_run(viewer: Viewer) -> Run | None:
    """This function will return the run that waits or works now, if any."""
    return runs(viewer).filter(state__in=sorted(ACTIVE), exercise=False).first()


def latest_runs(viewer: Viewer, at: datetime) -> list[Run]:
    """This function will return the last finished run of each tenant the viewer may read, as of *at*."""
    done = runs(viewer).filter(state=RunState.DONE, exercise=False, finished_at__lte=at)
    return list(done.order_by("region_id", "-finished_at", "-id").distinct("region_id"))


def is_fresh(run: Run, at: datetime) -> bool:
    """This function will tell whether the run still says something of *at*."""
    return run.finished_at is not None and run.finished_at > at - timedelta(hours=STALE_HOURS)


def clusters_current(viewer: Viewer, at: datetime, *, within: str | None = None) -> list[Cluster]:
    """
    This function will return what the latest run of each tenant found, rarest first.

    *within* asks for one tenant's own run. A run older than a day and a half says nothing of now: its
    clusters are not returned.
    """
    fresh = [r.pk for r in latest_runs(viewer, at) if is_fresh(r, at) and within in (None, r.region_id)]
    return list(clusters_seen_by(viewer).filter(run__in=fresh).order_by("-recurrence_days", "-llr", "rank"))


def clusters_telling(viewer: Viewer, at: datetime) -> list[Cluster]:
    """This function will return the current clusters too rare to be chance: what people are asked to act upon."""
    return [c for c in clusters_current(viewer, at) if is_significant(c.recurrence_days)]


def clusters_seen_by(viewer: Viewer) -> QuerySet[Cluster]:
    """This function will return the clusters of the viewer's regions with their run and region."""
    return Cluster.objects.filter(in_scope(viewer.scope_for("detection.read"))).select_related(
        "run", "region", "judged_by"
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


def covers(cluster: Cluster, region_code: str) -> bool:
    """This function will tell whether one of the cluster's places with reports lies in the region."""
    return any(lies_in(code, region_code) for code in cluster.cases_by_member)


def place_names(clusters: Iterable[Cluster]) -> dict[str, str]:
    """This function will return the titles of all places in which the clusters have reports, by code."""
    codes = {code for c in clusters for code in c.cases_by_member}
    return (
        {r.code: r.title for r in Region.objects.filter(code__in=codes).only("code", "kind", "name")} if codes else {}
    )


@dataclass(frozen=True)
class ReportingRate:
    """How much the places of a cluster usually report, beside the region as a whole."""

    n_reports: int  # of these places, in the whole window of the run
    n_days: int
    per_10k: float | None  # voters or residents; None where neither is known
    region_per_10k: float | None
    counted: str  # "voters", "residents" or ""


def reporting_rate(cluster: Cluster) -> ReportingRate | None:
    """
    This function will return how much the cluster's places report at all, because a scan measures reporting.

    None if what the run counted is not kept.
    """
    run = cluster.run
    if run.counted is None:
        return None
    counted = unpacked(run.counted)
    members = set(cluster.cases_by_member)
    n = sum(k for s, p, _day, k in counted.cells if s == 0 and counted.places[p].code in members)
    here, everywhere, what = _people(members, run.region_id)
    return ReportingRate(
        n,
        counted.n_days,
        10_000 * n / here if here else None,
        10_000 * counted.n_reports / everywhere if here and everywhere else None,
        what if here else "",
    )


def _people(members: set[str], region_code: str) -> tuple[int, int, str]:
    """Voters of the latest election where they are known for all, else residents, else nothing."""
    latest = Election.objects.filter(stations__region_id__in=members).order_by("-voting_on").values("pk")[:1]
    stations = PollingStation.objects.filter(below(region_code), election__in=latest).values_list("region_id")
    voters = dict(stations.annotate(n=Sum(F("voters_m") + F("voters_f"))))
    if all(voters.get(code) for code in members):
        return sum(voters[c] for c in members), sum(v or 0 for v in voters.values()), "voters"
    residents = dict(
        Region.objects.filter(below(region_code, "code"), level=4, population__isnull=False).values_list(
            "code", "population"
        )
    )
    if all(residents.get(code) for code in members):
        return sum(residents[c] for c in members), sum(residents.values()), "residents"
    return 0, 0, ""


def null_quantiles(run: Run) -> tuple[float, float] | None:
    """This function will return what 95 and 99 per cent of the worlds without clusters stay below, if any were made."""
    maxima = sorted(run.result.get("null_maxima", ()))
    if not maxima:
        return None
    return maxima[int(0.95 * (len(maxima) - 1))], maxima[int(0.99 * (len(maxima) - 1))]
