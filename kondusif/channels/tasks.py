"""What the outbox makes of events: messages in the queue, and the sending of what is queued."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

from django.utils import timezone

from kondusif.channels import actions

# Tasks of the folders are known to the queue by being imported here.
from kondusif.channels.calls.tasks import tidy_calls  # noqa: F401
from kondusif.channels.dialogue.tasks import (  # noqa: F401
    fetch_photos,
    poll_mailbox,
    read_again,
    send_reply,
    tidy_talks,
    watch_telegram,
)
from kondusif.channels.followers.tasks import send_bulletin, tell_followers, tidy_followers  # noqa: F401
from kondusif.channels.kinds import Kind
from kondusif.channels.models import Delivery
from kondusif.core.jobs import enqueue, task
from kondusif.core.models import Event
from kondusif.core.scope import EVERYWHERE, scoped
from kondusif.people.viewers import SYSTEM

SHIFT = timedelta(seconds=20)  # then other jobs have their turn
WATCHED_EVERY = timedelta(minutes=1)
A_SECOND = timedelta(seconds=1)


@task
def tell_of_alert(*, event_id: int) -> None:
    """This function will queue the letters of an alert's event and order their sending."""
    with scoped(EVERYWHERE):
        event = Event.objects.get(pk=event_id)
        made = actions.queue_alert(
            alert_id=UUID(event.subject_id), news=event.name.partition(".")[2], by=SYSTEM, at=timezone.now(),
            office_ids=[UUID(pk) for pk in event.payload.get("offices", ())],
        )  # fmt: skip
        if event.name == "alert.issued":
            actions.start_climb(alert_id=UUID(event.subject_id), by=SYSTEM, at=event.at)
        _order_sending(made)


@task
def tell_of_task(*, event_id: int) -> None:
    """This function will queue the letters of a task's event and order their sending."""
    with scoped(EVERYWHERE):
        event = Event.objects.get(pk=event_id)
        made = actions.queue_task(
            task_id=UUID(event.subject_id), news=event.name.partition(".")[2], event_id=event_id,
            told_id=event.payload.get("office_id"), by=SYSTEM, at=timezone.now(),
        )  # fmt: skip
        _order_sending(made)


@task
def tell_of_meeting(*, event_id: int) -> None:
    """This function will queue the letters of a meeting's event and order their sending."""
    with scoped(EVERYWHERE):
        event = Event.objects.get(pk=event_id)
        told = {"meeting.cancelled": "was_invited", "meeting.changed": "tell"}.get(event.name)
        if told and not event.payload.get(told):
            return  # nobody was called, so nobody is told
        made = actions.queue_meeting(
            meeting_id=UUID(event.subject_id), news=event.name.partition(".")[2], by=SYSTEM, at=timezone.now()
        )
        _order_sending(made)


@task
def tell_of_directive(*, event_id: int) -> None:
    """This function will queue the letters that ask for a spoken directive's ratification and order their sending."""
    with scoped(EVERYWHERE):
        event = Event.objects.get(pk=event_id)
        made = actions.queue_directive(
            directive_id=UUID(event.subject_id), news=event.name.partition(".")[2], by=SYSTEM, at=timezone.now()
        )
        _order_sending(made)


@task
def tell_of_measure(*, event_id: int) -> None:
    """This function will queue the letters that call for a measure's missing report and order their sending."""
    with scoped(EVERYWHERE):
        event = Event.objects.get(pk=event_id)
        made = actions.queue_measure(
            measure_id=UUID(event.subject_id), period=event.payload["period"], step=event.payload["step"], by=SYSTEM,
            at=timezone.now(),
        )  # fmt: skip
        _order_sending(made)


@task
def tell_of_commitment(*, event_id: int) -> None:
    """This function will queue the letters of a commitment's event and order their sending."""
    with scoped(EVERYWHERE):
        event = Event.objects.get(pk=event_id)
        made = actions.queue_commitment(
            commitment_id=UUID(event.subject_id), event_id=event_id, news=event.name.partition(".")[2],
            by=SYSTEM, at=timezone.now(),
        )  # fmt: skip
        _order_sending(made)


@task
def tell_of_daily_report(*, event_id: int) -> None:
    """This function will queue the letters that tell the level above of a daily report and order their sending."""
    with scoped(EVERYWHERE):
        event = Event.objects.get(pk=event_id)
        made = actions.queue_daily_report(report_id=UUID(event.subject_id), by=SYSTEM, at=timezone.now())
        _order_sending(made)


@task
def drain(*, kind: str) -> None:
    """This function will send what is due by one way, batch after batch, and order itself anew for what is left."""
    started = at = timezone.now()
    while at - started < SHIFT:
        came_to = actions.send_batch(kind=Kind(kind), by=SYSTEM, at=at)
        if came_to.n_taken == 0 or came_to.is_away:
            break
        at = timezone.now()
    due = actions.next_due(Kind(kind))
    if due is not None and due - at < WATCHED_EVERY:  # later ones are ordered by the timetable
        enqueue(drain, once=f"drain-later:{kind}", at=max(due, at + A_SECOND), kind=kind)


@task
def watch(*, timestamp: int) -> None:
    """This function will climb the call trees that nobody answers, and order the sending of what has become due."""
    at = datetime.fromtimestamp(timestamp, UTC)
    with scoped(EVERYWHERE):
        actions.climb_on(by=SYSTEM, at=at)
    for kind in actions.kinds_waiting(at):
        enqueue(drain, once=f"drain:{kind}", kind=kind)


def _order_sending(made: list[Delivery]) -> None:
    for kind in sorted({d.kind for d in made}):
        enqueue(drain, once=f"drain:{kind}", kind=kind)
