"""Entering how earlier elections went, one by one or as a table."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from kondusif.core.actions import record
from kondusif.core.problems import NotAllowed
from kondusif.elections.history_file import PastRow
from kondusif.elections.models import PastElection
from kondusif.people.viewers import Viewer


@transaction.atomic
def enter_history(rows: Sequence[PastRow], *, by: Viewer, at: datetime, synthetic: bool = False) -> list[PastElection]:
    """
    This function will keep the *rows*; an election entered before is corrected, and the audit trail says so.

    :raises NotAllowed: if a row lies outside the regions of *by*.
    """
    kept = []
    for row in rows:
        if not by.may("history.write", row.region_code):
            raise NotAllowed("history.not_yours", _("Your office does not enter the history of this region."))
        values = {k: v for k, v in asdict(row).items() if k not in {"line", "region_code", "kind", "voting_on"}}
        past, is_new = PastElection.objects.update_or_create(
            region_id=row.region_code, kind=row.kind, voting_on=row.voting_on,
            defaults=values | {"entered_at": at, "entered_by_id": by.person_id, "synthetic": synthetic},
        )  # fmt: skip
        record("history.entered" if is_new else "history.corrected", subject=past, by=by, at=at)
        kept.append(past)
    return kept
