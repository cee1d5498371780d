"""Writing a commitment: its text, its parties, and opening it for signature."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from kondusif.commitments.models import Commitment, Party, TextVersion
from kondusif.commitments.permissions import check_can
from kondusif.commitments.queries import current_version, rows_of
from kondusif.commitments.rules import SIGNS_AS_OFFICE, Article, state_after_signing, text_sha256
from kondusif.commitments.states import MOVES, SIGNABLE, CommitmentState, Kind, PartyKind
from kondusif.core.actions import record
from kondusif.core.problems import Conflict, NotFound, Problem
from kondusif.core.states import check_move
from kondusif.people.models import Office
from kondusif.people.viewers import Viewer


@dataclass(frozen=True)
class NewParty:
    """Who is asked to promise: an office, or somebody named."""

    kind: PartyKind
    office_id: UUID | None = None
    organisation: str = ""
    person_name: str = ""
    position: str = ""
    agreed_to_name: bool = False


@dataclass(frozen=True)
class NewCommitment:
    """A commitment before anybody signed."""

    kind: Kind
    title: str
    articles: Sequence[Article]
    region_code: str
    preamble: str = ""
    occasion: str = ""
    place: str = ""
    held_on: date | None = None
    closes_at: datetime | None = None
    valid_from: date | None = None
    valid_until: date | None = None
    is_public: bool = True
    synthetic: bool = False
    parties: Sequence[NewParty] = field(default=())


@transaction.atomic
def draft_commitment(*, new: NewCommitment, by: Viewer, at: datetime) -> Commitment:
    """
    This function will write down what is to be promised and by whom; nobody can sign it yet.

    :raises NotAllowed: if no office of *by* drafts commitments in the region.
    :raises Problem: naming what is missing, or a party that is nobody.
    """
    grant = check_can(by, "commitment.draft", new.region_code)
    _check_content(new, at)
    row = Commitment.objects.create(
        kind=new.kind, title=new.title.strip()[:200], region_id=new.region_code, owner_id=grant.office_id,
        occasion=new.occasion.strip()[:200], place=new.place.strip()[:200], held_on=new.held_on,
        closes_at=new.closes_at, valid_from=new.valid_from, valid_until=new.valid_until, is_public=new.is_public,
        synthetic=new.synthetic, created_at=at, created_by_id=by.person_id,
    )  # fmt: skip
    _word(row, 1, new.preamble, new.articles, "", by, at)
    for order, party in enumerate(new.parties, start=1):
        _add(row, party, order, at)
    record("commitment.drafted", subject=row, by=by, at=at, kind=row.kind)
    return row


@transaction.atomic
def add_party(*, commitment_id: UUID, party: NewParty, by: Viewer, at: datetime) -> Party:
    """
    This function will ask one more party to promise.

    :raises Conflict: if the commitment is in force or over.
    :raises Problem: if the party is nobody, or stands there already.
    """
    row = locked(commitment_id)
    check_can(by, "commitment.draft", row.region_id)
    if row.state not in {CommitmentState.DRAFTED, *SIGNABLE, CommitmentState.FULLY_SIGNED}:
        raise Conflict("commitment.closed", _("This commitment no longer takes parties or signatures."))
    added = _add(row, party, row.parties.count() + 1, at)
    if row.state == CommitmentState.FULLY_SIGNED:
        settle_state(row)
    record("commitment.party_added", subject=row, by=by, at=at, party=str(added.pk))
    return added


@transaction.atomic
def remove_party(*, party_id: UUID, by: Viewer, at: datetime) -> None:
    """
    This function will take a party off a draft.

    :raises Conflict: once signatures are asked for: then a party can only decline, and that is seen.
    """
    party = Party.objects.filter(pk=party_id).first()
    if party is None:
        raise NotFound("commitment.no_party", _("There is no such party."))
    row = locked(party.commitment_id)
    check_can(by, "commitment.draft", row.region_id)
    if row.state != CommitmentState.DRAFTED:
        raise Conflict("commitment.opened", _("Signatures are asked for already; a party can no longer be taken off."))
    record("commitment.party_removed", subject=row, by=by, at=at, party=party.name)
    party.delete()


@transaction.atomic
def open_for_signature(*, commitment_id: UUID, by: Viewer, at: datetime) -> Commitment:
    """
    This function will ask the parties to sign the text as it stands.

    :raises Problem: if there is no party, or the day to close is past.
    :raises ForbiddenMove: if it was opened before.
    """
    row = locked(commitment_id)
    check_can(by, "commitment.decide", row.region_id)
    check_move(MOVES, row.state, CommitmentState.OPEN)
    if not row.parties.exists():
        raise Problem("commitment.no_parties", _("Add at least one party before signatures are asked for."))
    if row.closes_at and row.closes_at <= at:
        raise Problem("commitment.closing_past", _("The last day for signatures is past. Choose a later one."))
    row.state, row.opened_at, row.opened_by_id = CommitmentState.OPEN, at, by.person_id
    row.save(update_fields=["state", "opened_at", "opened_by_id"])
    record("commitment.opened", subject=row, by=by, at=at, version=current_version(row).number)
    return row


@transaction.atomic
def reword(
    *, commitment_id: UUID, preamble: str, articles: Sequence[Article], reason: str, by: Viewer, at: datetime
) -> TextVersion:
    """
    This function will put a new wording in the place of the old one; signatures on the old one stay written down
    and no longer count.

    :raises Problem: if the wording is empty or the same, or no reason is given once somebody may have read it.
    :raises Conflict: if the commitment is in force or over.
    """
    row = locked(commitment_id)
    check_can(by, "commitment.draft", row.region_id)
    if row.state not in {CommitmentState.DRAFTED, *SIGNABLE, CommitmentState.FULLY_SIGNED}:
        raise Conflict("commitment.closed", _("This commitment no longer takes parties or signatures."))
    if not articles:
        raise _incomplete(articles=_("Write at least one article with a clause."))
    if row.state != CommitmentState.DRAFTED and not reason.strip():
        raise _incomplete(reason=_("Say why a new wording is needed; the parties will read it."))
    last = current_version(row)
    version = _word(row, last.number + 1, preamble, articles, reason, by, at, unlike=bytes(last.sha256))
    if row.state != CommitmentState.DRAFTED:
        row.state, row.document = CommitmentState.OPEN, None
        row.save(update_fields=["state", "document"])
    record("commitment.reworded", subject=row, by=by, at=at, version=version.number, reason=reason.strip())
    return version


@transaction.atomic
def withdraw(*, commitment_id: UUID, reason: str, by: Viewer, at: datetime) -> Commitment:
    """
    This function will give up a commitment that never came into force.

    :raises Problem: without a reason.
    """
    row = locked(commitment_id)
    check_can(by, "commitment.decide", row.region_id)
    check_move(MOVES, row.state, CommitmentState.WITHDRAWN)
    if not reason.strip():
        raise _incomplete(reason=_("Say why it is withdrawn."))
    row.state, row.ended_at, row.end_reason = CommitmentState.WITHDRAWN, at, reason.strip()
    row.save(update_fields=["state", "ended_at", "end_reason"])
    record("commitment.withdrawn", subject=row, by=by, at=at)
    return row


def locked(commitment_id: UUID) -> Commitment:
    """
    This function will return the commitment, locked until the transaction ends.

    :raises NotFound: if there is none.
    """
    row = Commitment.objects.select_for_update(of=("self",)).filter(pk=commitment_id).first()
    if row is None:
        raise NotFound("commitment.missing", _("There is no such commitment, or it is not yours to see."))
    return row


def settle_state(row: Commitment) -> None:
    """This function will bring a commitment to where its signatures are: open, partly or fully signed."""
    rows = rows_of(row, current_version(row))
    signed = sum(not r.is_open for r in rows)
    state = state_after_signing(signed, sum(r.is_open and r.party.is_required for r in rows))
    if state != row.state:
        check_move(MOVES, row.state, state)
        row.state = state
        row.save(update_fields=["state"])


def _add(row: Commitment, new: NewParty, order: int, at: datetime) -> Party:
    office = Office.objects.filter(pk=new.office_id).first() if new.office_id else None
    if new.kind in SIGNS_AS_OFFICE and office is None and not new.person_name.strip():
        raise _incomplete(office=_("Choose the office that promises, or name who represents it."))
    if office is None and not (new.organisation.strip() or new.person_name.strip()):
        raise _incomplete(person_name=_("Name the organisation, or who represents it."))
    if new.kind not in SIGNS_AS_OFFICE and not new.person_name.strip():
        raise _incomplete(person_name=_("Name who signs for it."))
    try:
        with transaction.atomic():
            return Party.objects.create(
                commitment=row, kind=new.kind, office=office, organisation=new.organisation.strip()[:160],
                person_name=new.person_name.strip()[:120], position=new.position.strip()[:160],
                agreed_to_name=new.agreed_to_name, order=order, added_at=at,
            )  # fmt: skip
    except IntegrityError:
        raise Conflict("commitment.party_twice", _("This party is on the list already.")) from None


def _word(row, number, preamble, articles, reason, by, at, *, unlike: bytes = b"") -> TextVersion:
    mark = text_sha256(kind=row.kind, title=row.title, preamble=preamble.strip(), articles=list(articles))
    if mark == unlike:
        raise _incomplete(articles=_("This is the wording that stands already."))
    return TextVersion.objects.create(
        commitment=row, number=number, preamble=preamble.strip(), articles=[a.as_json() for a in articles],
        reason=reason.strip()[:300], sha256=mark, at=at, by_id=by.person_id,
    )  # fmt: skip


def _check_content(new: NewCommitment, at: datetime) -> None:
    faults = {}
    if not new.title.strip():
        faults["title"] = _("Write what it is called.")
    if not new.articles:
        faults["articles"] = _("Write at least one article with a clause.")
    if new.closes_at and new.closes_at <= at:
        faults["closes_at"] = _("The time is past. Choose a later one.")
    if new.valid_from and new.valid_until and new.valid_until < new.valid_from:
        faults["valid_until"] = _("The last day is before the first.")
    if faults:
        raise _incomplete(**faults)


def _incomplete(**faults) -> Problem:
    return Problem("commitment.incomplete", _("The commitment is not complete yet."), fields=faults)
