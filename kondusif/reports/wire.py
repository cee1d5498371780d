"""A report as JSON: bytes to ``NewReport`` and back, with every fault named by its field."""

import json
import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
import orjson
from django.utils.translation import get_supported_language_variant
from django.utils.translation import gettext as _
from django.utils.translation.trans_real import parse_accept_lang_header

from kondusif.core.problems import Problem
from kondusif.reports.categories import CATEGORIES
from kondusif.reports.rules import Contact, Fault, NewReport, contact_in, faults_of, tidy
from kondusif.reports.states import Channel, Maturity
from kondusif.reports.territory import Placed, Territory, locate, refusal_of

BODY_MAX = 256 * 1024
NUMBER_MAX = 2**31 - 1
VILLAGE_CODE = 13  # characters of a village's code; officers may report of wider regions, senders may not
_UUID = re.compile(r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
_MATURITIES = {m.value: m for m in Maturity}


class BadBody(Problem):
    """What came is no JSON object at all."""

    status = 400


class TooLarge(Problem):
    """What came is larger than any report."""

    status = 413


class WrongKind(Problem):
    """What came calls itself something else than JSON."""

    status = 415


class WrongMethod(Problem):
    """This address takes only POST."""

    status = 405


class _Wrong(Exception):
    """A value of the wrong type; the argument is the fault's code."""


def draft(body: bytes, *, territory: Territory, at: datetime) -> Placed:
    """
    This function will read, check and place one report.

    :raises Problem: if the body is no JSON object, or naming every field that is wrong.
    """
    raw = parse(body)
    new, faults = read_report(raw)
    new = tidy(new)
    if not faults and not (faults := faults_of(new, at=at, categories=CATEGORIES)):
        region_code, wrong = locate(new, territory, known=set())
        if not wrong and len(region_code) == VILLAGE_CODE:
            return Placed(new, region_code)
        raise refusal_of([] if wrong else [Fault("village_code", "code_too_wide", (("code", region_code),))], wrong)
    # Whoever wrote one field badly wants to hear of all the others at once.
    typed = {fault.field for fault in faults}
    faults = faults + [f for f in faults_of(new, at=at, categories=CATEGORIES) if f.field not in typed]
    known = {fault.field for fault in faults}
    raise refusal_of(faults, locate(new, territory, known)[1])


def parse(body: bytes) -> dict[str, Any]:
    """
    This function will read the JSON object of a request.

    :raises BadBody: if there is none.
    """
    try:
        raw = msgspec.json.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        raw = _parse_leniently(body)
    if not isinstance(raw, dict):
        raise BadBody("json.not_an_object", _("The body must be one JSON object with the fields of one report."))
    return raw


def _parse_leniently(body: bytes) -> Any:
    """Half characters and numbers without end are read here, so that the field that holds them can be named."""
    try:
        return json.loads(body.decode("utf-8"), parse_constant=_no_constant)
    except UnicodeDecodeError as error:
        raise BadBody("json.not_utf8", _("The body is not UTF-8 from byte %(n)s on.") % {"n": error.start}) from None
    except RecursionError:
        raise BadBody("json.too_deep", _("The JSON is nested too deeply.")) from None
    except ValueError:
        raise BadBody(
            "json.malformed", _("The body is not valid JSON. Check quotation marks, commas and brackets.")
        ) from None


def _no_constant(name: str) -> None:
    raise ValueError(name)


def read_report(raw: Mapping[str, Any], *, channel: Channel = Channel.API) -> tuple[NewReport, list[Fault]]:
    """This function will turn the fields of a JSON object into a report, with a fault for each that has the wrong type."""
    values: dict[str, Any] = {}
    faults: list[Fault] = []
    for name, field in _FIELDS.items():
        value = raw.get(name)
        if value is None:
            values[field.into] = field.default
            if field.required:
                faults.append(Fault(name, "missing"))
            continue
        try:
            values[field.into] = field.read(value)
        except _Wrong as wrong:
            values[field.into] = field.default
            faults.append(Fault(name, str(wrong)))
    if len(raw) > len(_FIELDS) or not raw.keys() <= _FIELDS.keys():
        faults += [Fault(str(name)[:60], "unknown_field") for name in raw if name not in _FIELDS][:20]
    return NewReport(channel=channel, **values), faults


def _text(value: Any) -> str:
    if type(value) is not str:
        raise _Wrong("type_text")
    return value


def _number(value: Any) -> float:
    if type(value) is float:
        return value
    if type(value) is not int:
        raise _Wrong("type_number")
    return float(value) if abs(value) <= NUMBER_MAX else math.inf


def _integer(value: Any) -> int:
    if type(value) is not int:
        raise _Wrong("type_integer")
    return max(-NUMBER_MAX, min(value, NUMBER_MAX))


def _boolean(value: Any) -> bool:
    if type(value) is not bool:
        raise _Wrong("type_boolean")
    return value


def _uuid(value: Any) -> UUID:
    if type(value) is not str or not _UUID.fullmatch(value):
        raise _Wrong("client_id_malformed")
    return UUID(value)


def _moment(value: Any) -> datetime:
    text = _text(value)
    try:
        if len(text) < 16:  # a day alone is no moment
            raise ValueError(text)
        moment = datetime.fromisoformat(text)
        moment.timestamp()
        return moment
    except (ValueError, OverflowError):
        raise _Wrong("moment_malformed") from None


def _maturity(value: Any) -> Maturity:
    if (known := _MATURITIES.get(_text(value))) is None:
        raise _Wrong("maturity_unknown")
    return known


def _contact(value: Any) -> Contact:
    if type(value) is str:
        return contact_in(value)
    parts = value if type(value) is dict else {"": None}
    if not parts.keys() <= {"phone", "email", "name"} or not all(type(v) is str for v in parts.values()):
        raise _Wrong("type_object")
    return Contact(**{name: text.strip() for name, text in parts.items()})


@dataclass(frozen=True, slots=True)
class _Field:
    read: Callable[[Any], Any]
    into: str
    required: bool = False
    default: Any = None


_EPOCH = datetime.fromisoformat("1970-01-01T00:00:00+00:00")
_FIELDS: dict[str, _Field] = {
    "client_id": _Field(_uuid, "client_id", True, UUID(int=0)),
    "category": _Field(_text, "category", True, ""),
    "text": _Field(_text, "text", True, ""),
    "lat": _Field(_number, "lat"),
    "lon": _Field(_number, "lon"),
    "village_code": _Field(_text, "region_code", default=""),
    "event_at": _Field(_moment, "event_at", True, _EPOCH),
    "anonymous": _Field(_boolean, "anonymous", True, True),
    "contact": _Field(_contact, "contact"),
    "exercise": _Field(_boolean, "exercise", default=False),
    "place_text": _Field(_text, "place_text", default=""),
    "maturity": _Field(_maturity, "maturity"),
    "crowd_estimate": _Field(_integer, "crowd_estimate"),
    "station_number": _Field(_integer, "station_number"),
}


def receipt_json(receipt: str, status: str) -> bytes:
    """This function will write the answer to a report that is safely stored."""
    return b'{"receipt":"%b","status":"%b"}' % (receipt.encode(), status.encode())


def problem_json(problem: Problem) -> bytes:
    """This function will write a refusal as RFC 9457 has it, with ``errors`` naming each field."""
    answer: dict[str, object] = {
        "type": f"urn:kondusif:problem:{problem.code}",
        "title": _TITLES.get(problem.status, _TITLES[422])(),
        "status": problem.status,
        "detail": str(problem.sentence),
    }
    if problem.fields:
        answer["errors"] = [{"field": clean(field), "detail": str(words)} for field, words in problem.fields.items()]
    return orjson.dumps(answer)


def clean(text: str) -> str:
    """This function will return *text* without what cannot be written as UTF-8."""
    return text.encode("utf-8", "replace").decode()


_TITLES: dict[int, Callable[[], str]] = {
    400: lambda: _("The body could not be read"),
    405: lambda: _("This address takes only POST"),
    408: lambda: _("The report did not arrive in time"),
    409: lambda: _("Already sent with other content"),
    413: lambda: _("The report is too large"),
    415: lambda: _("Only JSON is taken here"),
    422: lambda: _("The report is not in order"),
    503: lambda: _("Busy, please send again"),
}


def accept(
    method: str, content_type: str, body: bytes | None, *, territory: Territory, at: datetime, encoding: str = ""
) -> Placed:
    """
    This function will take a whole request for one report; a *body* of None was too large to be read.

    The *encoding* is that of the content: nothing that is packed is opened here, however small it looks.

    :raises Problem: of the status that the answer must have.
    """
    if method != "POST":
        raise WrongMethod("http.method", _("Send a report to this address with POST."))
    if content_type.partition(";")[0].strip().lower() != "application/json":
        raise WrongKind("json.content_type", _("Send the report as application/json."))
    if encoding.strip().lower() not in {"", "identity"}:
        raise WrongKind("json.encoding", _("Send the report as it is, without compression."))
    if body is None or len(body) > BODY_MAX:
        raise TooLarge(
            "json.too_large",
            _("A report may have %(n)s kilobytes at most. Shorten the text.") % {"n": BODY_MAX // 1024},
        )
    return draft(body, territory=territory, at=at)


def language_for(accept: str) -> str:
    """This function will choose the language of an answer: Indonesian unless English is asked for first."""
    for code, _weight in parse_accept_lang_header(accept[:200].lower()):
        try:
            return get_supported_language_variant(code)
        except LookupError:
            continue
    return "id"
