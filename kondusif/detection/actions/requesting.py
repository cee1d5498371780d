"""Ordering a scan."""

import hashlib
from dataclasses import asdict, replace
from datetime import datetime, timedelta
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from kondusif.core.actions import record
from kondusif.core.ids import new_id
from kondusif.core.jobs import enqueue
from kondusif.core.problems import Conflict, NotAllowed, NotFound, Problem
from kondusif.detection import rules
from kondusif.detection.bridge import Parameters
from kondusif.detection.models import Run
from kondusif.detection.states import ACTIVE, Kind, RunState, Source, Step
from kondusif.people.viewers import Viewer
from kondusif.regions.models import Tenant

STANDARD = Parameters(
    window_days=rules.WINDOW_DAYS,
    longest_days=rules.LONGEST_CLUSTER_DAYS,
    radius_km=rules.LARGEST_RADIUS_KM,
    share=rules.LARGEST_SHARE,
    replicates=rules.REPLICATES,
    min_cases=rules.MIN_CASES,
    stop_at=rules.STOP_AT,
)
STANDARD_SILENCE = replace(
    STANDARD, longest_days=rules.LONGEST_SILENCE_DAYS, shortest_days=rules.SHORTEST_SILENCE_DAYS, min_cases=1
)


@transaction.atomic
def request_run(
    tenant_code: str,
    by: Viewer,
    at: datetime,
    kind: str = Kind.STP,
    *,
    source: str = Source.REPORTS,
    exercise: bool = False,
    parameters: Parameters | None = None,
) -> Run:
    """
    This function will order one scan of a tenant's reports, to be made by a worker.

    :raises NotAllowed: if *by* may not have this region scanned.
    :raises NotFound: if no office of this region uses the installation.
    :raises Problem: if there is no such kind of scan or source.
    :raises Conflict: if a scan of this tenant waits or works already.
    """
    if not by.may("detection.run", tenant_code):
        raise NotAllowed("detection_run", _("You may not start a scan of this region."))
    if not Tenant.objects.filter(region_id=tenant_code).exists():
        raise NotFound("tenant_unknown", _("No office of this region uses this installation."))
    if kind not in set(Kind) or source not in set(Source):
        raise Problem("scan_unknown", _("There is no such kind of scan."))
    parameters = parameters or (STANDARD_SILENCE if kind == Kind.SILENT else STANDARD)
    _bury_lost(tenant_code, kind, exercise, at)
    run_id = new_id()
    run = Run(
        id=run_id, region_id=tenant_code, kind=kind, source=source, exercise=exercise, seed=seed_of(run_id),
        parameters=asdict(parameters), requested_by_id=by.person_id, requested_at=at,
    )  # fmt: skip
    try:
        with transaction.atomic():
            run.save(force_insert=True)
    except IntegrityError as refused:
        if "run_one_active_per_tenant" not in str(refused):
            raise
        raise Conflict(
            "run_active", _("A scan of this region is already under way. Its progress is shown below.")
        ) from None
    record("detection.requested", subject=run, by=by, at=at, kind=kind, source=source, exercise=exercise)
    enqueue("detection.run_scan", run_id=str(run.pk))
    return run


def seed_of(run_id: UUID) -> int:
    """This function will return the seed of a run: 63 bits that nobody chose."""
    return int.from_bytes(hashlib.sha256(run_id.bytes).digest()[:8], "big") >> 1


def _bury_lost(tenant_code: str, kind: str, exercise: bool, at: datetime) -> None:
    """A run whose worker is gone for an hour must not keep the next one waiting for ever."""
    lost_since = at - timedelta(minutes=rules.GIVE_UP_MINUTES)
    Run.objects.filter(
        region_id=tenant_code, kind=kind, exercise=exercise, state__in=sorted(ACTIVE), requested_at__lt=lost_since
    ).update(state=RunState.FAILED, step=Step.ENDED, error="worker_lost", finished_at=at)
