"""Handing a notice to the push service of a browser."""

import hashlib
import os
from datetime import datetime
from functools import lru_cache
from urllib.parse import urlsplit

import orjson
from cryptography.hazmat.primitives.asymmetric import ec
from django.conf import settings

from kondusif.channels.carriers import AddressGone, CarrierAnswer, Letter, Undeliverable
from kondusif.channels.posting import post
from kondusif.channels.webpush.codec import encrypt, token
from kondusif.channels.webpush.guard import is_push_service
from kondusif.channels.webpush.keys import decode, private_key, public_key

KEPT_SECONDS = 4 * 3600  # the push service keeps it so long for a device that sleeps
TOKEN_HOURS = 12


def is_configured() -> bool:
    """This function will say yes: the keys are made at first use."""
    return True


def send(letter: Letter) -> CarrierAnswer:
    """
    This function will hand *letter* to the push service of its device and return when it took it.

    A repeated one has the same topic and replaces the first, if the device has not fetched that yet.

    :raises OSError: if the service is away, busy or in trouble.
    :raises AddressGone: if the browser has signed off.
    :raises Undeliverable: if this notice can never be taken.
    """
    if not is_push_service(letter.address):
        raise AddressGone("not a push service")
    answer = post(letter.address, _sealed(letter), _headers(letter))
    if answer.is_accepted:
        return CarrierAnswer(answer.headers.get("location", "")[-120:])
    if answer.status in {404, 410}:
        raise AddressGone(f"the browser has signed off ({answer.status})")
    if answer.is_worth_another_try or answer.status in {401, 403}:
        raise ConnectionError(f"push service answered {answer.status}")
    raise Undeliverable(f"push service answered {answer.status}")


def content_of(letter: Letter) -> dict[str, object]:
    """This function will return what the device shows: never more than may be read on a locked screen."""
    path = urlsplit(letter.link).path
    told: dict[str, object] = {
        "title": letter.subject, "body": letter.body, "tag": _topic(letter), "url": path or "/peringatan/",
        "urgent": letter.is_urgent,
    }  # fmt: skip
    # Only an officer answers from the screen; a citizen who follows an area just opens the page.
    return told | ({"ack": path} if path.startswith("/kanal/siap/") else {})


def _sealed(letter: Letter) -> bytes:
    try:
        browser, auth = decode(letter.keys["p256dh"]), decode(letter.keys["auth"])
        return encrypt(
            orjson.dumps(content_of(letter)), browser=browser, auth=auth, salt=os.urandom(16),
            key=ec.generate_private_key(ec.SECP256R1()),
        )  # fmt: skip
    except (KeyError, ValueError) as error:
        raise Undeliverable(f"the subscription cannot be used: {error}") from error


def _headers(letter: Letter) -> dict[str, str]:
    parts = urlsplit(letter.address)
    if letter.at is None:
        raise Undeliverable("a notice needs the moment at which it is sent")
    signed = _token(f"{parts.scheme}://{parts.netloc}", letter.at.replace(minute=0, second=0, microsecond=0))
    return {
        "Content-Type": "application/octet-stream", "Content-Encoding": "aes128gcm", "TTL": str(KEPT_SECONDS),
        "Urgency": "high" if letter.is_urgent else "normal", "Topic": _topic(letter),
        "Authorization": f"vapid t={signed}, k={public_key()}",
    }  # fmt: skip


@lru_cache(maxsize=64)
def _token(audience: str, hour: datetime) -> str:
    contact = f"mailto:{settings.DEFAULT_FROM_EMAIL}"
    return token(audience=audience, contact=contact, expires=int(hour.timestamp()) + TOKEN_HOURS * 3600, key=private_key())  # fmt: skip


def _topic(letter: Letter) -> str:
    """At most 32 letters of base64url."""
    return hashlib.sha256(letter.key.encode()).hexdigest()[:32]
