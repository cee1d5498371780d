"""
The reporter's receipt: 20 digits that nobody can guess and that no table holds.

It is computed from the sender's own key and a secret, so the same report sent twice gets the same
receipt without anything being kept. The tables hold only a hash of it under a second secret.
See the decision record on receipts.
"""

import base64
import hmac
from datetime import datetime
from functools import cache
from hashlib import sha256
from uuid import UUID

from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings

from kondusif.core.secrets import secret

DIGITS = 20


def receipt_of(client_id: UUID) -> str:
    """This function will return the receipt of the report that was sent under *client_id*."""
    number = int.from_bytes(hmac.digest(_key("receipt"), client_id.bytes, "sha256"))
    # 256 bits folded into 66: the bias is below 2**-189.
    return f"{number % 10**DIGITS:020d}"


def receipt_hash(receipt: str) -> bytes:
    """This function will return under what a receipt is found."""
    return hmac.digest(_key("receipt-lookup"), receipt.encode(), "sha256")


def content_hash(content: bytes) -> bytes:
    """
    This function will return the mark by which the same content is known again.

    It is keyed: a plain hash would let a thief of the table try telephone numbers against it.
    """
    return hmac.digest(_key("report-content"), content, "sha256")


def digits_of(typed: str) -> str | None:
    """This function will return the 20 digits in what somebody typed, or None if it cannot be a receipt."""
    digits = "".join(c for c in typed if c not in " -.\t\u00a0\u2009")
    return digits if len(digits) == DIGITS and digits.isascii() and digits.isdecimal() else None


def grouped(receipt: str) -> str:
    """This function will write a receipt as it is read aloud: five groups of four."""
    return " ".join(receipt[n : n + 4] for n in range(0, DIGITS, 4))


@cache
def _key(name: str) -> bytes:
    return sha256(secret(settings.SECRETS_DIR, name).encode()).digest()


def seal_once(text: str, *, at: datetime) -> str:
    """This function will seal what one page hands to the next through the reader's browser."""
    return _carrier().encrypt_at_time(text.encode(), int(at.timestamp())).decode()


def open_once(token: str, *, at: datetime, ttl_s: int) -> str | None:
    """This function will return what was sealed at most *ttl_s* seconds ago, or None."""
    try:
        return _carrier().decrypt_at_time(token.encode(), ttl_s, int(at.timestamp())).decode()
    except (InvalidToken, UnicodeError):
        return None


@cache
def _carrier() -> Fernet:
    return Fernet(base64.urlsafe_b64encode(_key("receipt-carrier")))
