"""Making an issue of the public map."""

from datetime import datetime
from zoneinfo import ZoneInfo

from django.db import transaction

from kondusif.alerts.models import Alert
from kondusif.core.actions import record
from kondusif.people.queries import within
from kondusif.people.viewers import Viewer
from kondusif.publication import rules
from kondusif.publication.models import Cell, Release
from kondusif.publication.queries import latest_release, residents_in
from kondusif.publication.rules import Countable, Shown
from kondusif.publication.secrets import delay_key
from kondusif.regions.kinds import Level
from kondusif.regions.models import Tenant
from kondusif.regions.queries import subtree
from kondusif.reports.categories import CATEGORIES
from kondusif.reports.models import Report
from kondusif.reports.states import CONFIRMED, WAITING
from kondusif.triage.models import Link


@transaction.atomic
def make_release(tenant: Tenant, *, by: Viewer, at: datetime) -> Release:
    """
    This function will make the next issue of a tenant's public map from what may be shown at the moment *at*.

    Exercises never enter it. Reports found false, doubled or not ours do not count.
    """
    former = latest_release(tenant.region_id)
    before = (
        {(c.region_id, c.group): Shown(c.band, frozenset(c.counted), c.changed_on) for c in former.cells.all()}
        if former
        else {}
    )
    reports = _reports(tenant, at)
    shown = rules.issue(
        _countable(tenant, reports, at), before, units=_units(tenant),
        decided=_decided(tenant, since=former.made_at if former else None, at=at), on=at.astimezone(ZoneInfo(tenant.timezone)).date(),
    )  # fmt: skip
    release = Release.objects.create(
        region_id=tenant.region_id,
        made_at=at,
        method_version=rules.METHOD_VERSION,
        is_synthetic=any(r.synthetic for r in reports),
    )
    Cell.objects.bulk_create(
        Cell(
            release=release,
            region_id=unit,
            group=group,
            band=s.band,
            counted=sorted(s.counted),
            changed_on=s.changed_on,
        )
        for (unit, group), s in shown.items()
    )
    record("notice.released", subject=release, by=by, at=at)
    return release


def _reports(tenant: Tenant, at: datetime) -> list[Report]:
    key = delay_key()
    found = Report.objects.filter(
        within([tenant.region_id]),
        exercise=False,
        state__in=[*WAITING, *CONFIRMED, "closed"],
        received_at__gt=at - rules.WINDOW,
    )
    return [r for r in found if rules.enters(r.received_at, at, rules.delay_of(str(r.pk), key))]


def _countable(tenant: Tenant, reports: list[Report], at: datetime) -> list[Countable]:
    residents = residents_in(tenant.region_id)
    incident_of = dict(
        Link.objects.filter(report__in=reports, unlinked_at=None).values_list("report_id", "incident_id")
    )
    zone = ZoneInfo(tenant.timezone)
    return [
        Countable(
            str(r.pk),
            rules.unit_of(r.region_id, residents, sensitive=CATEGORIES[r.category].sensitive),
            str(CATEGORIES[r.category].group),
            r.received_at.astimezone(zone).date(),
            str(incident_of.get(r.pk, r.pk)),
            r.state in CONFIRMED,
        )
        for r in reports
    ]


def _units(tenant: Tenant) -> list[str]:
    """Every area the map draws has a cell, so that 'nothing reported' is said and not left blank."""
    residents = residents_in(tenant.region_id)
    return sorted(
        {rules.unit_of(s.pk, residents, sensitive=False) for s in subtree(tenant.region_id, Level.SUBDISTRICT)}
    )


def _decided(tenant: Tenant, *, since: datetime | None, at: datetime) -> frozenset[str]:
    if since is None:
        return frozenset()
    alerts = Alert.objects.filter(within([tenant.region_id]), is_public=True, issued_at__range=(since, at))
    return frozenset(alerts.values_list("region_id", flat=True))
