"""Endpoints that hear of events: opened, tested, given a new secret, disabled; messages queued once and sent."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from kondusif.core.actions import Actor, record
from kondusif.core.egress import Answer, Forbidden, Guard
from kondusif.core.models import Event
from kondusif.core.problems import Conflict, NotAllowed, NotFound, Problem
from kondusif.core.sealing import open_sealed, seal
from kondusif.core.states import check_move
from kondusif.interop.models import WebhookEndpoint, WebhookMessage
from kondusif.interop.states import ENDPOINT_MOVES, EndpointState, MessageState
from kondusif.interop.webhooks import payloads
from kondusif.interop.webhooks.signing import headers, new_secret
from kondusif.interop.webhooks.words import FORBIDDEN
from kondusif.people.viewers import Viewer

KEY = "webhook"
# After the first, second … refusal; some 27 hours in all, then a person has to look.
PAUSES = tuple(timedelta(seconds=s) for s in (5, 60, 300, 1_800, 7_200, 18_000, 28_800, 43_200))
FORMER_DAYS = timedelta(days=1)
PATIENCE = timedelta(days=1)  # so long may every message fail before the endpoint is disabled
LEAST_FAILURES = 10
GONE = 410
ENDPOINTS_MAX = 50


@transaction.atomic
def open_endpoint(
    *,
    name: str,
    url: str,
    events: Sequence[str],
    region_code: str,
    by: Viewer,
    at: datetime,
    guard: Guard | None = None,
) -> tuple[WebhookEndpoint, str]:
    """
    This function will take an address into the list and return it with its secret, which is never shown again.

    :raises NotAllowed: if no office of *by* decides here what leaves the house.
    :raises Problem: naming what is wrong with the address or the choice of events.
    """
    _check_may(by, region_code)
    _check_choice(name, events)
    _check_address(url, guard or Guard())
    if (
        WebhookEndpoint.objects.filter(region_id=region_code).exclude(state=EndpointState.ENDED).count()
        >= ENDPOINTS_MAX
    ):
        raise Problem("webhook.too_many", _("There are too many addresses for this region. End one first."))
    secret = new_secret()
    endpoint = WebhookEndpoint(
        region_id=region_code, name=name.strip(), url=url.strip(), events=sorted(set(events)), opened_at=at,
        opened_by_id=by.person_id,
    )  # fmt: skip
    endpoint.sealed_secret = seal(KEY, secret.encode(), about=endpoint.pk.bytes)
    endpoint.save()
    record("webhook.opened", subject=endpoint, by=by, at=at, host=_host_of(url), events=endpoint.events)
    return endpoint, secret


@transaction.atomic
def change_secret(*, endpoint_id: UUID, by: Viewer, at: datetime) -> tuple[WebhookEndpoint, str]:
    """This function will give an endpoint a new secret and return it; the former one signs as well for a day."""
    endpoint = _locked(endpoint_id, by)
    check_move(ENDPOINT_MOVES, endpoint.state, EndpointState.ENDED)
    secret = new_secret()
    endpoint.sealed_former, endpoint.former_until = endpoint.sealed_secret, at + FORMER_DAYS
    endpoint.sealed_secret = seal(KEY, secret.encode(), about=endpoint.pk.bytes)
    endpoint.save(update_fields=["sealed_secret", "sealed_former", "former_until"])
    record("webhook.secret_changed", subject=endpoint, by=by, at=at)
    return endpoint, secret


@transaction.atomic
def switch_endpoint(*, endpoint_id: UUID, to: EndpointState, by: Viewer, at: datetime) -> WebhookEndpoint:
    """
    This function will disable, enable or end an endpoint; enabling forgets its failures.

    :raises ForbiddenMove: if it is there already, or ended.
    """
    endpoint = _locked(endpoint_id, by)
    check_move(ENDPOINT_MOVES, endpoint.state, to)
    _switch(endpoint, to)
    record(f"webhook.{PAST[to]}", subject=endpoint, by=by, at=at)
    return endpoint


@transaction.atomic
def ping(*, endpoint_id: UUID, by: Viewer, at: datetime) -> WebhookMessage:
    """
    This function will queue a test message.

    :raises Conflict: if the endpoint is not active.
    """
    endpoint = _locked(endpoint_id, by)
    if endpoint.state != EndpointState.ACTIVE:
        raise Conflict("webhook.not_active", _("This address is not active. Enable it first."))
    body = payloads.written(payloads.PING, at, {"name": endpoint.name, "region_code": endpoint.region_id})
    message = WebhookMessage.objects.create(
        endpoint=endpoint, name=payloads.PING, body=body, queued_at=at, not_before=at
    )
    record("webhook.pinged", subject=endpoint, by=by, at=at)
    return message


@transaction.atomic
def queue_event(*, event_id: int, at: datetime) -> list[WebhookMessage]:
    """This function will queue the message of an event for every endpoint that asked for it, once each."""
    event = Event.objects.get(pk=event_id)
    above = [event.region_code[:n] for n in (2, 5, 8, 13) if n <= len(event.region_code)]
    endpoints = list(
        WebhookEndpoint.objects.filter(state=EndpointState.ACTIVE, region_id__in=above, events__contains=[event.name])
    )
    body = payloads.body_of(event) if endpoints else None
    if body is None:
        return []
    made = []
    for endpoint in endpoints:
        message, is_new = WebhookMessage.objects.get_or_create(
            endpoint=endpoint, event=event,
            defaults={"name": event.name, "body": body, "queued_at": at, "not_before": at},
        )  # fmt: skip
        made += [message] if is_new else []
    return made


def send_message(*, message_id: UUID, by: Actor, at: datetime, guard: Guard | None = None) -> WebhookMessage | None:
    """
    This function will try one queued message once and return it, or None if it is not its turn.

    The line is used while the row is held but outside anything else, so that two workers never send the
    same try; every try carries the same id and bytes under a fresh timestamp.
    """
    with transaction.atomic():
        message = (
            WebhookMessage.objects.select_for_update(skip_locked=True, of=("self",))
            .select_related("endpoint")
            .filter(pk=message_id, state=MessageState.QUEUED, not_before__lte=at, endpoint__state=EndpointState.ACTIVE)
            .first()
        )
        if message is None:
            return None
        answer, fault = _try(message, at, guard or Guard())
        message.tries += 1
        if answer is not None and answer.is_accepted:
            _note_success(message, answer, at)
        else:
            _note_failure(message, answer, fault, by, at)
        return message


def _try(message: WebhookMessage, at: datetime, guard: Guard) -> tuple[Answer | None, str]:
    endpoint, body = message.endpoint, message.body.encode()
    signed = headers(secrets_of(endpoint, at), str(message.pk), int(at.timestamp()), body)
    try:
        answer = guard.post(endpoint.url, body, signed)
    except Forbidden as reason:
        return None, f"forbidden: {reason}"
    except OSError as error:
        return None, f"{type(error).__name__}: {error}"[:200]
    return answer, "" if answer.is_accepted else f"HTTP {answer.status}"


def secrets_of(endpoint: WebhookEndpoint, at: datetime) -> list[str]:
    """This function will return the secrets that sign now: the present one, and for a day after a change the former."""
    sealed = [endpoint.sealed_secret]
    if endpoint.sealed_former is not None and endpoint.former_until > at:
        sealed.append(endpoint.sealed_former)
    return [open_sealed(KEY, s, about=endpoint.pk.bytes).decode() for s in sealed]


def _note_success(message: WebhookMessage, answer: Answer, at: datetime) -> None:
    message.state, message.status, message.sent_at, message.last_error = MessageState.SENT, answer.status, at, ""
    message.save(update_fields=["state", "status", "sent_at", "last_error", "tries"])
    WebhookEndpoint.objects.filter(pk=message.endpoint_id).update(
        n_failures=0, failing_since=None, last_error="", reached_at=at
    )


def _note_failure(message: WebhookMessage, answer: Answer | None, fault: str, by: Actor, at: datetime) -> None:
    message.status, message.last_error = answer.status if answer else None, fault
    is_last = message.tries > len(PAUSES) or message.name == payloads.PING
    message.state = MessageState.QUARANTINED if is_last else MessageState.QUEUED
    message.not_before = at if is_last else at + PAUSES[message.tries - 1]
    message.save(update_fields=["state", "status", "last_error", "tries", "not_before"])
    endpoint = WebhookEndpoint.objects.select_for_update().get(pk=message.endpoint_id)
    endpoint.n_failures += 1
    endpoint.failing_since, endpoint.last_error = endpoint.failing_since or at, fault
    endpoint.save(update_fields=["n_failures", "failing_since", "last_error"])
    long_dead = endpoint.n_failures >= LEAST_FAILURES and at - endpoint.failing_since >= PATIENCE
    if (answer and answer.status == GONE) or long_dead:
        endpoint.state = EndpointState.DISABLED
        endpoint.save(update_fields=["state"])
        record("webhook.disabled", subject=endpoint, by=by, at=at, error=fault, failures=endpoint.n_failures)
    elif is_last:
        record("webhook.message_quarantined", subject=endpoint, by=by, at=at, message=str(message.pk), error=fault)


PAST = {EndpointState.ACTIVE: "enabled", EndpointState.DISABLED: "disabled", EndpointState.ENDED: "ended"}


def _switch(endpoint: WebhookEndpoint, to: EndpointState) -> None:
    endpoint.state = to
    if to == EndpointState.ACTIVE:
        endpoint.n_failures, endpoint.failing_since, endpoint.last_error = 0, None, ""
    if to == EndpointState.ENDED:
        endpoint.messages.filter(state=MessageState.QUEUED).update(state=MessageState.QUARANTINED)
    endpoint.save(update_fields=["state", "n_failures", "failing_since", "last_error"])


def _locked(endpoint_id: UUID, by: Viewer) -> WebhookEndpoint:
    endpoint = WebhookEndpoint.objects.select_for_update().filter(pk=endpoint_id).first()
    if endpoint is None:
        raise NotFound("webhook.missing", _("There is no such address, or it is not yours to see."))
    _check_may(by, endpoint.region_id)
    return endpoint


def _check_may(by: Viewer, region_code: str) -> None:
    if not by.may("webhook.manage", region_code):
        raise NotAllowed("webhook.not_yours", _("Your office does not decide here what other programs are told."))


def _check_choice(name: str, events: Sequence[str]) -> None:
    faults = {}
    if not name.strip() or len(name.strip()) > 80:
        faults["name"] = _("Write who receives it, in at most 80 characters.")
    if not events or set(events) - set(payloads.EVENTS):
        faults["events"] = _("Choose at least one event of the list.")
    if faults:
        raise Problem("webhook.incomplete", _("The address is not in order yet."), fields=faults)


def _check_address(url: str, guard: Guard) -> None:
    try:
        guard.address(guard.target(url.strip()))
    except Forbidden as reason:
        sentence = FORBIDDEN[str(reason)]
        raise Problem("webhook.forbidden_address", sentence, fields={"url": sentence}) from None
    except OSError:
        sentence = _("Nobody is found under this name. Check its spelling.")
        raise Problem("webhook.unknown_host", sentence, fields={"url": sentence}) from None


def _host_of(url: str) -> str:
    return url.partition("://")[2].partition("/")[0][:100]
