"""Duplicate suggestions: worked out when a report arrives, stored with their reasons, refused by an officer or not."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from kondusif.core.actions import record
from kondusif.core.problems import NotFound
from kondusif.people.viewers import Viewer
from kondusif.reports.models import Report
from kondusif.reports.queries import reports_seen_by
from kondusif.triage.actions.claims import locked
from kondusif.triage.bridge import COMPARED, Pair, likely_pairs
from kondusif.triage.models import Suggestion
from kondusif.triage.queries import neighbours_of, pairs_with

KEEP = 5


@transaction.atomic
def suggest_duplicates(*, report: Report, by: Viewer, at: datetime) -> list[Suggestion]:
    """This function will compare a report with those near it in place and time and keep the likeliest pairs."""
    pairs = likely_pairs(report, neighbours_of(report, viewer=by).only(*COMPARED))[:KEEP]
    Suggestion.objects.bulk_create(
        [_row(report, pair, at) for pair in pairs],
        update_conflicts=True,
        unique_fields=["report", "other"],
        update_fields=["probability", "reasons", "engine_version", "at"],
    )
    return list(Suggestion.objects.filter(report=report))


@transaction.atomic
def refuse_likeness(*, report_id: UUID, other_id: UUID, by: Viewer, at: datetime) -> Report:
    """
    This function will note that a report is not the same as another one, nor as those of the other's incident.

    It is no longer proposed; ``reconsider_likeness`` takes it back.

    :raises NotAllowed: if the office may not.
    :raises NotFound: if the two were never proposed, or one is not in sight.
    """
    report, rows = _proposed(report_id, other_id, by)
    Suggestion.objects.filter(pk__in=rows).update(refused_at=at, refused_by_id=by.person_id)
    record("report.likeness_refused", subject=report, by=by, at=at, other=str(other_id))
    return report


@transaction.atomic
def reconsider_likeness(*, report_id: UUID, other_id: UUID, by: Viewer, at: datetime) -> Report:
    """
    This function will propose again what was refused.

    :raises NotAllowed: if the office may not.
    :raises NotFound: if the two were never proposed, or one is not in sight.
    """
    report, rows = _proposed(report_id, other_id, by)
    Suggestion.objects.filter(pk__in=rows).update(refused_at=None, refused_by=None)
    record("report.likeness_reconsidered", subject=report, by=by, at=at, other=str(other_id))
    return report


def _proposed(report_id: UUID, other_id: UUID, by: Viewer) -> tuple[Report, list[UUID]]:
    report, _grant = locked(report_id, "incident.link", by)
    rows = list(pairs_with(report, other_id).values_list("pk", flat=True))
    if not rows or not reports_seen_by(by).filter(pk=other_id).exists():
        raise NotFound("no_such_likeness", _("These two reports were not proposed as the same."))
    return report, rows


def _row(report: Report, pair: Pair, at: datetime) -> Suggestion:
    return Suggestion(
        report=report,
        other_id=pair.other_id,
        probability=pair.probability,
        reasons=[[code, value, weight] for code, value, weight in pair.reasons],
        engine_version=pair.engine_version,
        at=at,
    )
