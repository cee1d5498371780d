"""Looking how a promise is kept: monitoring, reminders, alleged breaches and what was decided of them."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from kondusif.commitments.actions.drafting import locked
from kondusif.commitments.models import Breach, Commitment, MonitoringEvent
from kondusif.commitments.permissions import check_can, check_can_decide_breach
from kondusif.commitments.queries import current_version, rows_of
from kondusif.commitments.states import (
    BREACH_MOVES,
    MOVES,
    SIGNABLE,
    STANDING,
    BreachState,
    CommitmentState,
    Outcome,
)
from kondusif.core.actions import record
from kondusif.core.models import Event
from kondusif.core.problems import Conflict, NotFound, Problem
from kondusif.core.states import check_move
from kondusif.people.viewers import Viewer
from kondusif.reports.photos import Photo, store_photos
from kondusif.triage.queries import incidents_seen_by

REMIND_AGAIN = timedelta(hours=20)
SOON = timedelta(days=3)


@dataclass(frozen=True)
class Finding:
    """What somebody saw who looked; *public_text* is what everybody may read of it."""

    on: date
    outcome: Outcome
    finding: str
    public_text: str = ""
    photo: Photo | None = None


@transaction.atomic
def monitor(*, commitment_id: UUID, seen: Finding, today: date, by: Viewer, at: datetime) -> MonitoringEvent:
    """
    This function will write down how a promise is kept.

    :raises Conflict: if it is not in force.
    :raises Problem: if nothing is said, or the day lies ahead.
    """
    row = locked(commitment_id)
    grant = check_can(by, "commitment.watch", row.region_id)
    if row.state not in STANDING:
        raise Conflict("commitment.not_standing", _("This commitment is not in force."))
    if not seen.finding.strip():
        raise _incomplete(finding=_("Write what you found."))
    if seen.on > today:
        raise _incomplete(on=_("The day lies ahead. Write down what you saw, on the day you saw it."))
    event = MonitoringEvent(
        commitment=row, on=seen.on, outcome=seen.outcome, finding=seen.finding.strip(),
        public_text=seen.public_text.strip()[:300], at=at, by_id=by.person_id, office_id=grant.office_id,
    )  # fmt: skip
    if seen.photo:
        [stored] = store_photos([seen.photo])  # on disk before the row that names it
        event.path, event.sha256 = stored.path, seen.photo.sha256
    event.save(force_insert=True)
    record("commitment.monitored", subject=row, by=by, at=at, outcome=seen.outcome)
    return event


@dataclass(frozen=True)
class Allegation:
    """What is said against whom, and the incident or the case it rests on."""

    reason: str
    party_id: UUID | None = None
    incident_id: UUID | None = None
    case_number: str = ""


@transaction.atomic
def register_breach(*, commitment_id: UUID, said: Allegation, by: Viewer, at: datetime) -> Breach:
    """
    This function will register that somebody is said to have broken the promise; it decides nothing.

    :raises Problem: without a reason, or without an incident or case to rest on.
    :raises Conflict: if the commitment is not in force.
    """
    row = locked(commitment_id)
    check_can(by, "commitment.watch", row.region_id)
    if row.state not in STANDING:
        raise Conflict("commitment.not_standing", _("This commitment is not in force."))
    if not said.reason.strip():
        raise _incomplete(reason=_("Write what happened and how it goes against the text."))
    incident = incidents_seen_by(by).filter(pk=said.incident_id).first() if said.incident_id else None
    if incident is None and not said.case_number.strip():
        raise _incomplete(
            case_number=_("Name the incident, or the number of the case at the authority that handles it.")
        )
    party = row.parties.filter(pk=said.party_id).first() if said.party_id else None
    if said.party_id and party is None:
        raise _incomplete(party=_("Choose a party of this commitment."))
    breach = Breach.objects.create(
        commitment=row, party=party, reason=said.reason.strip(), incident=incident,
        case_number=said.case_number.strip()[:120], registered_at=at, registered_by_id=by.person_id,
    )  # fmt: skip
    record("commitment.breach_registered", subject=row, by=by, at=at, breach=str(breach.pk))
    return breach


@transaction.atomic
def decide_breach(*, breach_id: UUID, upheld: bool, decision: str, by: Viewer, at: datetime) -> Breach:
    """
    This function will note what a head of agency decided of an alleged breach.

    :raises NotAllowed: if *by* registered it, or it is about their own office.
    :raises Problem: without reasons.
    :raises ForbiddenMove: if it was decided before.
    """
    found = Breach.objects.filter(pk=breach_id).values_list("commitment_id", flat=True).first()
    if found is None:
        raise NotFound("breach.missing", _("There is no such entry."))
    row = locked(found)
    breach = Breach.objects.select_related("party", "commitment").get(pk=breach_id)
    check_can_decide_breach(by, breach)
    state = BreachState.UPHELD if upheld else BreachState.DISMISSED
    check_move(BREACH_MOVES, breach.state, state)
    if not decision.strip():
        raise _incomplete(decision=_("Write the reasons of the decision."))
    breach.state, breach.decision, breach.decided_at, breach.decided_by_id = state, decision.strip(), at, by.person_id
    breach.save(update_fields=["state", "decision", "decided_at", "decided_by_id"])
    if upheld and row.state == CommitmentState.IN_FORCE:
        check_move(MOVES, row.state, CommitmentState.BREACHED)
        row.state = CommitmentState.BREACHED
        row.save(update_fields=["state"])
    record("commitment.breach_decided", subject=row, by=by, at=at, breach=str(breach.pk), upheld=upheld)
    return breach


@transaction.atomic
def remind(*, commitment_id: UUID, by: Viewer, at: datetime) -> int:
    """
    This function will have every office that has not signed reminded by e-mail, and return how many they are.

    :raises Conflict: if nothing is open, nobody is left, or they were reminded a short while ago.
    """
    row = locked(commitment_id)
    if not by.is_system:
        check_can(by, "commitment.collect", row.region_id)
    if row.state not in SIGNABLE:
        raise Conflict("commitment.not_open", _("This commitment is not open for signature at this moment."))
    last = Event.objects.filter(name="commitment.reminded", subject_id=str(row.pk)).order_by("-id").first()
    if last and at - last.at < REMIND_AGAIN:
        raise Conflict("commitment.reminded", _("They were reminded a short while ago. Once a day is enough."))
    offices = [r.party.office_id for r in rows_of(row, current_version(row)) if r.is_open and r.party.office_id]
    if not offices:
        raise Conflict(
            "commitment.nobody_left", _("No office is left to be reminded. Those without an account sign with a link.")
        )
    record("commitment.reminded", subject=row, by=by, at=at, offices=[str(o) for o in dict.fromkeys(offices)])
    return len(set(offices))


def remind_closing(*, by: Viewer, at: datetime) -> int:
    """This function will remind the parties of every commitment that closes within three days, once a day."""
    rows = Commitment.objects.filter(state__in=SIGNABLE, closes_at__gt=at, closes_at__lte=at + SOON)
    n_reminded = 0
    for commitment_id in rows.order_by("closes_at", "pk").values_list("pk", flat=True):
        try:
            n_reminded += remind(commitment_id=commitment_id, by=by, at=at)
        except Conflict:
            continue  # reminded today already, or nobody left who has an account
    return n_reminded


def _incomplete(**faults) -> Problem:
    return Problem("commitment.incomplete", _("Something is missing."), fields=faults)
