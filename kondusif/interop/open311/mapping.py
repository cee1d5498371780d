"""Our nouns in the words of GeoReport v2 and back: categories are services, reports and public warnings are requests."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from kondusif.alerts.models import Alert
from kondusif.core.problems import NotFound, Problem, Sentence
from kondusif.interop.models import ServiceRequest
from kondusif.interop.open311.codec import Document, Fault, moment, read_moment
from kondusif.publication.words import GROUPS
from kondusif.reports.categories import CATEGORIES, SEALED_TO
from kondusif.reports.rules import CROWD_MAX, STATION_MAX, Contact, NewReport
from kondusif.reports.states import Channel, ReportState
from kondusif.reports.telling import now_of

# Raised whenever the services or their definitions change; a test compares it with what is served.
CHANGESET = "2026-11-22 04:00"
SPECIFICATION = "http://wiki.open311.org/GeoReport_v2"
WARNING = "public_warning"
S = ReportState
DONE = frozenset({S.RESOLVED, S.CLOSED, S.HOAX, S.DUPLICATE, S.OUT_OF_SCOPE, S.WITHDRAWN})
_THEIR_NAMES = {
    "category": "service_code", "text": "description", "lon": "long", "village_code": "address_id",
    "place_text": "address_string", "contact": "email", "event_at": "attribute[event_at]",
    "crowd_estimate": "attribute[crowd_estimate]", "station_number": "attribute[station_number]",
    "client_id": "attribute[external_id]",
}  # fmt: skip
_ATTRIBUTE = re.compile(r"attribute\[([a-z_]{1,40})\](?:\[\])?")
_LINK = re.compile(r"https?://[^\s<>\"]{4,500}")


@dataclass(frozen=True)
class _Attribute:
    """One further question of every service."""

    code: str
    datatype: str
    description: Sentence
    hint: Sentence


ATTRIBUTES = (
    _Attribute("event_at", "datetime", gettext_lazy("When did it happen?"), gettext_lazy("ISO 8601 with time zone; now, if left out")),
    _Attribute("crowd_estimate", "number", gettext_lazy("How many people are there, roughly?"), gettext_lazy("A whole number")),
    _Attribute("station_number", "number", gettext_lazy("Which polling station (TPS)?"), gettext_lazy("Its number in the village")),
    _Attribute("external_id", "string", gettext_lazy("Your own number of this report"), gettext_lazy("Sent again under the same number, nothing is stored twice")),
    _Attribute("exercise", "singlevaluelist", gettext_lazy("Is this an exercise?"), gettext_lazy("An exercise is never counted")),
)  # fmt: skip


@dataclass(frozen=True)
class Submission:
    """What a partner's system sent, in our words; the key of its sending is worked out later."""

    report: NewReport  # its client_id is still empty
    external_id: str
    sender: str  # whose account or device, as the partner names it; never stored


def services() -> Document:
    """This function will return the categories as services."""
    return Document("services", [_service(code) for code in CATEGORIES])


def _service(code: str) -> dict[str, Any]:
    category = CATEGORIES[code]
    group = str(GROUPS[category.group])
    return {
        "service_code": code, "service_name": str(category.name), "description": _described(code), "metadata": True,
        "type": "realtime", "keywords": f"{group}, {code.replace('_', ' ')}", "group": group,
    }  # fmt: skip


def _described(code: str) -> str:
    """What a service is, and of kinds that the web page seals, that this way does not."""
    name = str(CATEGORIES[code].name)
    unsealed = _("Not sealed on this way; the report page on the web seals it.")
    return f"{name}. {unsealed}" if code in SEALED_TO else name


def definition(code: str) -> Document:
    """
    This function will return what may be asked beside the standard's own fields.

    :raises NotFound: if there is no such service.
    """
    _known(code)
    asked = [
        {
            "variable": True, "code": a.code, "datatype": a.datatype, "required": False, "datatype_description": str(a.hint),
            "order": n, "description": str(a.description),
        } | ({"values": _choices()} if a.datatype == "singlevaluelist" else {})
        for n, a in enumerate(ATTRIBUTES, 1)
    ]  # fmt: skip
    return Document("service_definition", {"service_code": code, "attributes": asked})


