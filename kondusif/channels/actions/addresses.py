"""A person's own ways: a device that subscribes, a number that is proved by a code, hours of quiet."""

import hashlib
import hmac
import re
import secrets
from collections.abc import Mapping
from datetime import datetime, time, timedelta
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric import ec
from django.conf import settings
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from kondusif.channels.actions.queuing import put_in_queue
from kondusif.channels.carriers import has_carrier
from kondusif.channels.kinds import NAMES, TRUSTED_SENDER, Kind
from kondusif.channels.models import Address, Delivery, Preference
from kondusif.channels.states import DeliveryState
from kondusif.channels.webpush.guard import is_push_service
from kondusif.channels.webpush.keys import decode
from kondusif.core.actions import record
from kondusif.core.problems import NotAllowed, NotFound, Problem
from kondusif.people.queries import viewer_of
from kondusif.people.viewers import Viewer

CODE_TRIES, CODE_FOR, CODES_A_DAY = 5, timedelta(minutes=15), 5
MOST_OF_A_KIND = 8
GONE = "signed off by its push service"
RENEWED_WITHIN = timedelta(days=90)  # a phone that lay in a drawer hears late that its subscription ended
_LETTERS = "ABCDEFGHJKMNPQRSTVWXYZ23456789"


@transaction.atomic
def subscribe_device(*, endpoint: str, keys: Mapping[str, str], label: str = "", by: Viewer, at: datetime) -> Address:
    """
    This function will take a browser among the person's ways; the same one twice is one.

    :raises Problem: if it is no subscription that a browser makes.
    """
    _check_subscription(endpoint, keys)
    _check_room(by, Kind.WEBPUSH)
    there = Address.objects.select_for_update().filter(kind=Kind.WEBPUSH, address=endpoint, ended_at=None).first()
    kept = {"p256dh": keys["p256dh"], "auth": keys["auth"]}
    if there is not None and there.person_id == by.person_id:
        there.keys, there.is_active = kept, True
        there.save(update_fields=["keys", "is_active"])
        return there
    if there is not None:  # another person signed in on this device
        _end(there, "another person subscribed", by, at)
    row = Address.objects.create(
        person_id=by.person_id, kind=Kind.WEBPUSH, address=endpoint, keys=kept, label=label[:60], added_at=at,
        verified_at=at,
    )  # fmt: skip
    _record("address.verified", row, by, at)
    return row


@transaction.atomic
def unsubscribe_device(*, endpoint: str, by: Viewer, at: datetime) -> bool:
    """This function will end a browser among the person's ways and tell whether there was one."""
    rows = Address.objects.select_for_update().filter(
        kind=Kind.WEBPUSH, address=endpoint, person_id=by.person_id, ended_at=None
    )
    for row in rows:
        _end(row, "signed off", by, at)
    return bool(rows)


@transaction.atomic
def renew_device(*, former: str, secret: str, endpoint: str, keys: Mapping[str, str], at: datetime) -> bool:
    """
    This function will put a browser's new subscription in the place of its former one, and tell whether there was one.

    The former subscription's own secret is the proof, whoever is signed in: it stays with the person it was made for.

    :raises Problem: if the new one is no subscription that a browser makes.
    """
    _check_subscription(endpoint, keys)
    row = Address.objects.select_for_update().filter(kind=Kind.WEBPUSH, address=former).order_by("added_at").last()
    if row is None or not hmac.compare_digest(str(row.keys.get("auth", "")).encode(), secret.encode()):
        return False
    is_only_gone = row.end_reason == GONE and row.ended_at is not None and row.ended_at > at - RENEWED_WITHIN
    if row.ended_at is not None and not is_only_gone:
        return False
    if endpoint == former:  # the browser only asks whether it is still known
        return row.ended_at is None
    owner = viewer_of(row.person, at=at)
    if Address.objects.filter(kind=Kind.WEBPUSH, address=endpoint, ended_at=None).exclude(pk=row.pk).exists():
        if row.ended_at is None:
            _end(row, "subscribed anew", owner, at)
        return True
    row.address, row.keys = endpoint, {"p256dh": keys["p256dh"], "auth": keys["auth"]}
    row.ended_at, row.end_reason = None, ""
    row.save(update_fields=["address", "keys", "ended_at", "end_reason"])
    Delivery.objects.filter(to=row, state=DeliveryState.QUEUED).update(address=endpoint)
    _record("address.renewed", row, owner, at)
    return True


