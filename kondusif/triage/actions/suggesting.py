"""Duplicate suggestions: worked out when a report arrives, stored with their reasons, shown when it is judged."""

from datetime import datetime

from django.db import transaction

from kondusif.people.viewers import Viewer
from kondusif.reports.models import Report
from kondusif.triage.bridge import Pair, likely_pairs
from kondusif.triage.models import Suggestion
from kondusif.triage.queries import neighbours_of

KEEP = 5


@transaction.atomic
def suggest_duplicates(*, report: Report, by: Viewer, at: datetime) -> list[Suggestion]:
    """This function will compare a report with those near it in place and time and keep the likeliest pairs."""
    pairs = likely_pairs(report, neighbours_of(report, viewer=by))[:KEEP]
    Suggestion.objects.bulk_create(
        [_row(report, pair, at) for pair in pairs],
        update_conflicts=True,
        unique_fields=["report", "other"],
        update_fields=["probability", "reasons", "engine_version", "at"],
    )
    return list(Suggestion.objects.filter(report=report))


def _row(report: Report, pair: Pair, at: datetime) -> Suggestion:
    return Suggestion(
        report=report,
        other_id=pair.other_id,
        probability=pair.probability,
        reasons=[[code, value, weight] for code, value, weight in pair.reasons],
        engine_version=pair.engine_version,
        at=at,
    )
