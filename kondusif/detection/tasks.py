"""Scans as jobs: one that was ordered, each tenant's every hour, silence every day, simulated campaigns at night."""

from contextlib import suppress
from datetime import UTC, datetime
from uuid import UUID

from django.utils import timezone

from kondusif.core.jobs import enqueue, task
from kondusif.core.problems import Conflict
from kondusif.core.scope import EVERYWHERE, scoped
from kondusif.detection.actions import calibrate, make_forecast, request_run, run_detection
from kondusif.detection.models import Calibration
from kondusif.detection.states import Kind
from kondusif.people.viewers import SYSTEM
from kondusif.regions.models import Tenant


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
            enqueue(calibrate_missing, once="calibrate missing")


@task
def listen_for_silence(timestamp: int) -> None:
    """This function will order the search for silent areas of every tenant, once a day."""
    _order_for_all(timestamp, Kind.SILENT)


@task
def calibrate_every_tenant(timestamp: int) -> None:
    """This function will simulate the quiet campaigns of every tenant anew, at night and one after the other."""
    with scoped(EVERYWHERE):
        # In one job, so that a long night's work never takes more than one place of the worker.
        for code in _tenants():
            calibrate(code, datetime.fromtimestamp(timestamp, UTC))


@task
def calibrate_missing() -> None:
    """This function will simulate campaigns for the tenants that have none yet, and scan these again by them."""
    with scoped(EVERYWHERE):
        for code in _tenants():
            if not Calibration.objects.filter(region_id=code).exists() and calibrate(code, timezone.now()):
                with suppress(Conflict):
                    request_run(code, SYSTEM, timezone.now())


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


def _order_for_all(timestamp: int, kind: Kind) -> None:
    with scoped(EVERYWHERE):
        for code in _tenants():
            try:
                request_run(code, SYSTEM, datetime.fromtimestamp(timestamp, UTC), kind)
            except Conflict:
                continue


def _tenants() -> list[str]:
    """The offices of this installation, regencies before the province above them: the nearest office speaks first."""
    codes = Tenant.objects.values_list("region_id", flat=True)
    return sorted(codes, key=lambda code: (-len(code), code))
