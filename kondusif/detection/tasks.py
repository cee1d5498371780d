"""Scans as jobs: one that was ordered, each tenant's every hour, silence every day, simulated campaigns at night."""

import logging
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from uuid import UUID

from django.db.models import Max, QuerySet
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
def calibrate_in_turn(since: int, tried: Sequence[Sequence[str]] = (), asked: int = 0) -> None:
    """
    This function will simulate the first campaigns not yet *tried* that nobody made since then, and order the next turn.

    What has none at all comes first; then all tenants' campaigns of reports, those of incidents, those of
    silence. One a job: a worker that dies costs one simulation, and between two of them all other jobs get
    their turn. The child works; this job only waits, in one place of the worker's four. While people or scans
    need the machine it does not begin, and asks again later, having *asked* so many times: a night's
    improvement can wait half a day, but an alarm without any number cannot.
    """
    with scoped(EVERYWHERE):
        turn = _next_turn(datetime.fromtimestamp(since, UTC), {tuple(which) for which in tried})
        if turn is None:
            return
        which, is_first = turn
        patience = rules.FIRST_STAND_ASIDE_TIMES if is_first else rules.STAND_ASIDE_TIMES
        if asked < patience and machine_is_busy():
            later = timezone.now() + timedelta(minutes=rules.STAND_ASIDE_MINUTES)
            enqueue(calibrate_in_turn, once=TURN, at=later, since=since, tried=tried, asked=asked + 1)
            return
        code, kind, source = which
        try:
            calibrate(code, timezone.now(), kind=kind, source=source)
        except (ScanRefused, Unfinished):
            # The next night tries again; until then each alarm says that its number is not known yet.
            logger.exception("no campaigns of %s %s were simulated for %s", kind, source, code)
        # Those without any number share one wait: each would else add its own.
        enqueue(calibrate_in_turn, once=TURN, since=since, tried=[*tried, which], asked=asked if is_first else 0)


def _next_turn(since: datetime, tried: set[tuple[str, ...]]) -> tuple[tuple[str, str, str], bool] | None:
    """Whose campaigns are simulated next, and whether it has none at all; None if nobody waits."""
    every = [(code, str(kind), str(source)) for kind, source in WATCHES for code in _tenants()]
    latest = {(c, kind, source): at for c, kind, source, at in _latest_calibrations()}
    waiting = [w for w in every if w not in tried and (w not in latest or latest[w] < since)]
    return min(((which, which not in latest) for which in waiting), key=lambda turn: not turn[1], default=None)


def _latest_calibrations() -> QuerySet:
    whose = Calibration.objects.order_by().values_list("region_id", "kind", "source")
    return whose.annotate(latest=Max("at"))


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
