"""What people answer: a short text, a button, a signed link; each acknowledges as the office they hold."""

from datetime import datetime, timedelta

from django.db import transaction

from kondusif.alerts.actions import acknowledge_alert
from kondusif.channels.actions.addresses import link_by_word, plain_number
from kondusif.channels.kinds import TRUSTED_SENDER, Kind
from kondusif.channels.models import Address, Delivery
from kondusif.channels.rules import Reply, read_link, read_reply
from kondusif.channels.states import DeliveryState
from kondusif.core.problems import Conflict, NotAllowed, Problem
from kondusif.core.scope import EVERYWHERE, scoped
from kondusif.people.models import Person
from kondusif.people.queries import viewer_of

ANSWER_WITHIN = timedelta(days=7)
LINK_STAYS = timedelta(hours=72)


def take_reply(kind: Kind | str, address: str, text: str, at: datetime) -> bool:
    """
    This function will acknowledge the warning that *text* answers and tell whether it answered one.

    ``HUBUNG`` and a word from the page of one's own ways makes the sender's chat or number one of them.

    The sender is known by the verified address. A number without its code counts only where the provider
    vouches for the sender and only one warning waits: a forged SMS must not silence a call tree.
    """
    address = _plain(Kind(kind), address)
    word = read_link(text)
    if word is not None and kind in TRUSTED_SENDER:
        with scoped(EVERYWHERE):
            return link_by_word(kind=Kind(kind), address=address, word=word, at=at)
    reply = read_reply(text)
    if reply is None:
        return False
    with scoped(EVERYWHERE), transaction.atomic():
        person_id = (
            Address.objects.filter(
                kind=kind, address=address, verified_at__isnull=False, ended_at=None, person__isnull=False
            )
            .values_list("person_id", flat=True)
            .first()
        )
        told = _told(person_id, reply, Kind(kind), at) if person_id else None
        return told is not None and acknowledge_delivery(told, at=at)


@transaction.atomic
def acknowledge_delivery(told: Delivery, *, at: datetime) -> bool:
    """
    This function will acknowledge the warning of a message as the person it went to, and tell whether that counts.

    A second answer, and one after a colleague's, only marks the message: nothing is acknowledged twice.
    """
    if told.alert_id is None or told.person_id is None:
        return False
    by = viewer_of(Person.objects.get(pk=told.person_id), at=at)
    try:
        with transaction.atomic():
            acknowledge_alert(alert_id=told.alert_id, by=by, at=at)
    except NotAllowed:
        return False  # no longer in an office that is addressed
    except Conflict:
        pass  # a colleague was quicker, or the warning has ended: this message is answered all the same
    asking = Delivery.objects.filter(alert_id=told.alert_id, person_id=told.person_id, acknowledged_at=None)
    asking.exclude(code="").update(state=DeliveryState.ACKNOWLEDGED, acknowledged_at=at)
    return True


def is_open_for_answers(told: Delivery, *, at: datetime) -> bool:
    """
    This function will tell whether the link in a message still acknowledges: while its warning is in force, for 72 hours at most.

    Links lie in mailboxes and histories for years; one that is found later must do nothing.
    """
    alert = told.alert
    is_over = alert is None or (alert.ended_at is not None and alert.ended_at <= at)
    return not is_over and at <= told.queued_at + LINK_STAYS


def _told(person_id, reply: Reply, kind: Kind, at: datetime) -> Delivery | None:
    told = (
        Delivery.objects.filter(person_id=person_id, alert__isnull=False, queued_at__gte=at - ANSWER_WITHIN)
        .exclude(code="")
        .order_by("-queued_at")
    )
    if reply.code:
        return told.filter(code=reply.code).first()
    if kind not in TRUSTED_SENDER:
        return None
    waiting = list(told.filter(acknowledged_at=None)[:50])
    return waiting[0] if len({d.alert_id for d in waiting}) == 1 else None


def _plain(kind: Kind, address: str) -> str:
    """Gateways write one number as 0812…, 62812… and +62812…."""
    if kind not in {Kind.SMS, Kind.WHATSAPP}:
        return address
    try:
        return plain_number(address)
    except Problem:
        return address
