"""Reading scans and what they found."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from functools import reduce
from operator import or_
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from kondusif.core.problems import NotFound
from kondusif.detection.models import Cluster, Run
from kondusif.detection.rules import STALE_HOURS
from kondusif.detection.states import ACTIVE, RunState
from kondusif.people.viewers import Viewer
from kondusif.regions.codes import lies_in


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


def clusters_current(viewer: Viewer, at: datetime, *, within: str | None = None) -> list[Cluster]:
    """
    This function will return what the latest run of each tenant found, rarest first.

    *within* asks for one tenant's own run. A run older than a day and a half says nothing of now: its
    clusters are not returned.
    """
    fresh = [
        r.pk
        for r in latest_runs(viewer, at)
        if r.finished_at > at - timedelta(hours=STALE_HOURS) and (within is None or r.region_id == within)
    ]
    return list(clusters_seen_by(viewer).filter(run__in=fresh).order_by("-recurrence_days", "-llr", "rank"))


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
