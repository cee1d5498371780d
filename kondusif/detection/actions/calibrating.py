"""Simulating quiet campaigns, so that an alarm can say how often chance alone raises one like it."""

from dataclasses import asdict
from datetime import datetime
from uuid import UUID

from django.db import transaction

from kondusif.core.actions import record
from kondusif.core.ids import new_id
from kondusif.detection import rules
from kondusif.detection.actions.requesting import STANDARD, seed_of
from kondusif.detection.bridge import ENGINE_VERSION, Level, QuietCampaigns, has_habits, run_apart
from kondusif.detection.counting import count
from kondusif.detection.models import Calibration
from kondusif.detection.states import Source
from kondusif.people.viewers import SYSTEM
from kondusif.regions.models import Tenant


def campaigns_like(n: int, days: int = rules.CAMPAIGN_DAYS) -> QuietCampaigns:
    """This function will return the simulation of *n* quiet campaigns scanned as the hourly scan is made."""
    return QuietCampaigns(
        days=days, campaigns=n, quiet_days=rules.QUIET_DAYS, allowed=rules.ALARMS_PER_CAMPAIGN,
        history_days=STANDARD.window_days, longest_days=STANDARD.longest_days, radius_km=STANDARD.radius_km,
        share=STANDARD.share, min_cases=STANDARD.min_cases, looks=rules.LOOKS_PER_DAY,
    )  # fmt: skip


def calibrate(tenant_code: str, at: datetime, how: QuietCampaigns | None = None) -> Calibration | None:
    """
    This function will simulate quiet campaigns of a tenant and store what chance alone would find in them.

    Without *how*, the first simulation is a short one and later ones are thorough. It is made in a child at
    the lowest priority, which simulates less where it would take too long. Nothing is stored where there
    are too few reports to know a habit: then alarms are judged by the recurrence interval.

    :raises ScanRefused: if the engine does not take what was counted.
    :raises Unfinished: if the child took too long or died.
    """
    tenant = Tenant.objects.get(region_id=tenant_code)
    is_first = not Calibration.objects.filter(region_id=tenant_code).exists()
    how = how or campaigns_like(rules.FIRST_CAMPAIGNS if is_first else rules.CAMPAIGNS)
    counted = count(
        tenant_code, source=Source.REPORTS, exercise=False, at=at, zone=tenant.timezone, n_days=how.history_days
    )
    if not has_habits(counted):
        return None
    key = new_id()
    cpu_s = rules.FIRST_CALIBRATION_CPU_S if is_first else rules.CALIBRATION_CPU_S
    level = run_apart("simulate_campaigns", counted, how, seed_of(key), cpu_s, seconds=rules.LONGEST_CHILD_S)
    return None if level is None else _store(key, tenant_code, level, at)


@transaction.atomic
def _store(key: UUID, tenant_code: str, level: Level, at: datetime) -> Calibration:
    how = level.how
    made = Calibration.objects.create(
        id=key, region_id=tenant_code, at=at, engine_version=ENGINE_VERSION, parameters=asdict(how), seed=seed_of(key),
        input_hash=level.input_hash, maxima=level.packed(), level=level.level, allowed=how.allowed,
        standard_error=level.standard_error,
    )  # fmt: skip
    record("detection.calibrated", subject=made, by=SYSTEM, at=at, level=round(level.level, 4), campaigns=how.campaigns)
    return made
