"""Scans as jobs: one that was ordered, each tenant's every hour, silence every day, simulated campaigns at night."""

import logging
from datetime import UTC, datetime, timedelta
from uuid import UUID

from django.utils import timezone

from kondusif.core.jobs import enqueue, task
from kondusif.core.problems import Conflict
from kondusif.core.scope import EVERYWHERE, scoped
from kondusif.detection import rules
from kondusif.detection.actions import calibrate, make_forecast, order_calibrations, request_run, run_detection
from kondusif.detection.actions.calibrating import TURN
from kondusif.detection.bridge import ScanRefused, Unfinished, machine_is_busy
from kondusif.detection.models import Calibration
from kondusif.detection.states import WATCHES, Kind, Source
from kondusif.people.viewers import SYSTEM
from kondusif.regions.models import Tenant

logger = logging.getLogger(__name__)


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
            order_calibrations(timezone.now())


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
    enqueue(calibrate_in_turn, once=TURN, since=timestamp)


@task
def calibrate_in_turn(since: int, after: int = -1, asked: int = 0) -> None:
    """
    This function will simulate the first campaigns behind number *after* that nobody made since then, and order the next turn.

    First all tenants' campaigns of reports, then those of incidents, then those of silence. One a job: a
    worker that dies costs one simulation, and between two of them all other jobs get their turn. The child
    works; this job only waits, in one place of the worker's four. While people or scans need the machine it
    does not begin, and asks again later, having *asked* so many times.
    """
    if asked < rules.STAND_ASIDE_TIMES and machine_is_busy():
        later = timezone.now() + timedelta(minutes=rules.STAND_ASIDE_MINUTES)
        enqueue(calibrate_in_turn, once=TURN, at=later, since=since, after=after, asked=asked + 1)
        return
    moment = datetime.fromtimestamp(since, UTC)
    with scoped(EVERYWHERE):
        all_of_them = [(code, kind, source) for kind, source in WATCHES for code in _tenants()]
        fresh = set(Calibration.objects.filter(at__gte=moment).values_list("region_id", "kind", "source"))
        waiting = [n for n, which in enumerate(all_of_them) if n > after and which not in fresh]
        if not waiting:
            return
        code, kind, source = all_of_them[waiting[0]]
        try:
            calibrate(code, timezone.now(), kind=kind, source=source)
        except (ScanRefused, Unfinished):
            # The next night tries again; until then each alarm says that its number is not known yet.
            logger.exception("no campaigns of %s %s were simulated for %s", kind, source, code)
        enqueue(calibrate_in_turn, once=TURN, since=since, after=waiting[0])


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
    return sorted(Tenant.objects.values_list("region_id", flat=True), key=lambda code: (-len(code), code))
