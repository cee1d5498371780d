from datetime import timedelta

from kondusif.alerts.actions import AlertDraft, draft_alert
from kondusif.alerts.models import Alert
from kondusif.alerts.rules import content_hash
from kondusif.alerts.states import Level
from kondusif.detection.models import Cluster, Run
from kondusif.people.tests.factories import NOW
from kondusif.people.viewers import Viewer


def a_draft(level: Level = Level.ORANGE, region_code: str = "35.26.06", **changes) -> AlertDraft:
    fields = {
        "title": "Ancaman di Kecamatan Geger",
        "situation": "Tiga laporan terverifikasi dalam 24 jam.",
        "action": "Camat menemui kepala desa.",
        "valid_until": NOW + timedelta(days=2),
    }
    return AlertDraft(level=level, region_code=region_code, **(fields | changes))


def drafted(by: Viewer, level: Level = Level.ORANGE, **changes) -> Alert:
    return draft_alert(draft=a_draft(level, **changes), by=by, at=NOW)


def seen(alert: Alert) -> bytes:
    """What a signer read: the content as it stands in the database."""
    return content_hash(Alert.objects.get(pk=alert.pk).content())


def an_alarm(region_code: str = "35.26.06", **changes) -> Cluster:
    """This function will store a cluster that a scan found, raised by chance once in forty quiet campaigns."""
    day = NOW.date()
    run = Run.objects.create(
        region_id=region_code[:5], seed=1, requested_at=NOW, finished_at=NOW, state="done", method="stp", input_hash="x", result_hash="x"
    )  # fmt: skip
    fields = {
        "members": [f"{region_code}.2001"], "cases_by_member": {f"{region_code}.2001": 7}, "starts_on": day, "ends_on": day,
        "cases": 7, "expected": 0.6, "relative_risk": 11.7, "llr": 11.0, "p_value": 0.001, "recurrence_days": 1000.0,
        "alarms_per_campaign": 0.025, "lon": 112.9, "lat": -6.95, "radius_km": 2.0, "first_found_at": NOW,
    }  # fmt: skip
    return Cluster.objects.create(run=run, rank=1, region_id=region_code, **(fields | changes))