@transaction.atomic
def add_number(*, kind: Kind, number: str, label: str = "", by: Viewer, at: datetime) -> Address:
    """
    This function will put down a telephone number and send a code there that proves it.

    :raises Problem: if it is no number, or too many codes were sent today.
    """
    address = plain_number(number)
    if kind not in {Kind.SMS, Kind.WHATSAPP} or not has_carrier(kind):
        raise Problem("address.no_carrier", _("This installation does not send by this way."))
    _check_room(by, kind)
    row = Address.objects.select_for_update().filter(
        person_id=by.person_id, kind=kind, address=address, ended_at=None
    ).first() or Address(person_id=by.person_id, kind=kind, address=address, added_at=at)
    if row.verified_at is not None:
        return row
    row.label = label[:60]
    code = f"{secrets.randbelow(10**6):06d}"
    _set_code(row, code, by, at)
    _send_code(row, code, by, at)
    _record("address.added", row, by, at)
    return row


@transaction.atomic
def start_linking(*, kind: Kind, by: Viewer, at: datetime) -> str:
    """
    This function will return the word that the person writes to us by *kind* (``HUBUNG ABCD2345``) to be known there.

    :raises Problem: if this installation does not send by this way.
    """
    if kind not in TRUSTED_SENDER or not has_carrier(kind):  # an SMS could name a colleague's number as its sender
        raise Problem("address.no_carrier", _("This installation does not send by this way."))
    _check_room(by, kind)
    Address.objects.filter(person_id=by.person_id, kind=kind, address="", ended_at=None).update(
        ended_at=at, end_reason="a newer word"
    )
    row, code = Address(person_id=by.person_id, kind=kind, added_at=at), "".join(secrets.choice(_LETTERS) for _n in range(8))  # fmt: skip
    _set_code(row, code, by, at)
    return code


@transaction.atomic
def link_by_word(*, kind: Kind, address: str, word: str, at: datetime) -> bool:
    """This function will take the chat that wrote a linking *word* among its person's ways and tell whether it was one."""
    row = (
        Address.objects.select_for_update()
        .filter(kind=kind, address="", ended_at=None, verified_at=None, code_hash=_hash(word))
        .filter(code_sent_at__gt=at - CODE_FOR)
        .first()
    )
    if row is None:
        return False
    row.address = address
    _verified(row, Viewer(person_id=row.person_id), at)
    return True


@transaction.atomic
def verify_number(*, address_id: UUID, code: str, by: Viewer, at: datetime) -> bool:
    """
    This function will prove a number by the code that was sent there and tell whether it was right.

    :raises Problem: if the code is too old or was tried too often.
    """
    row = _own(address_id, by)
    if row.verified_at is not None:
        return True
    is_old = row.code_sent_at is None or row.code_sent_at <= at - CODE_FOR
    if is_old or row.code_tries >= CODE_TRIES:
        raise Problem("address.code_spent", _("This code is no longer valid. Ask for a new one."))
    if not hmac.compare_digest(bytes(row.code_hash or b""), _hash(code.strip())):
        row.code_tries += 1
        row.save(update_fields=["code_tries"])
        return False
    _verified(row, by, at)
    return True


@transaction.atomic
def switch_address(*, address_id: UUID, is_active: bool, by: Viewer, at: datetime) -> Address:
    """This function will use one of the person's ways from now on, or leave it."""
    row = _own(address_id, by)
    row.is_active = is_active
    row.save(update_fields=["is_active"])
    return row


@transaction.atomic
def end_address(*, address_id: UUID, by: Viewer, at: datetime) -> None:
    """This function will take one of the person's ways out of use for good."""
    _end(_own(address_id, by), "removed by its person", by, at)


@transaction.atomic
def set_quiet_hours(*, start: time | None, end: time | None, by: Viewer, at: datetime) -> None:
    """
    This function will note when the person wants to be left alone; without hours, never.

    :raises Problem: if only one of the two is given, or both are the same.
    """
    if (start is None) != (end is None) or (start is not None and start == end):
        raise Problem("quiet.incomplete", _("Give both hours, one after the other, or none."))
    Preference.objects.update_or_create(
        person_id=by.person_id, defaults={"quiet_from": start, "quiet_until": end, "changed_at": at}
    )


