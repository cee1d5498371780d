"""What the outbox makes of events: letters, one job each."""

from uuid import UUID

from django.utils import timezone

from kondusif.channels import actions
from kondusif.core.jobs import enqueue_each, task
from kondusif.core.models import Event
from kondusif.core.scope import EVERYWHERE, scoped
from kondusif.people.viewers import SYSTEM


@task
def tell_of_alert(*, event_id: int) -> None:
    """This function will queue the letters of an alert's event and order their sending."""
    with scoped(EVERYWHERE):
        event = Event.objects.get(pk=event_id)
        made = actions.queue_alert(
            alert_id=UUID(event.subject_id), news=event.name.partition(".")[2], by=SYSTEM, at=timezone.now()
        )
        enqueue_each(send_letter, [{"delivery_id": str(d.pk)} for d in made])


@task
def tell_of_task(*, event_id: int) -> None:
    """This function will queue the letters of a task's event and order their sending."""
    with scoped(EVERYWHERE):
        event = Event.objects.get(pk=event_id)
        made = actions.queue_task(
            task_id=UUID(event.subject_id), news=event.name.partition(".")[2], event_id=event_id,
            told_id=event.payload.get("office_id"), by=SYSTEM, at=timezone.now(),
        )  # fmt: skip
        enqueue_each(send_letter, [{"delivery_id": str(d.pk)} for d in made])


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
        enqueue_each(send_letter, [{"delivery_id": str(d.pk)} for d in made])


@task
def tell_of_directive(*, event_id: int) -> None:
    """This function will queue the letters that ask for a spoken directive's ratification and order their sending."""
    with scoped(EVERYWHERE):
        event = Event.objects.get(pk=event_id)
        made = actions.queue_directive(
            directive_id=UUID(event.subject_id), news=event.name.partition(".")[2], by=SYSTEM, at=timezone.now()
        )
        enqueue_each(send_letter, [{"delivery_id": str(d.pk)} for d in made])


@task
def tell_of_measure(*, event_id: int) -> None:
    """This function will queue the letters that call for a measure's missing report and order their sending."""
    with scoped(EVERYWHERE):
        event = Event.objects.get(pk=event_id)
        made = actions.queue_measure(
            measure_id=UUID(event.subject_id), period=event.payload["period"], step=event.payload["step"], by=SYSTEM,
            at=timezone.now(),
        )  # fmt: skip
        enqueue_each(send_letter, [{"delivery_id": str(d.pk)} for d in made])


@task
def tell_of_commitment(*, event_id: int) -> None:
    """This function will queue the letters of a commitment's event and order their sending."""
    with scoped(EVERYWHERE):
        event = Event.objects.get(pk=event_id)
        made = actions.queue_commitment(
            commitment_id=UUID(event.subject_id), event_id=event_id, news=event.name.partition(".")[2],
            by=SYSTEM, at=timezone.now(),
        )  # fmt: skip
        enqueue_each(send_letter, [{"delivery_id": str(d.pk)} for d in made])


@task
def send_letter(*, delivery_id: str) -> None:
    """This function will send one queued letter; a refusal is tried again by the queue."""
    with scoped(EVERYWHERE):
        actions.deliver(delivery_id=UUID(delivery_id), by=SYSTEM, at=timezone.now())
