"""Recording: the one write that every action makes beside its own."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Protocol
from uuid import UUID

from django.db import models, transaction

from kondusif.core.models import Event


class Actor(Protocol):
    """Whoever acts: a person in an office, a citizen, or the system itself."""

    @property
    def person_id(self) -> UUID | None: ...

    @property
    def title(self) -> str: ...


def record(
    name: str, *, subject: models.Model, by: Actor, at: datetime, region_code: str = "", **payload: Any
) -> Event:
    """
    This function will write down that *name* happened to *subject*, in the caller's transaction.

    :raises RuntimeError: if there is no transaction: an event apart from its change is worthless.
    """
    event = event_of(name, subject=subject, by=by, at=at, region_code=region_code, **payload)
    _check_transaction(name)
    event.save(force_insert=True)
    return event


def record_each(events: Sequence[Event]) -> None:
    """
    This function will write down *events*, made by ``event_of``, with one statement in the caller's transaction.

    :raises RuntimeError: if there is no transaction: an event apart from its change is worthless.
    """
    if events:
        _check_transaction(events[0].name)
        Event.objects.bulk_create(events)


def event_of(
    name: str, *, subject: models.Model, by: Actor, at: datetime, region_code: str = "", **payload: Any
) -> Event:
    """This function will return the event that *name* happened to *subject*, not written down yet."""
    return Event(
        name=name,
        at=at,
        by_id=by.person_id,
        by_title=by.title,
        subject_type=subject._meta.label_lower.removeprefix("kondusif."),
        subject_id=str(subject.pk),
        region_code=region_code or str(getattr(subject, "region_code", "") or getattr(subject, "region_id", "") or ""),
        payload=payload,
    )


def _check_transaction(name: str) -> None:
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError(f"{name}: an event needs the transaction of the change it records")