def _choices() -> list[dict[str, str]]:
    return [{"key": "true", "name": pgettext("answer", "Yes")}, {"key": "false", "name": pgettext("answer", "No")}]


def _known(code: str) -> str:
    if not code:
        raise Problem("open311.no_service", _("service_code is missing. Take one from the list of services."))
    if code not in CATEGORIES:
        raise NotFound("open311.unknown_service", _("There is no service %(code)s.") % {"code": code[:40]})
    return code


def submission_of(fields: Mapping[str, str], *, at: datetime) -> Submission:
    """
    This function will read what was posted.

    :raises NotFound: if there is no such service.
    :raises Problem: naming, in the standard's words, each field that cannot be read.
    """
    faults: dict[str, Sentence] = {}
    code = _known(fields.get("service_code", "").strip())
    given = {m[1]: v.strip() for name, v in fields.items() if (m := _ATTRIBUTE.fullmatch(name)) and v.strip()}
    event_at = _read(given, "event_at", read_moment, faults, _("Write the time as 2027-02-14T09:30:00+07:00."))
    contact = _contact(fields)
    report = NewReport(
        client_id=UUID(int=0),
        category=code,
        text=_text(fields, faults),
        event_at=event_at or at,
        happens_now=event_at is None,
        lat=_number(fields, "lat", faults),
        lon=_number(fields, "long", faults),
        region_code=fields.get("address_id", "").strip(),
        place_text=fields.get("address_string", "").strip(),
        anonymous=contact is None,
        contact=contact,
        exercise=_truth(given, faults),
        channel=Channel.API,
        crowd_estimate=_count(given, "crowd_estimate", CROWD_MAX, faults),
        station_number=_count(given, "station_number", STATION_MAX, faults),
    )
    if faults:
        raise Problem("open311.unreadable", _("The request is not in order."), fields=faults)
    sender = f"{fields.get('account_id', '')}\x1f{fields.get('device_id', '')}"
    return Submission(report, given.get("external_id", "")[:200], sender)


def _text(fields: Mapping[str, str], faults: dict[str, Sentence]) -> str:
    """The words; the address of a medium stands below them, for an officer's eyes: this server never fetches it."""
    text, link = fields.get("description", "").strip(), fields.get("media_url", "").strip()
    if not link:
        return text
    if not _LINK.fullmatch(link):
        faults["media_url"] = _("media_url must be one http or https address. Or send the photo itself as media.")
        return text
    # In the standard's own word: the same report sent by a reader of another language is still the same.
    return f"{text}\n\nmedia_url: {link}"


def _contact(fields: Mapping[str, str]) -> Contact | None:
    phone, email = fields.get("phone", "").strip(), fields.get("email", "").strip()
    name = f"{fields.get('first_name', '').strip()} {fields.get('last_name', '').strip()}".strip()
    # A name without a way to reach it serves nobody: it is left out rather than kept.
    return Contact(phone, email, name) if phone or email else None


def _read(given: Mapping[str, str], name: str, read: Any, faults: dict[str, Sentence], sentence: str) -> Any:
    if name not in given:
        return None
    try:
        return read(given[name])
    except (ValueError, OverflowError):
        faults[f"attribute[{name}]"] = sentence
        return None


def _count(given: Mapping[str, str], name: str, most: int, faults: dict[str, Sentence]) -> int | None:
    def read(text: str) -> int:
        if not (text.isascii() and text.isdecimal()) or len(text) > 9:
            raise ValueError(text)
        return int(text)

    return _read(given, name, read, faults, _("Give a whole number of at most %(most)s.") % {"most": most})


def _truth(given: Mapping[str, str], faults: dict[str, Sentence]) -> bool:
    value = given.get("exercise", "false").lower()
    if value not in {"true", "false"}:
        faults["attribute[exercise]"] = _("Choose true or false.")
    return value == "true"


def _number(fields: Mapping[str, str], name: str, faults: dict[str, Sentence]) -> float | None:
    text = fields.get(name, "").strip()
    if not text:
        return None
    if not re.fullmatch(r"[+-]?[0-9]{1,3}(\.[0-9]{0,20})?", text):
        faults[name] = _("Write lat and long in degrees with a point, such as -7.04521.")
        return None
    return float(text)


