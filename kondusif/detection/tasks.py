"""Scans as jobs: one that was ordered, and each tenant's every hour."""

from datetime import UTC, datetime
from uuid import UUID

from django.utils import timezone

from kondusif.core.jobs import task
from kondusif.core.problems import Conflict
from kondusif.core.scope import EVERYWHERE, scoped
from kondusif.detection.actions import request_run, run_detection
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
    with scoped(EVERYWHERE):
        for code in Tenant.objects.order_by("region_id").values_list("region_id", flat=True):
            try:
                request_run(code, SYSTEM, datetime.fromtimestamp(timestamp, UTC))
            except Conflict:
                continue
