"""
Sending what is queued: by batches, at least once, never marked before the carrier took it.

A batch is held by row locks while it is sent, so two workers never send the same message at the same time,
and a worker that dies gives its batch back at once: those messages go again under the same key.
"""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from socket import gaierror
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Q

from kondusif.channels.actions.addresses import GONE
from kondusif.channels.carriers import AddressGone, CarrierAnswer, CarrierAway, Letter, Undeliverable, carrier
from kondusif.channels.kinds import Kind
from kondusif.channels.models import Address, Delivery
from kondusif.channels.rules import MAX_TRIES, pause_after
from kondusif.channels.states import DeliveryState
from kondusif.core.actions import record
from kondusif.core.scope import EVERYWHERE, scoped
from kondusif.people.viewers import Viewer

BATCH = 250
AT_ONCE = {Kind.EMAIL: 4}
AT_ONCE_ELSE = 16
WHEN_AWAY = timedelta(seconds=30)  # a carrier that cannot be reached is asked again so soon

Outcome = CarrierAnswer | Exception


@dataclass(frozen=True)
class Drained:
    """What one batch came to."""

    n_taken: int = 0
    n_sent: int = 0
    is_away: bool = False  # nobody answered at the carrier's door: not the messages' fault


def send_batch(*, kind: Kind, by: Viewer, at: datetime, most: int = BATCH) -> Drained:
    """This function will send the oldest due messages of *kind*, urgent ones first, and tell what came of it."""
    with scoped(EVERYWHERE), transaction.atomic():
        rows = list(
            Delivery.objects.select_for_update(skip_locked=True, of=("self",))
            .select_related("to")
            .filter(kind=kind, state=DeliveryState.QUEUED, not_before__lte=at)
            .order_by("-is_urgent", "not_before", "id")[:most]
        )
        late = [r for r in rows if r.good_until is not None and r.good_until <= at]
        _fail([(r, "too late: what it tells of is over") for r in late], by, at)
        gone = {r.pk for r in late}
        rows = [r for r in rows if r.pk not in gone]
        outcomes = _hand_over(kind, rows, at)
        return _mark(list(zip(rows, outcomes, strict=True)), len(gone), by, at)


@transaction.atomic
def send_again(*, delivery_ids: Sequence[UUID], by: Viewer, at: datetime) -> int:
    """This function will take messages out of quarantine for five more tries and return how many."""
    rows = Delivery.objects.select_for_update().filter(pk__in=delivery_ids, state=DeliveryState.QUARANTINED)
    rows = list(rows)
    for row in rows:
        record("delivery.retried", subject=row, by=by, at=at)
    Delivery.objects.filter(pk__in=[r.pk for r in rows]).update(
        state=DeliveryState.QUEUED, tries=0, not_before=at, last_error=""
    )
    return len(rows)


@transaction.atomic
def note_arrival(*, kind: Kind, provider_id: str, arrived: bool, at: datetime) -> bool:
    """
    This function will note what the carrier reports of a message it took, and tell whether it was one of ours.

    *provider_id* is the carrier's own number, or our key where the carrier gives it back.
    """
    if not provider_id or "\x00" in provider_id:
        return False
    with scoped(EVERYWHERE):
        # By the key whatever the state is: a quick gateway reports while the batch that sent still holds the row.
        own = Q(key=provider_id) | Q(provider_id=provider_id)
        row = Delivery.objects.select_for_update().filter(own, kind=kind).first()
        if row is None or row.state not in {DeliveryState.SENT, DeliveryState.DELIVERED}:
            return False
        if row.state == DeliveryState.DELIVERED and not arrived:
            return False
        row.state = DeliveryState.DELIVERED if arrived else DeliveryState.FAILED
        row.delivered_at = row.delivered_at or (at if arrived else None)
        row.save(update_fields=["state", "delivered_at"])
    return True


@cache
def _threads(kind: Kind) -> ThreadPoolExecutor:
    """Threads of a kind stay, and each keeps its connection to the carrier open."""
    return ThreadPoolExecutor(AT_ONCE.get(kind, AT_ONCE_ELSE), thread_name_prefix=f"send-{kind}")


