"""
Is this delivery from whom it says? Signatures over the raw body, compared in constant time.

Our own form is ``X-Kondusif-Signature: t=<Unix seconds>,id=<event id>,v1=<hex>``, where ``v1`` is
HMAC-SHA256 of ``<t>.<id>.<body>``. The window holds for the moment of signing; the message inside may be
days old. Telegram and Meta sign in their own ways.
"""

import hmac
import re
from dataclasses import dataclass
from datetime import datetime

WINDOW_S = 300
_PARTS = re.compile(r"t=(\d{1,12}),id=([A-Za-z0-9._:\-]{1,80}),v1=([0-9a-f]{64})")


@dataclass(frozen=True)
class Signed:
    """A signature that holds: the sender's name for this delivery."""

    event_id: str


class Forged(Exception):
    """The signature is missing, malformed, wrong or too old; the word says which."""


def signature(secret: str, body: bytes, *, event_id: str, at: datetime) -> str:
    """This function will return the header that signs *body* now."""
    moment = str(int(at.timestamp()))
    return f"t={moment},id={event_id},v1={_digest(secret, moment, event_id, body)}"


def check_own(secret: str, header: str, body: bytes, *, at: datetime) -> Signed:
    """
    This function will return what our own signature says.

    :raises Forged: if it does not hold, or was made more than five minutes from now.
    """
    parts = _PARTS.fullmatch(header.strip())
    if not parts:
        raise Forged("malformed")
    moment, event_id, digest = parts.groups()
    if not hmac.compare_digest(digest, _digest(secret, moment, event_id, body)):
        raise Forged("wrong")
    if abs(at.timestamp() - int(moment)) > WINDOW_S:
        raise Forged("old")
    return Signed(event_id)


def check_meta(secret: str, header: str, body: bytes) -> None:
    """
    This function will check ``X-Hub-Signature-256`` as Meta makes it: HMAC-SHA256 of the body under the app secret.

    :raises Forged: if it does not hold.
    """
    expected = "sha256=" + hmac.new(secret.encode(), body, "sha256").hexdigest()
    if not hmac.compare_digest(expected.encode(), header.encode(errors="replace")):
        raise Forged("wrong")


def check_token(secret: str, given: str) -> None:
    """
    This function will check a token that comes along as it is: Telegram's header, Kannel's password.

    :raises Forged: if it is another one.
    """
    if not hmac.compare_digest(secret.encode(), given.encode(errors="replace")):
        raise Forged("wrong")


def _digest(secret: str, moment: str, event_id: str, body: bytes) -> str:
    return hmac.new(secret.encode(), f"{moment}.{event_id}.".encode() + body, "sha256").hexdigest()
