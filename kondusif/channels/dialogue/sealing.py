"""Senders and their words under lock: keyed marks to find a talk again, AES-GCM for what it holds."""

import hmac
from collections.abc import Iterable
from datetime import UTC, datetime
from functools import cache
from hashlib import sha256
from uuid import UUID

from django.conf import settings

from kondusif.core import sealing
from kondusif.core.secrets import secret

PEPPER = "chat-pepper-"
_SEAL = "chat"


def quarter_of(at: datetime) -> str:
    """This function will name the quarter of *at*: ``2026q4``."""
    at = at.astimezone(UTC)
    return f"{at.year}q{(at.month + 2) // 3}"


def quarter_before(quarter: str) -> str:
    """This function will name the quarter before."""
    year, n = int(quarter[:4]), int(quarter[-1])
    return f"{year - 1}q4" if n == 1 else f"{year}q{n - 1}"


def sender_mark(kind: str, address: str, quarter: str) -> bytes:
    """This function will return under what the talk with *address* is found in one quarter; it tells nobody who that is."""
    return hmac.digest(_key(PEPPER + quarter), f"{kind}\0{address}".encode(), "sha256")


def message_mark(*parts: str) -> bytes:
    """This function will return the mark by which a message is known again."""
    return hmac.digest(_key("chat-marks"), "\0".join(parts).encode(errors="replace"), "sha256")


def report_key(mark: bytes) -> UUID:
    """
    This function will return the ``client_id`` of the report that the message *mark* completes.

    It is keyed: whoever steals the tables cannot tell which talk a report came from.
    """
    return UUID(bytes=hmac.digest(_key("chat-report"), bytes(mark), "sha256")[:16], version=5)


def seal(plain: bytes, owner: UUID) -> bytes:
    """This function will return *plain* so that only the holder of the key file can read it, bound to its row."""
    return sealing.seal(_SEAL, plain, about=owner.bytes)


def unseal(sealed: bytes, owner: UUID) -> bytes:
    """
    This function will return what was sealed for the row *owner*.

    :raises cryptography.exceptions.InvalidTag: if the bytes were changed or belong to another row.
    """
    return sealing.open_sealed(_SEAL, sealed, about=owner.bytes)


def seal_names(names: Iterable[str], owner: UUID) -> bytes:
    """This function will seal the names under which a sender is answered, the best first."""
    return seal("\n".join(names).encode(), owner)


def names_in(sealed: bytes | None, owner: UUID) -> list[str]:
    """This function will return the names that ``seal_names`` sealed, none where they were forgotten."""
    return [] if sealed is None else unseal(sealed, owner).decode().split("\n")


@cache
def _key(name: str) -> bytes:
    return sha256(secret(settings.SECRETS_DIR, name).encode()).digest()
