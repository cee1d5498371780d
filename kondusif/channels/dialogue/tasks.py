"""What is done for the talks apart from their messages: answers sent, photos fetched, old words forgotten."""

from datetime import UTC, datetime
from uuid import UUID

from django.utils import timezone

from kondusif.channels.dialogue import actions, keeping
from kondusif.channels.dialogue.models import InboundMessage
from kondusif.channels.email import mailbox
from kondusif.core.jobs import task
from kondusif.core.scope import EVERYWHERE, scoped


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
