"""The open addresses of an installation, each with a command that works as it stands."""

import json
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class OpenDoor:
    """One address: what it gives, by which standard, and how to try it."""

    name: str | Promise
    standard: str
    url: str
    command: str
    needs_key: bool = False
    needs_password: bool = False

    @property
    def is_page(self) -> bool:
        """Whether a browser that follows the address gets an answer: it is read as it stands, nothing is sent."""
        return self.command == f"curl -sS '{self.url}'"


# In a command: where a partner writes the key that the office gave it.
KEY = "$KONDUSIF_KEY"


TRIAL = "Percobaan: kotak suara basah di balai desa"
Group = tuple[str | Promise, list[OpenDoor]]


def doors(base: str, *, village_code: str, client_id: str, at: datetime) -> list[Group]:
    """
    This function will return the doors by what they are for; *base* is the installation's own address.

    The report that is sent by way of trial is marked as an exercise, so that it is never counted.
    """
    return [
        _warnings(base),
        _maps(base),
        _calendars(base),
        _partners(base, village_code),
        _reports(base, village_code, client_id, at.isoformat(timespec="seconds")),
    ]


def _read(name: str | Promise, standard: str, url: str, after: str = "") -> OpenDoor:
    return OpenDoor(name, standard, url, f"curl -sS '{url}{after}'")


def _warnings(base: str) -> Group:
    return _("Warnings"), [
        _read(_("Index of CAP messages"), "Atom (RFC 4287), CAP 1.2", base + reverse("interop:cap_feed")),
        _read(_("Warnings and notices for news readers"), "RSS 2.0, GeoRSS", base + reverse("interop:rss")),
        _read(_("Warnings and notices for programs"), "Atom (RFC 4287), GeoRSS", base + reverse("interop:atom")),
        _read(_("Warnings and notices for maps"), "GeoJSON (RFC 7946)", base + reverse("interop:geojson")),
    ]


def _maps(base: str) -> Group:
    features = "OGC API Features 1.0, GeoJSON"
    warnings, notices, incidents = (
        base + reverse("interop:ogc_items", args=[c]) for c in ("peringatan", "pengumuman", "kejadian")
    )
    by_key = f"curl -sS -u \"mitra:{KEY}\" '{incidents}?limit=10'"
    return _("Maps"), [
        _read(_("Map data for programs"), "OGC API Features 1.0, OpenAPI 3.0", base + reverse("interop:ogc")),
        _read(_("Collections of map data"), "OGC API Features 1.0", base + reverse("interop:ogc_collections")),
        _read(_("Public warnings with their areas"), features, warnings, "?limit=10"),
        _read(_("Public notices and checked claims"), features, notices, "?limit=10"),
        OpenDoor(_("Incidents of your region"), features, incidents, by_key, needs_key=True),
    ]


def _calendars(base: str) -> Group:
    return _("Calendars"), [
        _read(_("Stages of the elections"), "iCalendar (RFC 5545)", base + reverse("interop:stages_calendar")),
        _read(_("All calendars, and your own"), "HTML", base + reverse("interop:calendars")),
    ]


def _partners(base: str, village_code: str) -> Group:
    discovery = base + reverse("interop:open311_discovery", args=["json"])
    city, standard = base + reverse("interop:open311"), "Open311 GeoReport v2"
    requests = f"{city}requests.json"
    send = (
        f"curl -sS -X POST '{requests}' -d \"api_key={KEY}\" -d service_code=logistics -d address_id={village_code}"
        f" --data-urlencode 'description={TRIAL}' -d 'attribute[exercise]=true'"
    )
    stand = f"curl -sS -H \"Authorization: Bearer {KEY}\" '{requests}'"
    return _("Partners' systems"), [
        _read(_("Where Open311 stands"), "Open311 Service Discovery", discovery),
        _read(_("Kinds of reports"), standard, f"{city}services.json"),
        OpenDoor(_("Send a report from a partner's system"), standard, requests, send, needs_key=True),
        OpenDoor(_("How your reports stand"), standard, requests, stand, needs_key=True),
    ]


def _reports(base: str, village_code: str, client_id: str, event_at: str) -> Group:
    report, forms = base + "/api/v1/reports", base + "/openrosa/submission"
    own = base + reverse("openrosa:own_form_list")
    body = {
        "client_id": client_id, "category": "logistics", "text": TRIAL,
        "village_code": village_code, "event_at": event_at, "anonymous": True, "exercise": True,
    }  # fmt: skip
    filled = (
        f'<data id="kondusif_laporan"><category>logistics</category><text>{TRIAL}</text>'
        f"<event_at>{event_at}</event_at><village>{village_code}</village><exercise>yes</exercise>"
        f"<meta><instanceID>uuid:{client_id}</instanceID></meta></data>"
    )
    send = f"curl -sS -X POST '{report}' -H 'Content-Type: application/json' -d '{json.dumps(body)}'"
    fill = f"curl -sS -X POST '{forms}' --form-string 'xml_submission_file={filled}'"
    by_password = f"curl -sS --digest -u \"$KONDUSIF_HP:$KONDUSIF_SANDI\" '{own}'"
    return _("Reports"), [
        OpenDoor(_("Send a report"), "JSON", report, send),
        _read(_("Forms for ODK Collect"), "OpenRosa 1.0", base + reverse("openrosa:form_list")),
        OpenDoor(_("Send a filled form"), "OpenRosa 1.0", forms, fill),
        OpenDoor(
            _("Forms for an office's own people, by user name and app password"),
            "OpenRosa 1.0, HTTP Digest (RFC 7616)",
            own,
            by_password,
            needs_password=True,
        ),
        _read(_("Description of the JSON doors"), "OpenAPI 3.1", base + reverse("api:openapi")),
    ]
