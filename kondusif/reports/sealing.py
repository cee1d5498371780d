"""Contacts under lock, bound to the one report they belong to."""

import json
from dataclasses import asdict
from uuid import UUID

from kondusif.core.sealing import open_sealed, seal
from kondusif.reports.rules import Contact

_KEY = "contact"


def seal_contact(contact: Contact, report_id: UUID) -> bytes:
    """This function will return *contact* so that only the holder of the key file can read it."""
    # Padded to one size: the length of a name must not tell whose it is.
    plain = json.dumps(asdict(contact), ensure_ascii=False).encode().ljust(512)
    return seal(_KEY, plain, about=report_id.bytes)


def open_contact(sealed: bytes, report_id: UUID) -> Contact:
    """
    This function will return the contact of a report; whoever calls it has recorded the reason before.

    :raises cryptography.exceptions.InvalidTag: if the bytes were changed or belong to another report.
    """
    return Contact(**json.loads(open_sealed(_KEY, sealed, about=report_id.bytes)))


def hint_of(contact: Contact) -> str:
    """This function will return the last two characters of a contact, to tell two apart."""
    return (contact.phone or contact.email)[-2:]
