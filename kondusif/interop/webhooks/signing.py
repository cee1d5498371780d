"""Signatures of Standard Webhooks 1.0: HMAC-SHA256 over ``id.timestamp.body``, so that a copy grows old."""

import base64
import hmac
import os
from hashlib import sha256

PREFIX = "whsec_"
SECRET_BYTES = 32
WINDOW_S = 300  # how old or early a receiver should let a message be


def new_secret() -> str:
    """This function will return a fresh secret as receivers configure it."""
    return PREFIX + base64.b64encode(os.urandom(SECRET_BYTES)).decode()


def signature(secret: str, message_id: str, timestamp: int, body: bytes) -> str:
    """
    This function will return one signature for the header.

    :raises ValueError: if *secret* is none of ours.
    """
    if not secret.startswith(PREFIX):
        raise ValueError("a secret begins with whsec_")
    key = base64.b64decode(secret.removeprefix(PREFIX), validate=True)
    signed = f"{message_id}.{timestamp}.".encode() + body
    return "v1," + base64.b64encode(hmac.digest(key, signed, sha256)).decode()


def headers(secrets: list[str], message_id: str, timestamp: int, body: bytes) -> dict[str, str]:
    """This function will return the headers of one try; with two secrets, receivers change over without a gap."""
    return {
        "content-type": "application/json; charset=utf-8",
        "user-agent": "Kondusif-Webhooks/1.0",
        "webhook-id": message_id,
        "webhook-timestamp": str(timestamp),
        "webhook-signature": " ".join(signature(s, message_id, timestamp, body) for s in secrets),
    }
