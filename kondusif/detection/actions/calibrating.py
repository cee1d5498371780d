"""Simulating quiet campaigns, so that an alarm can say how often chance alone raises one like it."""

from dataclasses import asdict
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from kondusif.core.actions import record
from kondusif.core.ids import new_id
from kondusif.core.jobs import enqueue, is_ordered
from kondusif.detection import rules
from kondusif.detection.actions.requesting import STANDARD, STANDARD_SILENCE, seed_of
from kondusif.detection.bridge import ENGINE_VERSION, Level, QuietCampaigns, chance_of, has_habits, run_apart
from kondusif.detection.counting import count
from kondusif.detection.models import Calibration, Cluster, Run
from kondusif.detection.states import SERIES, Kind, Source
from kondusif.people.viewers import SYSTEM
from kondusif.regions.models import Tenant

TURN = "calibrate in turn"
IN_TURN = "detection.calibrate_in_turn"


def order_calibrations(at: datetime) -> None:
    """
    This function will order quiet campaigns of everything that alarms and has none that are fresh.

    Turns that wait or are under way are enough: two rows of turns would simulate everything twice.
    """
    since = at - timedelta(days=rules.CALIBRATION_GOOD_FOR_DAYS)
    if not is_ordered(IN_TURN):
        enqueue(IN_TURN, once=TURN, since=int(since.timestamp()))


def campaigns_like(n: int, days: int = rules.CAMPAIGN_DAYS, kind: str = Kind.STP) -> QuietCampaigns:
    """This function will return the simulation of *n* quiet campaigns scanned as in life: hourly, for silence daily."""
    scan = STANDARD_SILENCE if kind == Kind.SILENT else STANDARD
    return QuietCampaigns(
        days=days, campaigns=n, quiet_days=rules.QUIET_DAYS, allowed=rules.ALARMS_PER_CAMPAIGN,
        history_days=scan.window_days, longest_days=scan.longest_days, radius_km=scan.radius_km, share=scan.share,
        min_cases=scan.min_cases, looks=1 if kind in (Kind.SILENT, SERIES) else rules.LOOKS_PER_DAY, kind=kind,
        shortest_days=scan.shortest_days,
    )  # fmt: skip


def calibrate(
    tenant_code: str,
    at: datetime,
    how: QuietCampaigns | None = None,
    *,
    kind: str = Kind.STP,
    source: str = Source.REPORTS,
) -> Calibration | None:
    """
    This function will simulate quiet campaigns of a tenant and store what chance alone would find in them.

    Without *how*, the first simulation is a short one and later ones are thorough. It is made in a child at
    the lowest priority, which simulates less where it would take too long. Nothing is stored where there
    are too few reports to know a habit: then nothing is compared and there is no alarm either. Findings of
    the last scans that wait for their number get it.

    :raises ScanRefused: if the engine does not take what was counted.
    :raises Unfinished: if the child took too long or died.
    """
    tenant = Tenant.objects.get(region_id=tenant_code)
    is_first = not Calibration.objects.filter(region_id=tenant_code, kind=kind, source=source).exists()
    how = how or campaigns_like(rules.FIRST_CAMPAIGNS if is_first else rules.CAMPAIGNS, kind=kind)
    counted = count(tenant_code, source=source, exercise=False, at=at, zone=tenant.timezone, n_days=how.history_days)
    if not has_habits(counted, kind):
        return None
    key = new_id()
    level = run_apart(
        "simulate_campaigns",
        counted,
        how,
        seed_of(key),
        _cpu_seconds(kind, source, is_first),
        seconds=rules.LONGEST_CHILD_S,
    )
    return None if level is None else _store(key, tenant_code, source, level, at)


def _cpu_seconds(kind: str, source: str, is_first: bool) -> float:
    if is_first:
        return rules.FIRST_CALIBRATION_CPU_S
    return rules.CALIBRATION_CPU_S if (kind, source) == (Kind.STP, Source.REPORTS) else rules.ASIDE_CPU_S


@transaction.atomic
def _store(key: UUID, tenant_code: str, source: str, level: Level, at: datetime) -> Calibration:
    how = level.how
    made = Calibration.objects.create(
        id=key, region_id=tenant_code, kind=how.kind, source=source, at=at, engine_version=ENGINE_VERSION,
        parameters=asdict(how), seed=seed_of(key), input_hash=level.input_hash, maxima=level.packed(), level=level.level,
        allowed=how.allowed, standard_error=level.standard_error,
    )  # fmt: skip
    _tell_waiting(made)
    record(
        "detection.calibrated", subject=made, by=SYSTEM, at=at, kind=made.kind, source=source,
        level=round(level.level, 4), campaigns=how.campaigns,
    )  # fmt: skip
    return made


def _tell_waiting(made: Calibration) -> None:
    """A finding that was shown without its number gets it as soon as there is one."""
    since = made.at - timedelta(hours=rules.STALE_HOURS)
    runs = Run.objects.filter(
        region_id=made.region_id, kind=made.kind, source=made.source, calibration=None, finished_at__gt=since
    )
    waiting = list(Cluster.objects.select_for_update().filter(run__in=runs, alarms_per_campaign=None))
    for cluster in waiting:
        say_how_often_by_chance(cluster, made)
    Cluster.objects.bulk_update(waiting, ["alarms_per_campaign", "chance_is_bound"])
    runs.update(calibration=made)


def say_how_often_by_chance(cluster: Cluster, made: Calibration) -> None:
    """This function will write into *cluster*, unsaved, how many alarms as strong a quiet campaign brings."""
    told = made.parameters
    cluster.alarms_per_campaign, cluster.chance_is_bound = chance_of(
        cluster.llr, made.maxima, told["campaigns"], told["quiet_days"]
    )
