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

    @property
    def is_page(self) -> bool:
        """Whether a browser that follows the address gets an answer: it is read as it stands, nothing is sent."""
        return self.command == f"curl -sS '{self.url}'"


# In a command: where a partner writes the key that the office gave it.
KEY = "$KONDUSIF_KEY"


def doors(base: str, *, village_code: str, client_id: str, at: datetime) -> list[tuple[str | Promise, list[OpenDoor]]]:
    """
    This function will return the doors by what they are for; *base* is the installation's own address.

    The report that is sent by way of trial is marked as an exercise, so that it is never counted.
    """

    def read(name: str | Promise, standard: str, view: str) -> OpenDoor:
        url = base + reverse(view)
        return OpenDoor(name, standard, url, f"curl -sS '{url}'")

    report = base + "/api/v1/reports"
    body = {
        "client_id": client_id, "category": "logistics", "text": "Percobaan: kotak suara basah di balai desa",
        "village_code": village_code, "event_at": at.isoformat(timespec="seconds"), "anonymous": True, "exercise": True,
    }  # fmt: skip
    send = f"curl -sS -X POST '{report}' -H 'Content-Type: application/json' -d '{json.dumps(body)}'"
    city, discovery = base + reverse("interop:open311"), base + reverse("interop:open311_discovery", args=["json"])
    warnings, notices, incidents = (
        base + reverse("interop:ogc_items", args=[c]) for c in ("peringatan", "pengumuman", "kejadian")
    )
    forms, own = base + "/openrosa/submission", base + reverse("openrosa:own_form_list")
    filled = (
        f'<data id="kondusif_laporan"><category>logistics</category><text>{body["text"]}</text>'
        f"<event_at>{body['event_at']}</event_at><village>{village_code}</village><exercise>yes</exercise>"
        f"<meta><instanceID>uuid:{client_id}</instanceID></meta></data>"
    )
    fill = f"curl -sS -X POST '{forms}' --form-string 'xml_submission_file={filled}'"
    return [
        (_("Warnings"), [
            read(_("Index of CAP messages"), "Atom (RFC 4287), CAP 1.2", "interop:cap_feed"),
            read(_("Warnings and notices for news readers"), "RSS 2.0, GeoRSS", "interop:rss"),
            read(_("Warnings and notices for programs"), "Atom (RFC 4287), GeoRSS", "interop:atom"),
            read(_("Warnings and notices for maps"), "GeoJSON (RFC 7946)", "interop:geojson"),
        ]),
        (_("Maps"), [
            read(_("Map data for programs"), "OGC API Features 1.0, OpenAPI 3.0", "interop:ogc"),
            read(_("Collections of map data"), "OGC API Features 1.0", "interop:ogc_collections"),
            OpenDoor(
                _("Public warnings with their areas"), "OGC API Features 1.0, GeoJSON", warnings, f"curl -sS '{warnings}?limit=10'"
            ),
            OpenDoor(
                _("Public notices and checked claims"), "OGC API Features 1.0, GeoJSON", notices, f"curl -sS '{notices}?limit=10'"
            ),
            OpenDoor(
                _("Incidents of your region"), "OGC API Features 1.0, GeoJSON", incidents,
                f"curl -sS -u \"mitra:{KEY}\" '{incidents}?limit=10'", needs_key=True,
            ),
        ]),
        (_("Calendars"), [
            read(_("Stages of the elections"), "iCalendar (RFC 5545)", "interop:stages_calendar"),
            read(_("All calendars, and your own"), "HTML", "interop:calendars"),
        ]),
        (_("Partners' systems"), [
            OpenDoor(_("Where Open311 stands"), "Open311 Service Discovery", discovery, f"curl -sS '{discovery}'"),
            OpenDoor(_("Kinds of reports"), "Open311 GeoReport v2", f"{city}services.json", f"curl -sS '{city}services.json'"),
            OpenDoor(
                _("Send a report from a partner's system"), "Open311 GeoReport v2", f"{city}requests.json",
                f"curl -sS -X POST '{city}requests.json' -d \"api_key={KEY}\" -d service_code=logistics -d address_id={village_code}"
                f" --data-urlencode 'description={body['text']}' -d 'attribute[exercise]=true'", needs_key=True,
            ),
            OpenDoor(
                _("How your reports stand"), "Open311 GeoReport v2", f"{city}requests.json",
                f"curl -sS -H \"Authorization: Bearer {KEY}\" '{city}requests.json'", needs_key=True,
            ),
        ]),
        (_("Reports"), [
            OpenDoor(_("Send a report"), "JSON", report, send),
            read(_("Forms for ODK Collect"), "OpenRosa 1.0", "openrosa:form_list"),
            OpenDoor(_("Send a filled form"), "OpenRosa 1.0", forms, fill),
            OpenDoor(
                _("Forms for an office's own people, by user name and app password"), "OpenRosa 1.0, HTTP Digest (RFC 7616)", own,
                f"curl -sS --digest -u \"$KONDUSIF_HP:$KONDUSIF_SANDI\" '{own}'",
            ),
            read(_("Description of the JSON doors"), "OpenAPI 3.1", "api:openapi"),
        ]),
    ]  # fmt: skip
