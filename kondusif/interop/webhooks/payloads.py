"""What is told to other programs: names, places, levels and public words; never a person, never a report."""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from uuid import UUID

from django.conf import settings
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from kondusif.alerts.models import Alert
from kondusif.core.models import Event
from kondusif.publication.models import PublicNotice, Release

LEVELS = ("green", "yellow", "orange", "red")
PING = "webhook.ping"

# The events another program may ask for, and what they are called on the page.
EVENTS: dict[str, str | Promise] = {
    "alert.issued": _("A warning is issued"),
    "alert.escalated": _("A warning is raised"),
    "alert.stood_down": _("A warning is ended"),
    "alert.expired": _("A warning expires"),
    "public_notice.released": _("A public notice is released"),
    "public_notice.corrected": _("A public notice is corrected"),
    "public_notice.withdrawn": _("A public notice is withdrawn"),
    "notice.released": _("The public map is issued"),
}


def body_of(event: Event) -> str | None:
    """This function will return the message of an event as JSON, or None where nothing may be told."""
    data = _ABOUT[event.name.partition(".")[0]](event)
    return None if data is None else written(event.name, event.at, data)


def written(name: str, at: datetime, data: dict[str, object]) -> str:
    """This function will write a message: its kind, its moment, and what it says."""
    told = {"type": name, "timestamp": _moment(at), "data": data}
    return json.dumps(told, ensure_ascii=False, separators=(",", ":"))


def _alert(event: Event) -> dict[str, object]:
    alert = Alert.objects.select_related("region").get(pk=UUID(event.subject_id))
    data: dict[str, object] = {
        "number": alert.number, "level": LEVELS[alert.level], "state": alert.state, "region_code": alert.region_id,
        "region_name": alert.region.title, "issued_at": _moment(alert.issued_at), "valid_until": _moment(alert.valid_until),
        "is_public": alert.is_public, "exercise": alert.exercise, "synthetic": alert.synthetic,
    }  # fmt: skip
    # What offices write to one another stays with them: only words meant for everybody go out.
    return data | ({"headline": alert.title, "description": alert.public_text} if alert.is_public else {})


def _notice(event: Event) -> dict[str, object] | None:
    notice = PublicNotice.objects.select_related("region").get(pk=UUID(event.subject_id))
    if notice.exercise:
        return None
    version = notice.versions.get(n=event.payload["version"])
    _pu, regency, year, n = notice.number.split("/")
    return {
        "number": notice.number, "version": version.n, "kind": notice.kind, "verdict": version.verdict or None,
        "headline": version.headline, "region_code": notice.region_id, "region_name": notice.region.title,
        "url": settings.PUBLIC_ADDRESS.rstrip("/") + reverse("publication:notice", args=[regency, int(year), int(n)]),
        "synthetic": notice.synthetic,
    }  # fmt: skip


def _release(event: Event) -> dict[str, object]:
    release = Release.objects.select_related("region").get(pk=UUID(event.subject_id))
    return {
        "region_code": release.region_id, "region_name": release.region.title, "made_at": _moment(release.made_at),
        "method_version": release.method_version, "synthetic": release.is_synthetic,
    }  # fmt: skip


_ABOUT: dict[str, Callable[[Event], dict[str, object] | None]] = {
    "alert": _alert,
    "public_notice": _notice,
    "notice": _release,
}


def _moment(at: datetime | None) -> str | None:
    return at.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z") if at else None
