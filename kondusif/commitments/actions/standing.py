"""In force, and what came of it."""

from collections.abc import Iterable
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from kondusif.commitments.actions.drafting import locked
from kondusif.commitments.models import Commitment
from kondusif.commitments.permissions import check_can
from kondusif.commitments.rules import is_past_term
from kondusif.commitments.states import MOVES, STANDING, BreachState, CommitmentState
from kondusif.core.actions import record
from kondusif.core.problems import Conflict, Problem
from kondusif.core.states import check_move
from kondusif.people.viewers import Viewer


@transaction.atomic
def put_in_force(*, commitment_id: UUID, reason: str = "", by: Viewer, at: datetime) -> Commitment:
    """
    This function will bring a signed commitment into force; where somebody has not signed, the reason is kept and shown.

    :raises Problem: if not all have signed and no reason is given.
    :raises ForbiddenMove: if nobody has signed.
    """
    row = locked(commitment_id)
    check_can(by, "commitment.decide", row.region_id)
    check_move(MOVES, row.state, CommitmentState.IN_FORCE)
    if row.state == CommitmentState.PARTLY_SIGNED and not reason.strip():
        raise Problem(
            "commitment.partial", _("Not everybody has signed. Say why it comes into force all the same."),
            fields={"reason": _("Write the reason; the public reads it.")},
        )  # fmt: skip
    row.partial_reason = reason.strip() if row.state == CommitmentState.PARTLY_SIGNED else ""
    row.state, row.in_force_at, row.in_force_by_id = CommitmentState.IN_FORCE, at, by.person_id
    row.save(update_fields=["state", "in_force_at", "in_force_by_id", "partial_reason"])
    record("commitment.in_force", subject=row, by=by, at=at, partial=bool(row.partial_reason))
    return row


@transaction.atomic
def fulfil(*, commitment_id: UUID, reason: str, by: Viewer, at: datetime) -> Commitment:
    """
    This function will note that the promise was kept to its end, and why the office says so.

    :raises Problem: without a word on what shows it.
    :raises Conflict: while an alleged breach is undecided.
    """
    row = locked(commitment_id)
    check_can(by, "commitment.decide", row.region_id)
    check_move(MOVES, row.state, CommitmentState.FULFILLED)
    if row.breaches.filter(state=BreachState.ALLEGED).exists():
        raise Conflict("commitment.undecided", _("An alleged breach is not decided yet. Decide it first."))
    return _end(row, CommitmentState.FULFILLED, _required(reason, _("Write what shows that it was kept.")), by, at)


@transaction.atomic
def restore(*, commitment_id: UUID, reason: str, by: Viewer, at: datetime) -> Commitment:
    """This function will note that a broken commitment is kept again from now on, and why the office says so."""
    row = locked(commitment_id)
    check_can(by, "commitment.decide", row.region_id)
    check_move(MOVES, row.state, CommitmentState.IN_FORCE)
    if row.state != CommitmentState.BREACHED:
        raise Conflict("commitment.not_breached", _("Only a broken commitment can be taken up again."))
    row.state = CommitmentState.IN_FORCE
    row.save(update_fields=["state"])
    record("commitment.restored", subject=row, by=by, at=at, reason=_required(reason, _("Write why it is kept again.")))
    return row


@transaction.atomic
def expire_all(*, by: Viewer, at: datetime, today: date) -> int:
    """This function will end every standing commitment whose term has run out and return how many."""
    rows = Commitment.objects.select_for_update().filter(state__in=STANDING, valid_until__lt=today)
    return sum(1 for row in _past(rows, today) if _end(row, CommitmentState.EXPIRED, "", by, at))


def _past(rows: Iterable[Commitment], today: date) -> list[Commitment]:
    return [row for row in rows if is_past_term(row.valid_until, today)]


def _end(row: Commitment, state: CommitmentState, reason: str, by: Viewer, at: datetime) -> Commitment:
    check_move(MOVES, row.state, state)
    row.state, row.ended_at, row.end_reason = state, at, reason
    row.save(update_fields=["state", "ended_at", "end_reason"])
    record(f"commitment.{state}", subject=row, by=by, at=at)
    return row


def _required(reason: str, fault) -> str:
    if not reason.strip():
        raise Problem("commitment.no_reason", _("Write why."), fields={"reason": fault})
    return reason.strip()
