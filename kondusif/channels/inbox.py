"""How the ways in and out are doing: set up or not, the last message, what waits and what stands aside. No words, no senders."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Count, Max, Q, QuerySet

from kondusif.channels.carriers import has_carrier
from kondusif.channels.configured import secret_if_set
from kondusif.channels.dialogue.models import InboundMessage, Reply
from kondusif.channels.email import mailbox
from kondusif.channels.kinds import Kind
from kondusif.channels.models import Delivery
from kondusif.channels.states import DeliveryState
from kondusif.core.scope import EVERYWHERE, scoped
from kondusif.people.viewers import Viewer

LATELY = timedelta(hours=24)
S = InboundMessage.State


@dataclass(frozen=True)
class WayIn:
    """One channel as the page shows it."""

    kind: Kind
    is_set_up: bool
    answers: bool
    last_at: datetime | None = None
    n_lately: int = 0
    n_reported: int = 0
    n_waiting: int = 0
    n_held: int = 0


def ways_in(viewer: Viewer, at: datetime) -> list[WayIn]:
    """This function will return every channel with its state; nothing to whoever may not look after them."""
    if not viewer.may("channel.read"):
        return []
    with scoped(EVERYWHERE):  # counts alone: a talk lies in no territory
        rows = InboundMessage.objects.values("kind").annotate(
            last_at=Max("received_at"),
            n_lately=Count("id", filter=Q(received_at__gte=at - LATELY)),
            n_reported=Count("id", filter=Q(received_at__gte=at - LATELY, reported=True)),
            n_waiting=Count("id", filter=Q(state__in=[S.WAITING, S.PART])),
            n_held=Count("id", filter=Q(state=S.QUARANTINED)),
        )
        counts = {row.pop("kind"): row for row in rows}
    return [
        WayIn(kind, *_state(kind), **counts.get(kind.value, {}))
        for kind in (Kind.TELEGRAM, Kind.WHATSAPP, Kind.SMS, Kind.EMAIL)
    ]


def _state(kind: Kind) -> tuple[bool, bool]:
    """This function will tell whether messages can come in by *kind*, and whether answers go out."""
    if kind is Kind.TELEGRAM:
        return secret_if_set("telegram-webhook") is not None, secret_if_set("telegram-token") is not None
    if kind is Kind.WHATSAPP:
        both = all(secret_if_set(name) for name in ("whatsapp-app", "whatsapp-verify"))
        return both, bool(settings.WHATSAPP_PHONE_ID) and secret_if_set("whatsapp-token") is not None
    if kind is Kind.SMS:
        gateways = any(settings.SECRETS_DIR.glob("sms-in-*")) or settings.SMS_GATEWAY_FORM == "gammu"
        return gateways, settings.SMS_ANSWERS_INLINE or bool(settings.SMS_GATEWAY_URL)
    return mailbox.is_configured(), True


@dataclass(frozen=True)
class WayOut:
    """One way by which warnings go out, as the page shows it."""

    kind: Kind
    is_set_up: bool
    last_sent_at: datetime | None = None
    last_arrived_at: datetime | None = None
    n_waiting: int = 0
    n_held: int = 0


def ways_out(viewer: Viewer) -> list[WayOut]:
    """This function will return every way out with what was sent, waits and stands in quarantine; counts alone."""
    if not viewer.may("channel.read"):
        return []
    with scoped(EVERYWHERE):  # the queue is one for all offices of this installation
        rows = Delivery.objects.values("kind").order_by().annotate(
            last_sent_at=Max("sent_at"), last_arrived_at=Max("delivered_at"),
            n_waiting=Count("id", filter=Q(state=DeliveryState.QUEUED)),
            n_held=Count("id", filter=Q(state=DeliveryState.QUARANTINED)),
        )  # fmt: skip
        counts = {row.pop("kind"): row for row in rows}
    return [WayOut(kind, has_carrier(kind), **counts.get(kind.value, {})) for kind in Kind]


def set_aside(viewer: Viewer) -> QuerySet[InboundMessage]:
    """This function will return what a person has to look at: messages in quarantine and answers that could not go."""
    if not viewer.may("channel.read"):
        return InboundMessage.objects.none()
    failed = Q(reply__state=Reply.State.FAILED)
    return (
        InboundMessage.objects.filter(Q(state=S.QUARANTINED) | failed).select_related("reply").order_by("-received_at")
    )