def _hand_over(kind: Kind, rows: list[Delivery], at: datetime) -> list[Outcome]:
    letters = [
        Letter(
            r.key,
            r.address,
            r.subject,
            r.body,
            link=r.link,
            keys=r.to.keys if r.to else {},
            is_urgent=r.is_urgent,
            at=at,
        )
        for r in rows
    ]
    if len(letters) == 1:
        return [_try(kind, letters[0])]
    return list(_threads(kind).map(lambda letter: _try(kind, letter), letters))


def _try(kind: Kind, letter: Letter) -> Outcome:
    """Whatever a carrier does with one message, the others of the batch go on."""
    try:
        return carrier(kind).send(letter) or CarrierAnswer()
    except Exception as error:
        return error


def _mark(pairs: list[tuple[Delivery, Outcome]], n_late: int, by: Viewer, at: datetime) -> Drained:
    sent = [(row, said) for row, said in pairs if isinstance(said, CarrierAnswer)]
    away = [row for row, said in pairs if _is_away(said)]
    never = [(row, str(said)) for row, said in pairs if isinstance(said, Undeliverable)]
    gone = [row.to_id for row, said in pairs if isinstance(said, AddressGone) and row.to_id]
    told = {id(row) for row, _said in sent} | {id(row) for row in away} | {id(row) for row, _why in never}
    refused = [(row, said) for row, said in pairs if id(row) not in told]
    _mark_sent(sent, at)
    # Nobody at the door counts against no message: it waits for the carrier to come back.
    Delivery.objects.filter(pk__in=[r.pk for r in away]).update(
        not_before=at + WHEN_AWAY, last_error="the carrier cannot be reached"
    )
    _fail(never, by, at)
    Address.objects.filter(pk__in=gone, ended_at=None).update(ended_at=at, end_reason=GONE)
    _note_refusals(refused, by, at)
    return Drained(len(pairs) + n_late, len(sent), is_away=bool(away) and not sent)


def _is_away(said: Outcome) -> bool:
    return isinstance(said, CarrierAway | ConnectionRefusedError | gaierror)


def _mark_sent(sent: list[tuple[Delivery, CarrierAnswer]], at: datetime) -> None:
    if not sent:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            """
            UPDATE channels_delivery d SET state = 'sent', sent_at = %s, tries = d.tries + 1, last_error = '',
                provider_id = took.provider_id
            FROM unnest(%s::uuid[], %s::text[]) AS took (id, provider_id) WHERE d.id = took.id
            """,
            [at, [row.pk for row, _said in sent], [said.provider_id[:120] for _row, said in sent]],
        )


def _fail(rows: list[tuple[Delivery, str]], by: Viewer, at: datetime) -> None:
    for row, why in rows:
        row.state, row.last_error, row.tries = DeliveryState.FAILED, why[:200], row.tries + 1
        record("delivery.failed", subject=row, by=by, at=at, reason=row.last_error)
    Delivery.objects.bulk_update([row for row, _why in rows], ["state", "last_error", "tries"])


def _note_refusals(refused: list[tuple[Delivery, Exception]], by: Viewer, at: datetime) -> None:
    rows = []
    for row, error in refused:
        row.tries, row.last_error = row.tries + 1, (str(error) or repr(error))[:200]
        row.not_before = at + pause_after(row.tries)
        if row.tries >= MAX_TRIES:
            row.state = DeliveryState.QUARANTINED
            record("delivery.quarantined", subject=row, by=by, at=at, tries=row.tries)
        rows.append(row)
    Delivery.objects.bulk_update(rows, ["tries", "last_error", "not_before", "state"])


def kinds_waiting(at: datetime) -> list[Kind]:
    """This function will return the ways by which some message is due now."""
    with scoped(EVERYWHERE):
        due = Delivery.objects.filter(state=DeliveryState.QUEUED, not_before__lte=at)
        found = set(due.order_by().values_list("kind", flat=True).distinct())
    return [kind for kind in Kind if kind in found]


def next_due(kind: Kind) -> datetime | None:
    """This function will return when the next queued message of *kind* is due, if there is one."""
    with scoped(EVERYWHERE):
        waiting = Delivery.objects.filter(Q(kind=kind, state=DeliveryState.QUEUED)).order_by("not_before")
        return waiting.values_list("not_before", flat=True).first()
