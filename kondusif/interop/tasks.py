"""What the open doors do when something happened inside."""

from datetime import UTC, datetime
from uuid import UUID

from django.utils import timezone

from kondusif.core.jobs import enqueue, enqueue_each, task
from kondusif.core.scope import EVERYWHERE, scoped
from kondusif.interop.cap.actions import publish
from kondusif.interop.openrosa import guesses
from kondusif.interop.states import MessageState
from kondusif.interop.webhooks import actions as webhooks
from kondusif.interop.webhooks.queries import messages_left_behind
from kondusif.people.viewers import SYSTEM


@task
def write_cap(*, event_id: int) -> None:
    """This function will write the CAP message of what happened to a warning."""
    with scoped(EVERYWHERE):
        publish(event_id=event_id, by=SYSTEM, at=timezone.now())


@task
def tell_webhooks(*, event_id: int) -> None:
    """This function will queue an event's messages for the endpoints that asked for it and order their sending."""
    with scoped(EVERYWHERE):
        made = webhooks.queue_event(event_id=event_id, at=timezone.now())
        enqueue_each(send_webhook, [{"message_id": str(m.pk)} for m in made])


@task
def send_webhook(*, message_id: str) -> None:
    """This function will try one message; refused, it orders the next try for later."""
    with scoped(EVERYWHERE):
        message = webhooks.send_message(message_id=UUID(message_id), by=SYSTEM, at=timezone.now())
        if message is not None and message.state == MessageState.QUEUED:
            enqueue(send_webhook, at=message.not_before, message_id=message_id)


@task
def sweep_webhooks(*, timestamp: int) -> None:
    """This function will order the messages whose turn went by: a switched-on endpoint, a job that was lost."""
    with scoped(EVERYWHERE):
        for message in messages_left_behind(datetime.fromtimestamp(timestamp, UTC))[:500]:
            enqueue(send_webhook, once=f"webhook:{message.pk}", message_id=str(message.pk))


@task
def forget_guesses(*, timestamp: int) -> None:
    """This function will forget wrong app passwords of long ago."""
    guesses.forget_old(at=datetime.fromtimestamp(timestamp, UTC))
