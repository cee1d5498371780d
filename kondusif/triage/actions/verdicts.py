"""The judgement: true, not to be verified, a hoax (by two persons), and the end of it."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from kondusif.core.actions import record
from kondusif.core.problems import Conflict, NotAllowed, Problem
from kondusif.core.states import check_move
from kondusif.people.viewers import Viewer
from kondusif.reports.actions import move_report
from kondusif.reports.models import Report
from kondusif.reports.states import MOVES, ReportState
from kondusif.triage.actions.claims import drop, hold, locked
from kondusif.triage.actions.incidents import confirm_if_sound, founded_on, join, locked_incident
from kondusif.triage.actions.screening import needed, note_down
from kondusif.triage.models import Assessment
from kondusif.triage.rules import INFO_RATINGS, SOURCE_RATINGS

S = ReportState
HOAX_PROPOSED = "hoax_proposed"


@transaction.atomic
def verify_report(
    *,
    report_id: UUID,
    source_rating: str,
    info_rating: int,
    note: str = "",
    incident_id: UUID | None = None,
    title: str = "",
    by: Viewer,
    at: datetime,
) -> Report:
    """
    This function will judge that a report is true, rate it, and put it to an incident: a given one or a new one.

    :raises Problem: if a rating is none.
    :raises NotAllowed: if the office may not, or the report is about its own unit.
    :raises NotFound: if there is no such incident in sight.
    :raises Conflict: if a colleague holds it.
    :raises ForbiddenMove: if it is not being verified.
    """
    report, grant = locked(report_id, "report.verify", by)
    check_move(MOVES, report.state, S.VERIFIED)
    ratings = _ratings(source_rating, info_rating)
    hold(report, by, at)
    report = move_report(report=report, to=S.VERIFIED, by=by, at=at, **ratings)
    note_down(report, "verified", note, by, grant, at, **ratings)
    if incident_id is None:
        founded_on(report, title=title, by=by, at=at)
    else:
        incident, _office = locked_incident(incident_id, "incident.link", by)
        join(report, incident, by=by, at=at)
        confirm_if_sound(incident, by=by, at=at)
    drop(report)
    return report


@transaction.atomic
def mark_unverified(*, report_id: UUID, note: str, by: Viewer, at: datetime) -> Report:
    """
    This function will judge that a report could not be shown to be true, with the reason.

    :raises Problem: without a reason: the reporter reads it.
    :raises NotAllowed: if the office may not.
    :raises Conflict: if a colleague holds it.
    :raises ForbiddenMove: if it is not being verified.
    """
    report, grant = locked(report_id, "report.verify", by)
    check_move(MOVES, report.state, S.UNVERIFIED)
    note = needed("note", note, _("Write the reason; the reporter reads it."))
    hold(report, by, at)
    report = move_report(report=report, to=S.UNVERIFIED, by=by, at=at, decision_note=note)
    note_down(report, "unverified", note, by, grant, at)
    drop(report)
    return report


@transaction.atomic
def propose_hoax(*, report_id: UUID, note: str, by: Viewer, at: datetime) -> Report:
    """
    This function will propose that a report is a hoax; a second person has to confirm it.

    :raises Problem: without the grounds.
    :raises NotAllowed: if the office may not: only an analyst proposes.
    :raises Conflict: if a colleague holds it, or it has been proposed already.
    :raises ForbiddenMove: if it is not being verified.
    """
    report, grant = locked(report_id, "report.propose_hoax", by)
    check_move(MOVES, report.state, S.HOAX)
    note = needed("note", note, _("Write the grounds: the second person reads them."))
    if proposal_of(report) is not None:
        raise Conflict("hoax_proposed", _("This report has been proposed as a hoax already; a second person decides."))
    hold(report, by, at)
    note_down(report, HOAX_PROPOSED, note, by, grant, at)
    record("report.hoax_proposed", subject=report, by=by, at=at)
    drop(report)
    return report


@transaction.atomic
def confirm_hoax(*, report_id: UUID, note: str = "", by: Viewer, at: datetime) -> Report:
    """
    This function will label a report a hoax after a second person agreed with the proposal.

    :raises NotAllowed: if the office may not, or the person is the one who proposed it.
    :raises Conflict: if nobody proposed it, or a colleague holds it.
    :raises ForbiddenMove: if it is not being verified.
    """
    report, grant = locked(report_id, "report.confirm_hoax", by)
    check_move(MOVES, report.state, S.HOAX)
    proposal = proposal_of(report)
    if proposal is None:
        raise Conflict("hoax_not_proposed", _("An analyst has to propose first that this is a hoax."))
    if proposal.person_id == by.person_id:
        raise NotAllowed("second_person", _("Somebody other than whoever proposed it has to confirm."))
    hold(report, by, at)
    report = move_report(report=report, to=S.HOAX, by=by, at=at, decision_note=note or proposal.note)
    note_down(report, "hoax", note, by, grant, at)
    drop(report)
    return report


@transaction.atomic
def close_report(*, report_id: UUID, note: str = "", by: Viewer, at: datetime) -> Report:
    """
    This function will close a report of which nothing is left to do; its reporter may object once.

    :raises NotAllowed: if the office may not.
    :raises ForbiddenMove: if something is left to do.
    """
    report, grant = locked(report_id, "report.verify", by)
    check_move(MOVES, report.state, S.CLOSED)
    changes = {"decision_note": note.replace("\x00", "").strip()} if note.strip() else {}
    report = move_report(report=report, to=S.CLOSED, by=by, at=at, **changes)
    note_down(report, "closed", note, by, grant, at)
    drop(report)
    return report


def proposal_of(report: Report) -> Assessment | None:
    """This function will return the proposal to call *report* a hoax that still stands, if any."""
    last = report.assessments.order_by("-at", "-id").first()
    return last if last is not None and last.verdict == HOAX_PROPOSED else None


def _ratings(source_rating: str, info_rating: int) -> dict[str, str | int]:
    wrong = {}
    if len(source_rating) != 1 or source_rating not in SOURCE_RATINGS:
        wrong["source_rating"] = _("Choose how reliable the source is: A to F.")
    if info_rating not in INFO_RATINGS:
        wrong["info_rating"] = _("Choose how credible the information is: 1 to 6.")
    if wrong:
        raise Problem("rating_missing", next(iter(wrong.values())), fields=wrong)
    return {"source_rating": source_rating, "info_rating": info_rating}