def plain_number(number: str) -> str:
    """
    This function will return an Indonesian or foreign mobile number as ``+62812…``.

    :raises Problem: if it is none.
    """
    digits = re.sub(r"[\s().-]", "", number)
    digits = "+62" + digits[1:] if digits.startswith("0") else "+" + digits if digits.startswith("62") else digits
    if not re.fullmatch(r"\+\d{9,15}", digits):
        raise Problem(
            "address.no_number",
            _("This is not a mobile number."),
            fields={"number": _("Write it like 0812 3456 7890.")},
        )
    return digits


def _check_subscription(endpoint: str, keys: Mapping[str, str]) -> None:
    try:
        point, auth = decode(str(keys["p256dh"])), decode(str(keys["auth"]))
        ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), point)
        sound = len(point) == 65 and len(auth) == 16 and len(endpoint) <= 1000 and is_push_service(endpoint)
    except (KeyError, ValueError):
        sound = False
    if not sound:
        raise Problem("address.no_subscription", _("This browser's subscription cannot be used."))


def _check_room(by: Viewer, kind: Kind) -> None:
    if by.person_id is None or not by.grants:
        raise NotAllowed("address.no_office", _("Warnings are sent to persons in office."))
    n = Address.objects.filter(person_id=by.person_id, kind=kind, ended_at=None).exclude(address="").count()
    if n > MOST_OF_A_KIND:
        raise Problem("address.too_many", _("You have many of these already. Remove one first."))


def _set_code(row: Address, code: str, by: Viewer, at: datetime) -> None:
    day = at - timedelta(days=1)
    sent = Address.objects.filter(person_id=by.person_id, code_sent_at__gt=day).count()
    # Whoever owns the number may be nobody of ours: it is not called again and again.
    called = Delivery.objects.filter(
        person_id=by.person_id, address=row.address, news="code", queued_at__gt=day
    ).count()
    is_hasty = row.code_sent_at is not None and row.code_sent_at > at - timedelta(minutes=1)
    if sent >= 4 * CODES_A_DAY or called >= CODES_A_DAY:
        raise Problem("address.many_codes", _("Too many codes were sent today. Ask for another one tomorrow."))
    if is_hasty:
        raise Problem(
            "address.too_many_codes", _("A code was sent just now. Wait a minute before you ask for another.")
        )
    row.code_hash, row.code_sent_at, row.code_tries = _hash(code), at, 0
    row.save()


def _send_code(row: Address, code: str, by: Viewer, at: datetime) -> None:
    with translation.override("id"):
        subject = gettext("Kondusif: prove your number")
        body = gettext("%(code)s is your code for Kondusif. It is good for 15 minutes. Tell nobody.") % {"code": code}
    put_in_queue(
        [
            Delivery(
                key=f"code:{row.pk}:{at:%y%m%d%H%M%S}", kind=row.kind, address=row.address, to=row,
                person_id=by.person_id, subject=subject, body=body, region_id=by.grants[0].region_code, queued_at=at,
                not_before=at, good_until=at + CODE_FOR, is_urgent=True, news="code",
            )
        ]
    )  # fmt: skip


def _verified(row: Address, by: Viewer, at: datetime) -> None:
    former = Address.objects.select_for_update().filter(
        kind=row.kind, address=row.address, ended_at=None, verified_at__isnull=False
    )
    for other in former.exclude(pk=row.pk):
        _end(other, "proved by another person", by, at)
    row.verified_at, row.code_hash = at, None
    row.label = row.label or str(NAMES[Kind(row.kind)])
    row.save()
    _record("address.verified", row, by, at)


def _own(address_id: UUID, by: Viewer) -> Address:
    row = Address.objects.select_for_update().filter(pk=address_id, person_id=by.person_id, ended_at=None).first()
    if row is None:
        raise NotFound("address.missing", _("There is no such address among yours."))
    return row


def _end(row: Address, reason: str, by: Viewer, at: datetime) -> None:
    row.ended_at, row.end_reason = at, reason
    row.save(update_fields=["ended_at", "end_reason"])
    _record("address.ended", row, by, at)


def _record(name: str, row: Address, by: Viewer, at: datetime) -> None:
    region_code = by.grants[0].region_code if by.grants else ""
    record(name, subject=row, by=by, at=at, region_code=region_code, kind=row.kind)


def _hash(code: str) -> bytes:
    return hmac.new(
        settings.SECRET_KEY.encode(), b"kondusif.channels.proof" + code.upper().encode(), hashlib.sha256
    ).digest()
