"""What proves that an answer comes from whom the warning was sent to: a short code and a signed link."""

import hashlib
import hmac
from functools import cache
from urllib.parse import quote
from uuid import UUID

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.urls import reverse

DIGITS = 4


def code_of(alert_id: UUID, person_id: UUID) -> str:
    """This function will return the four digits by which a person acknowledges a warning; no two persons share them knowingly."""
    told = hmac.digest(_key(), alert_id.bytes + person_id.bytes, "sha256")
    return str(10 ** (DIGITS - 1) + int.from_bytes(told[:8], "big") % (9 * 10 ** (DIGITS - 1)))


def link_to(delivery_id: UUID) -> str:
    """This function will return the address of the page on which this message is acknowledged without an account."""
    return f"{settings.PUBLIC_ADDRESS}{path_to(delivery_id)}"


def path_to(delivery_id: UUID) -> str:
    """This function will return the path of that page."""
    return _door() + quote(_signer().sign(delivery_id.hex), safe=":")


def delivery_of(token: str) -> UUID | None:
    """This function will return whose message a link's *token* answers, or None if we did not write it."""
    try:
        return UUID(hex=_signer().unsign(token))
    except (BadSignature, ValueError):
        return None


@cache
def _key() -> bytes:
    return hmac.new(settings.SECRET_KEY.encode(), b"kondusif.channels.code", hashlib.sha256).digest()


@cache
def _door() -> str:
    """Asked once: ten thousand links share it."""
    return reverse("channels:answer", args=["x"]).removesuffix("x")


@cache
def _signer() -> Signer:
    return Signer(salt="kondusif.channels.answer")
