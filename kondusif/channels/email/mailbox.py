"""Reports by e-mail: what lies unread in the office's mailbox, by IMAP over TLS."""

import imaplib
import logging
from datetime import datetime

from django.conf import settings
from django.db import OperationalError

from kondusif.channels.configured import secret_if_set
from kondusif.channels.dialogue.actions import take
from kondusif.channels.email.codec import Malformed, envelope_in

log = logging.getLogger(__name__)
MOST = 50  # mails in one round
PATIENCE_S = 20
LARGEST = 30 * 1024 * 1024  # of one mail: the words stand at its beginning, a photo has 12 MB at most


def is_configured() -> bool:
    """This function will tell whether the office named a mailbox and its password."""
    return bool(settings.MAILBOX["host"] and settings.MAILBOX["user"]) and secret_if_set("mailbox-password") is not None


def take_new_mail(*, at: datetime, connect=imaplib.IMAP4_SSL) -> int:
    """
    This function will take in what is unread and return how many; a mail is marked read only after it is stored.

    :raises OSError: if the mail server is away or refuses.
    """
    try:
        box = connect(settings.MAILBOX["host"], timeout=PATIENCE_S)
        try:
            box.login(settings.MAILBOX["user"], secret_if_set("mailbox-password") or "")
            box.select(settings.MAILBOX["folder"])
            return sum(_take(box, number, at) for number in box.search(None, "UNSEEN")[1][0].split()[:MOST])
        finally:
            box.logout()
    except imaplib.IMAP4.error as error:
        raise ConnectionError("the mail server refused") from error


def _take(box: imaplib.IMAP4, number: bytes, at: datetime) -> bool:
    found = box.fetch(number.decode(), f"(BODY.PEEK[]<0.{LARGEST}>)")[1]
    raw = next((piece[1] for piece in found if isinstance(piece, tuple)), b"")
    try:
        take(envelope_in(raw), at=at)
    except Malformed:
        log.warning("a mail without a sender was left in the mailbox, marked as read")
    except OperationalError:
        raise  # the database is away, not the mail broken: it is taken in the next round
    except Exception:
        # One mail that breaks our reader must not hold up all that come after it; a person finds it in the mailbox.
        log.exception("a mail that could not be read was left in the mailbox, flagged")
        box.store(number.decode(), "+FLAGS", "(\\Seen \\Flagged)")
        return False
    box.store(number.decode(), "+FLAGS", "\\Seen")
    return True
