"""Scans as jobs: one that was ordered, each tenant's every hour, silence every day, simulated campaigns at night."""

import logging
from contextlib import suppress
from datetime import UTC, datetime
from uuid import UUID

from django.utils import timezone

from kondusif.core.jobs import enqueue, task
from kondusif.core.problems import Conflict
from kondusif.core.scope import EVERYWHERE, scoped
from kondusif.detection.actions import calibrate, make_forecast, request_run, run_detection
from kondusif.detection.bridge import ScanRefused, Unfinished
from kondusif.detection.models import Calibration
from kondusif.detection.states import Kind, Source
from kondusif.people.viewers import SYSTEM
from kondusif.regions.models import Tenant

logger = logging.getLogger(__name__)
_TURN = "calibrate in turn"


@task
def run_scan(run_id: str) -> None:
    """This function will make the scan that was ordered as *run_id*."""
    with scoped(EVERYWHERE):
        run_detection(UUID(run_id), clock=timezone.now)


@task
def scan_every_tenant(timestamp: int) -> None:
    """This function will order a scan of every tenant's reports; one that is under way is enough."""
    _order_for_all(timestamp, Kind.STP)
    with scoped(EVERYWHERE):
        if set(_tenants()) - set(Calibration.objects.values_list("region_id", flat=True).distinct()):
            enqueue(calibrate_in_turn, once=_TURN, since=0)


@task
def scan_incidents_of_every_tenant(timestamp: int) -> None:
    """This function will order a scan of every tenant's incidents, half an hour after that of its reports."""
    _order_for_all(timestamp, Kind.STP, Source.INCIDENTS)


@task
def listen_for_silence(timestamp: int) -> None:
    """This function will order the search for silent areas of every tenant, once a day."""
    _order_for_all(timestamp, Kind.SILENT)


@task
def calibrate_every_tenant(timestamp: int) -> None:
    """This function will order the quiet campaigns of every tenant anew, at night and one after the other."""
    enqueue(calibrate_in_turn, once=_TURN, since=timestamp)


@task
def calibrate_in_turn(since: int, after: str | None = None) -> None:
    """
    This function will simulate the campaigns of the first tenant behind *after* that has none since then, and order the next turn.

    One tenant a job: a worker that dies costs one tenant's work, and between two tenants all other jobs
    get their turn. The child works; this job only waits, in one place of the worker's four.
    """
    moment = datetime.fromtimestamp(since, UTC)
    with scoped(EVERYWHERE):
        codes = _tenants()
        waiting = codes if after is None else [code for code in codes if _order(code) > _order(after)]
        fresh = set(Calibration.objects.filter(at__gte=moment).values_list("region_id", flat=True))
        code = next((code for code in waiting if code not in fresh), None)
        if code is None:
            return
        is_first = not Calibration.objects.filter(region_id=code).exists()
        try:
            made = calibrate(code, timezone.now())
        except (ScanRefused, Unfinished):
            # The next night tries again; until then the recurrence interval speaks.
            logger.exception("no campaigns were simulated for %s", code)
            made = None
        if made and is_first:
            with suppress(Conflict):
                request_run(code, SYSTEM, timezone.now())
        enqueue(calibrate_in_turn, once=_TURN, since=since, after=code)


@task
def forecast_every_tenant(timestamp: int) -> None:
    """This function will order the forecast of every tenant, before the morning board."""
    with scoped(EVERYWHERE):
        for code in _tenants():
            enqueue(forecast_tenant, once=f"forecast {code}", tenant_code=code)


@task
def forecast_tenant(tenant_code: str) -> None:
    """This function will forecast the next seven days of one tenant's areas."""
    with scoped(EVERYWHERE):
        make_forecast(tenant_code, timezone.now())


def _order_for_all(timestamp: int, kind: Kind, source: Source = Source.REPORTS) -> None:
    with scoped(EVERYWHERE):
        for code in _tenants():
            try:
                request_run(code, SYSTEM, datetime.fromtimestamp(timestamp, UTC), kind, source=source)
            except Conflict:
                continue


def _tenants() -> list[str]:
    """The offices of this installation, regencies before the province above them: the nearest office speaks first."""
    return sorted(Tenant.objects.values_list("region_id", flat=True), key=_order)


def _order(code: str) -> tuple[int, str]:
    return -len(code), code
