from datetime import timedelta

from kondusif.alerts.actions import AlertDraft, draft_alert
from kondusif.alerts.models import Alert
from kondusif.alerts.rules import content_hash
from kondusif.alerts.states import Level
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
