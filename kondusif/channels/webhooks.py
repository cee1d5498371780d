"""
The doors by which providers and gateways deliver: prove who you are, be read, be taken, be answered in your own form.

Without a secret a door is shut: it answers 503 and says so in the log, because an open one would let anybody
speak in anybody's name. What is taken is on disk before the door says 200.
"""

import base64
import hashlib
import logging
from collections.abc import Callable, Iterable
from datetime import datetime

import orjson
from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.db import OperationalError, transaction
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt

from kondusif.channels.actions import note_arrival
from kondusif.channels.configured import secret_if_set
from kondusif.channels.dialogue.actions import Taken, take
from kondusif.channels.dialogue.envelopes import Envelope
from kondusif.channels.dialogue.models import WebhookEvent
from kondusif.channels.kinds import Kind
from kondusif.channels.refusals import to_gateway, to_kannel, to_meta, to_telegram
from kondusif.channels.signing import Forged, check_meta, check_own, check_token
from kondusif.channels.sms import codec as sms
from kondusif.channels.telegram import codec as telegram
from kondusif.channels.whatsapp import codec as whatsapp
from kondusif.core.scope import EVERYWHERE, scoped
from kondusif.people.policy import PUBLIC
from kondusif.people.routes import opens

log = logging.getLogger(__name__)
Answering = Callable[[int, str], HttpResponse]


class Refused(Exception):
    """The door's answer to whoever may not come in, or came with something nobody can read."""

    def __init__(self, status: int, sentence: str):
        super().__init__(sentence)
        self.status, self.sentence = status, sentence


@csrf_exempt
@opens(PUBLIC, methods="POST")
def telegram_door(request: HttpRequest) -> HttpResponse:
    """Telegram's updates, with the secret token that was given to ``setWebhook``."""

    def work() -> HttpResponse:
        _proven(check_token, _secret("telegram-webhook"), request.headers.get("X-Telegram-Bot-Api-Secret-Token", ""))
        given = _json(request.body)
        _take_all(_read(telegram.envelopes_in, telegram.Malformed, given), request.at)
        return JsonResponse(telegram.receipt_for(given))

    return _guarded("telegram", work, to_telegram)


@csrf_exempt
@opens(PUBLIC, methods="GET POST")
def whatsapp_door(request: HttpRequest) -> HttpResponse:
    """Meta's notifications, signed with the app's secret, and its question whether this address is ours."""

    def work() -> HttpResponse:
        if request.method in {"GET", "HEAD"}:
            _proven(check_token, _secret("whatsapp-verify"), request.GET.get("hub.verify_token", ""))
            if request.GET.get("hub.mode") != "subscribe":
                raise Refused(400, _("hub.mode must be subscribe."))
            return HttpResponse(request.GET.get("hub.challenge", "")[:200], content_type="text/plain; charset=utf-8")
        secret, header = _secret("whatsapp-app"), request.headers.get("X-Hub-Signature-256", "")
        _proven(check_meta, secret, header, request.body)
        given = _json(request.body)
        _take_all(_read(whatsapp.envelopes_in, whatsapp.Malformed, given), request.at)
        for provider_id, arrived in whatsapp.arrivals_in(given):
            with transaction.atomic():
                note_arrival(kind=Kind.WHATSAPP, provider_id=provider_id, arrived=arrived, at=request.at)
        return JsonResponse({})

    return _guarded("whatsapp", work, to_meta)


@csrf_exempt
@opens(PUBLIC, methods="POST")
def sms_door(request: HttpRequest, gateway: str) -> HttpResponse:
    """Any SMS gateway over HTTP, with our own signature; the answer to the sender stands in the response."""

    def work() -> HttpResponse:
        given, event_id = _signed(request, gateway)
        taken = _take_sms(given, gateway, request.at, event_id=event_id, fields=sms.FIELDS | settings.SMS_FIELDS)
        told = {"status": "ok", "reply": taken.reply if settings.SMS_ANSWERS_INLINE else "", "receipt": taken.receipt}
        return JsonResponse(told)

    return _guarded(f"sms {gateway}", work, to_gateway)


@csrf_exempt
@opens(PUBLIC, methods="GET POST")
def kannel_door(request: HttpRequest) -> HttpResponse:
    """Kannel's ``get-url``: it cannot sign, so it knocks with a password; the answer is the SMS that goes back."""

    def work() -> HttpResponse:
        _proven(check_token, _secret("sms-in-kannel"), _password(request.headers.get("Authorization", "")))
        given = request.GET.dict() | request.POST.dict()
        return to_kannel(200, _take_sms(given, "kannel", request.at, fields=sms.FIELDS).reply)

    return _guarded("kannel", work, to_kannel)


@csrf_exempt
@opens(PUBLIC, methods="POST")
def sms_report_door(request: HttpRequest, gateway: str) -> HttpResponse:
    """A gateway's report whether an SMS of ours arrived, signed as its messages are."""

    def work() -> HttpResponse:
        given, _event_id = _signed(request, gateway)
        return JsonResponse({"status": "ok", "known": _note_sms(given, sms.FIELDS | settings.SMS_FIELDS, request.at)})

    return _guarded(f"sms {gateway} report", work, to_gateway)


