"""What is done for the talks apart from their messages: answers sent, photos fetched, old words forgotten."""

import logging
from datetime import UTC, datetime
from uuid import UUID

from django.utils import timezone

from kondusif.channels.carriers import Undeliverable
from kondusif.channels.dialogue import actions, keeping
from kondusif.channels.dialogue.models import InboundMessage
from kondusif.channels.email import mailbox
from kondusif.channels.telegram import registering
from kondusif.channels.telegram.registering import Found
from kondusif.core.jobs import task
from kondusif.core.problems import Problem
from kondusif.core.scope import EVERYWHERE, scoped

log = logging.getLogger(__name__)


@task
def read_again(*, message_id: str) -> None:
    """This function will try once more to read a message that failed before; the failure itself is noted, not raised."""
    with scoped(EVERYWHERE):
        message = InboundMessage.objects.select_related("conversation").filter(pk=UUID(message_id)).first()
        if message is not None:
            actions.work_on(message, at=timezone.now())


@task
def send_reply(*, reply_id: str) -> None:
    """This function will send one answer; a refusal is tried again by the queue."""
    with scoped(EVERYWHERE):
        keeping.send_reply(reply_id=UUID(reply_id), at=timezone.now())


@task
def fetch_photos(*, message_id: str, completed_by: str, photos: list[str]) -> None:
    """This function will add to a report the photos that its messages named; what never comes holds up nothing."""
    with scoped(EVERYWHERE):
        keeping.fetch_photos(
            message_id=UUID(message_id), completed_by=completed_by, photos=tuple(photos), at=timezone.now()
        )


@task
def poll_mailbox(timestamp: int) -> None:
    """This function will take in the unread e-mails, where the office named a mailbox."""
    if mailbox.is_configured():
        mailbox.take_new_mail(at=timezone.now())


@task
def tidy_talks(timestamp: int) -> None:
    """This function will read SMS whose parts never came, and forget what is old."""
    with scoped(EVERYWHERE):
        at = datetime.fromtimestamp(timestamp, tz=UTC)
        keeping.read_incomplete(at=at)
        keeping.forget_old(at=at)


@task
def watch_telegram(timestamp: int) -> None:
    """This function will have Telegram deliver pressed buttons too, where our bot was registered before there were any."""
    try:
        found = registering.mend()
    except (OSError, Undeliverable, Problem) as error:
        # The class alone: the address of a method holds the token.
        log.warning("Telegram's deliveries could not be looked at: %s", type(error).__name__)
        return
    if found in {Found.MENDED, Found.ELSEWHERE}:
        log.warning("Telegram's deliveries to this installation: %s", found)
