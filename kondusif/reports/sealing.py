"""Contacts under lock: AES-GCM with a key from a secret file, bound to the one report they belong to."""

import json
import os
from dataclasses import asdict
from functools import cache
from hashlib import sha256
from uuid import UUID

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

from kondusif.core.secrets import secret
from kondusif.reports.rules import Contact

# The first byte of what is stored says how it was sealed, so that a later way can stand beside it.
_VERSION = b"\x01"
_NONCE = 12


def seal_contact(contact: Contact, report_id: UUID) -> bytes:
    """This function will return *contact* so that only the holder of the key file can read it."""
    nonce = os.urandom(_NONCE)
    # Padded to one size: the length of a name must not tell whose it is.
    plain = json.dumps(asdict(contact), ensure_ascii=False).encode().ljust(512)
    return _VERSION + nonce + _cipher().encrypt(nonce, plain, report_id.bytes)


def open_contact(sealed: bytes, report_id: UUID) -> Contact:
    """
    This function will return the contact of a report; whoever calls it has recorded the reason before.

    :raises cryptography.exceptions.InvalidTag: if the bytes were changed or belong to another report.
    """
    nonce, body = sealed[1 : 1 + _NONCE], sealed[1 + _NONCE :]
    return Contact(**json.loads(_cipher().decrypt(nonce, body, report_id.bytes)))


def hint_of(contact: Contact) -> str:
    """This function will return the last two characters of a contact, to tell two apart."""
    return (contact.phone or contact.email)[-2:]


@cache
def _cipher() -> AESGCM:
    return AESGCM(sha256(secret(settings.SECRETS_DIR, "contact").encode()).digest())