def faults_of(problem: Problem) -> list[Fault]:
    """This function will tell a refusal in the standard's own form, one error for each field."""
    if not problem.fields:
        return [Fault(problem.status, str(problem.sentence))]
    named = {_THEIR_NAMES.get(name, name): sentence for name, sentence in problem.fields.items()}
    return [Fault(problem.status, f"{name}: {sentence}") for name, sentence in named.items()]


def created(number: str, receipt: str, page: str) -> Document:
    """This function will return the answer to a report that is safely stored, with what the citizen needs to follow it."""
    notice = _("Receipt for the reporter: %(receipt)s. It opens the report's page at %(page)s.")
    told = {"receipt": receipt, "page": page}
    return Document(
        "service_requests",
        [{"service_request_id": number, "service_notice": notice % told, "account_id": None}],
    )


def named(number: str) -> Document:
    """This function will return a token's answer: here a request has its number at once, and it is its own token."""
    return Document("service_requests", [{"service_request_id": number, "token": number}])


def listed(rows: Iterable[dict[str, Any]]) -> Document:
    """This function will return requests as the standard lists them."""
    return Document("service_requests", list(rows))


def request_of(row: ServiceRequest, *, whole: bool) -> dict[str, Any]:
    """
    This function will tell a report.

    Only the system that sent it reads it *whole*; everybody else who knows the number reads how it
    stands: never the words, the point, the place or a photo, and the hour instead of the moment.
    """
    report = row.report
    asked, changed = report.received_at, _changed_at(row)
    if not whole:
        asked, changed = (at.replace(minute=0, second=0) for at in (asked, changed))
    state = S(report.state)
    return _request(
        row.number, is_open=state not in DONE, notes=now_of(report), code=report.category,
        name=CATEGORIES[report.category].name, description=report.text if whole else None,
        agency=report.handler.title if report.handler else None, asked=asked, changed=changed,
        address=(report.place_text or report.region.title) if whole else None,
        address_id=report.region_id if whole else None, lat=report.lat if whole else None, lon=report.lon if whole else None,
    )  # fmt: skip


def _changed_at(row: ServiceRequest) -> datetime:
    report = row.report
    known = (report.received_at, report.first_action_at, report.reopened_at, report.closed_at)
    return max(at for at in known if at is not None)


def warning_of(alert: Alert, agency: str, *, at: datetime) -> dict[str, Any]:
    """This function will tell a public warning: an official decision, in the words written for the public."""
    notes = _("Sample data: no such thing happened.") if alert.synthetic else None
    return _request(
        str(alert.pk), is_open=alert.ended_at is None and alert.valid_until > at, notes=notes, code=WARNING, name=_("Public warning"),
        description=f"{alert.title}\n{alert.public_text}", agency=agency, asked=alert.issued_at,
        changed=alert.ended_at or alert.issued_at, address=alert.region.title, address_id=alert.region_id,
        lat=alert.region.lat, lon=alert.region.lon,
    )  # fmt: skip


def _request(  # noqa: PLR0913 - the standard's own row
    number: str, *, is_open: bool, notes: str | None, code: str, name: str | Promise, description: str | None,
    agency: str | None, asked: datetime, changed: datetime, address: str | None, address_id: str | None,
    lat: float | None, lon: float | None,
) -> dict[str, Any]:  # fmt: skip
    return {
        "service_request_id": number, "status": "open" if is_open else "closed", "status_notes": notes,
        "service_name": str(name), "service_code": code, "description": description, "agency_responsible": agency,
        "service_notice": None, "requested_datetime": moment(asked), "updated_datetime": moment(changed),
        "expected_datetime": None, "address": address, "address_id": address_id, "zipcode": None, "lat": lat, "long": lon,
        "media_url": None,
    }  # fmt: skip


def discovery(base: str, *, contact: str, is_test: bool) -> Document:
    """This function will say where this interface stands and in which forms it answers."""
    endpoint = {
        "specification": SPECIFICATION, "url": f"{base}/open311/v2", "changeset": CHANGESET,
        "type": "test" if is_test else "production", "formats": ["text/xml", "application/json"],
    }  # fmt: skip
    keys = _("The office gives keys; ask it for one: %(page)s") % {"page": f"{base}/integrasi/"}
    return Document(
        "discovery", {"changeset": CHANGESET, "contact": contact, "key_service": keys, "endpoints": [endpoint]}
    )
