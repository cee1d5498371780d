"""One pact for each agency or its civil servants, from a list, after a look at what it would make."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from kondusif.commitments.actions.drafting import NewCommitment, NewParty, draft_commitment, open_for_signature
from kondusif.commitments.lists import Plan, Wanted, plan_of
from kondusif.commitments.models import Commitment
from kondusif.commitments.permissions import check_can
from kondusif.commitments.queries import offices_for_pacts
from kondusif.commitments.rules import Article
from kondusif.commitments.states import Kind, PartyKind
from kondusif.core.problems import Problem
from kondusif.people.viewers import Viewer


@dataclass(frozen=True)
class Batch:
    """What all pacts of a batch have in common."""

    kind: Kind
    title: str
    articles: Sequence[Article]
    region_code: str
    preamble: str = ""
    closes_at: datetime | None = None
    valid_until: date | None = None
    synthetic: bool = False


def plan_pacts(*, text: str, kind: Kind, region_code: str, by: Viewer) -> Plan:
    """
    This function will say what a list would make, without making it.

    :raises NotAllowed: if no office of *by* drafts commitments in the region.
    :raises Problem: if the list cannot be read.
    """
    check_can(by, "commitment.draft", region_code)
    offices = {o.title.lower(): (o.pk, o.agency) for o in offices_for_pacts(by, region_code)}
    return plan_of(text, kind, offices)


@transaction.atomic
def make_pacts(*, text: str, batch: Batch, opened: bool, by: Viewer, at: datetime) -> list[Commitment]:
    """
    This function will make one pact for each line (or each agency) of a list, all or none.

    :raises Problem: if any line is at fault, with the lines: half a list would be forgotten.
    """
    plan = plan_pacts(text=text, kind=batch.kind, region_code=batch.region_code, by=by)
    if plan.faults:
        lines = ", ".join(str(f.line) for f in plan.faults[:20])
        raise Problem(
            "commitment.list", _("Nothing was made. Mend these lines first: %(lines)s.") % {"lines": lines},
            fields={"list": _("Some lines are at fault.")},
        )  # fmt: skip
    made = [draft_commitment(new=_pact(batch, wanted), by=by, at=at) for wanted in plan.pacts]
    return [open_for_signature(commitment_id=m.pk, by=by, at=at) for m in made] if opened else made


def _pact(batch: Batch, wanted: Wanted) -> NewCommitment:
    parties = [
        NewParty(PartyKind.CIVIL_SERVANT, wanted.office_id, wanted.agency, name, position)
        for name, position in wanted.people
    ] or [NewParty(PartyKind.AGENCY, wanted.office_id)]
    return NewCommitment(
        kind=batch.kind, title=f"{batch.title} — {wanted.agency}"[:200], articles=batch.articles,
        region_code=batch.region_code, preamble=batch.preamble, closes_at=batch.closes_at,
        valid_until=batch.valid_until, is_public=True, synthetic=batch.synthetic, parties=parties,
    )  # fmt: skip
