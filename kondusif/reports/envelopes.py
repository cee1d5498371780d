"""Sealed words on their way in: the shape of an envelope, and whether its key belongs to the place and the category."""

import base64
import binascii
from collections.abc import Mapping
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from kondusif.core.problems import Problem
from kondusif.core.scope import EVERYWHERE, scoped
from kondusif.people.models import GroupKey
from kondusif.people.vault.queries import keys_in_use
from kondusif.reports.rules import SealedWords

# What padding makes of words: nothing else is an envelope, and nothing else tells of a length.
SIZES = frozenset(32 + n + 16 for n in (256, 512, 1024, 2048, 4096, 8192, 16384, 32768))
KEY = 32
_OTHER_KEY = {
    "text": _("These words were sealed for another office. Reload the page, check the place and send again."),
    "photos": _("This photo was sealed for another office. Add it again with the receipt number."),
}


def sealed_in(typed: Mapping[str, str]) -> SealedWords | None:
    """
    This function will return the sealed words of a form, or None if it brings none.

    :raises Problem: if they are no envelope.
    """
    if not typed.get("sealed"):
        return None
    try:
        key_id = UUID(typed.get("sealed_key", ""))
    except ValueError:
        raise _malformed() from None
    envelope, answer = _bytes(typed["sealed"]), _bytes(typed.get("sealed_answer", ""))
    reading_key = _bytes(typed.get("reading_key", ""))
    if len(envelope) not in SIZES or (answer and len(answer) not in SIZES) or len(reading_key) not in {0, KEY}:
        raise _malformed()
    return SealedWords(envelope, key_id, reading_key, answer)


def check_sealed(sealed: SealedWords, group: str | None, region_code: str) -> None:
    """
    This function will let pass words sealed to a key of *group* over *region_code*.

    A key that has been changed meanwhile counts: the words may have waited on a phone without a signal.

    :raises Problem: if it is the key of another group or place, or none.
    """
    check_key(sealed.key_id, group, region_code, field="text")


def check_key(key_id: UUID | None, group: str | None, region_code: str, *, field: str) -> None:
    """
    This function will let pass the key of *group* over *region_code*, in use or former.

    :raises Problem: if it is the key of another group or place, or none.
    """
    with scoped(EVERYWHERE):  # public halves are for everybody
        key = GroupKey.objects.filter(pk=key_id).first()
    reaches = key is not None and f"{region_code}.".startswith(f"{key.region_id}.")
    if key is None or key.group != group or not reaches:
        raise Problem("sealed.other_key", _OTHER_KEY[field], fields={field: _OTHER_KEY[field]})


def keys_for_form() -> list[dict[str, str]]:
    """This function will return every key that the form of citizens may need, as its module takes them."""
    return [{"id": str(k.id), "region": k.region_code, "group": k.group, "public": k.public} for k in keys_in_use()]


def in_base64(content: bytes | memoryview) -> str:
    """This function will write bytes as a browser reads them."""
    return base64.urlsafe_b64encode(bytes(content)).decode().rstrip("=")


def _bytes(text: str) -> bytes:
    try:
        return base64.b64decode(text.encode() + b"=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except (ValueError, binascii.Error):
        raise _malformed() from None


def _malformed() -> Problem:
    sentence = _("The sealed words arrived damaged. Reload the page and send again.")
    return Problem("sealed.malformed", sentence, fields={"text": sentence})