@csrf_exempt
@opens(PUBLIC, methods="GET POST")
def kannel_report_door(request: HttpRequest) -> HttpResponse:
    """Kannel's ``dlr-url``, with the same password as its messages."""

    def work() -> HttpResponse:
        _proven(check_token, _secret("sms-in-kannel"), _password(request.headers.get("Authorization", "")))
        _note_sms(request.GET.dict() | request.POST.dict(), sms.FIELDS, request.at)
        return to_kannel(200, "")

    return _guarded("kannel report", work, to_kannel)


def _signed(request: HttpRequest, gateway: str) -> tuple[dict, str]:
    """This function will return what a gateway signed, with its name for this delivery."""
    header = request.headers.get("X-Kondusif-Signature", "")
    try:
        signed = check_own(_secret(f"sms-in-{gateway}"), header, request.body, at=request.at)
    except Forged as forged:
        raise Refused(403, _FORGED[str(forged)]()) from None
    _once(gateway, signed.event_id, request.body, request.at)
    given = _json(request.body) if request.content_type == "application/json" else request.POST.dict()
    if not isinstance(given, dict):
        raise Refused(400, _("The body must be one JSON object."))
    return given, signed.event_id


def _note_sms(given: dict, fields: dict, at: datetime) -> bool:
    try:
        number, arrived = sms.arrival_of(given, fields=fields)
    except sms.Malformed as missing:
        raise _missing(fields, missing) from None
    if arrived is None:
        return False  # still on its way: nothing has changed
    with transaction.atomic():
        return note_arrival(kind=Kind.SMS, provider_id=number, arrived=arrived, at=at)


def _missing(fields: dict, missing: sms.Malformed) -> Refused:
    name = fields.get(str(missing), str(missing))
    return Refused(400, _("The field “%(name)s” is missing or empty.") % {"name": name})


_FORGED = {
    "malformed": lambda: _("X-Kondusif-Signature is missing or malformed. Write t=…,id=…,v1=…"),
    "wrong": lambda: _("The signature does not fit this body. Check the secret."),
    "old": lambda: _(
        "The signature is more than five minutes off our clock. Check the clock there, and sign again at each try."
    ),
}


def _guarded(door: str, work: Callable[[], HttpResponse], answer: Answering) -> HttpResponse:
    try:
        return work()
    except Refused as refused:
        log.warning("%s: refused with %s", door, refused.status)
        return answer(refused.status, refused.sentence)
    except RequestDataTooBig:
        return answer(413, _("This delivery is larger than any message. Nothing was stored."))
    except OperationalError:
        response = answer(503, _("The message could not be stored. Please deliver it again."))
        response["Retry-After"] = "5"
        return response


def _secret(name: str) -> str:
    secret = secret_if_set(name)
    if secret is None:
        raise Refused(503, _("This channel is not set up here: its secret is missing."))
    return secret


def _proven(check: Callable[..., None], *what: object) -> None:
    try:
        check(*what)
    except Forged:
        raise Refused(403, _("The sender of this delivery could not be proven.")) from None


def _json(body: bytes) -> object:
    try:
        return orjson.loads(body)
    except orjson.JSONDecodeError:
        raise Refused(400, _("The body is no JSON.")) from None


def _read(codec: Callable[[object], list[Envelope]], malformed: type[Exception], given: object) -> list[Envelope]:
    try:
        return codec(given)
    except malformed:
        raise Refused(400, _("The body has not the form that this provider describes.")) from None


def _take_all(envelopes: Iterable[Envelope], at: datetime) -> None:
    for envelope in envelopes:
        take(envelope, at=at)


def _take_sms(given: dict, gateway: str, at: datetime, *, fields: dict, event_id: str = "") -> Taken:
    try:
        envelope = sms.envelope_of(
            given, fields=fields, gateway=gateway, event_id=event_id, inline=gateway == "kannel" or settings.SMS_ANSWERS_INLINE
        )  # fmt: skip
    except sms.Malformed as missing:
        raise _missing(fields, missing) from None
    return take(envelope, at=at)


def _once(gateway: str, event_id: str, body: bytes, at: datetime) -> None:
    """This function will note a delivery's id; the same id may come again with the same body, with no other."""
    digest = hashlib.sha256(body).digest()
    with scoped(EVERYWHERE):
        event, is_new = WebhookEvent.objects.get_or_create(
            gateway=gateway, event_id=event_id, defaults={"digest": digest, "received_at": at}
        )
    if not is_new and bytes(event.digest) != digest:
        raise Refused(409, _("This event id was used before for another body."))


def _password(header: str) -> str:
    kind, _space, packed = header.partition(" ")
    if kind.lower() != "basic":
        return ""
    try:
        return base64.b64decode(packed, validate=True).decode().partition(":")[2]
    except ValueError:  # no base64, or none of ASCII
        return ""
