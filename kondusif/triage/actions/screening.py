"""The first look: what kind it is, how urgent, whether it is ours at all, and whether we know it already."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from kondusif.core.actions import record
from kondusif.core.problems import Conflict, NotAllowed, Problem
from kondusif.core.states import check_move
from kondusif.people.models import Office
from kondusif.people.viewers import Grant, Viewer
from kondusif.regions.models import Region
from kondusif.reports.actions import move_report, run_clock
from kondusif.reports.categories import CATEGORIES
from kondusif.reports.models import Report
from kondusif.reports.permissions import may_read_words
from kondusif.reports.states import MOVES, WAITING, Maturity, ReportState, Urgency
from kondusif.triage.actions.claims import drop, hold, locked
from kondusif.triage.actions.filing import refile_place
from kondusif.triage.actions.incidents import join, locked_incident
from kondusif.triage.models import Assessment
from kondusif.triage.permissions import can

S = ReportState


@transaction.atomic
def screen_report(
    *,
    report_id: UUID,
    category: str,
    maturity: Maturity,
    urgency: Urgency,
    region_code: str | None = None,
    about_office_id: UUID | str | None = None,
    by: Viewer,
    at: datetime,
) -> Report:
    """
    This function will set what a report is about, how far it has come, how urgent it is and where it lies.

    The first time it moves the report to *screened*; while it still waits, it may be corrected. Of
    region and office None leaves what there is; an empty office says that it is about none.

    :raises NotAllowed: if the office may not, the new place lies outside its region, or the kind is to be changed by
        somebody who may not read the words: under another kind they could be read.
    :raises Conflict: if it has been decided, or a colleague holds it.
    :raises Problem: if a field holds what it may not.
    """
    report, grant = locked(report_id, "report.screen", by)
    _check_may_rename(report, category, by)
    changes = _screened(report, grant, category, maturity, urgency, region_code, about_office_id)
    hold(report, by, at)
    if report.state == S.RECEIVED:
        report = move_report(report=report, to=S.SCREENED, by=by, at=at, **changes)
        note_down(report, "screened", "", by, grant, at)
    else:
        _must_wait(report)
        change(report, **changes, first_action_at=report.first_action_at or at)
        run_clock(report)
        record("report.corrected", subject=report, by=by, at=at, urgency=int(urgency), category=category)
    if "region_id" in changes:
        refile_place(report)
    if not can("report.screen", by, report):
        drop(report)  # it turned out to be about the officer's own unit: others judge it now
    return report


@transaction.atomic
def start_verification(*, report_id: UUID, by: Viewer, at: datetime) -> Report:
    """
    This function will begin, or begin again, to find out whether a report is true.

    :raises NotAllowed: if the office may not.
    :raises Conflict: if a colleague holds it.
    :raises ForbiddenMove: if it is in a state from which that is not possible.
    """
    report, grant = locked(report_id, "report.verify", by)
    check_move(MOVES, report.state, S.VERIFYING)
    hold(report, by, at)
    # A clock that had been stopped starts anew; one that runs goes on.
    since = None if report.state in WAITING else at
    report = move_report(report=report, to=S.VERIFYING, by=by, at=at, since=since)
    note_down(report, "verifying", "", by, grant, at)
    return report


@transaction.atomic
def refer_report(*, report_id: UUID, addressee: str, note: str, by: Viewer, at: datetime) -> Report:
    """
    This function will send a report on to whoever it concerns, outside this office.

    :raises Problem: without an addressee or a reason: the reporter is told both.
    :raises NotAllowed: if the office may not.
    :raises Conflict: if a colleague holds it.
    :raises ForbiddenMove: if it has been decided.
    """
    report, grant = locked(report_id, "report.refer", by)
    check_move(MOVES, report.state, S.OUT_OF_SCOPE)
    addressee = needed("referred_to", addressee, _("Write to whom the report goes."), most=160)
    note = needed("note", note, _("Write the reason; the reporter reads it."))
    hold(report, by, at)
    report = move_report(report=report, to=S.OUT_OF_SCOPE, by=by, at=at, referred_to=addressee, decision_note=note)
    note_down(report, "out_of_scope", note, by, grant, at)
    drop(report)
    return report


@transaction.atomic
def mark_duplicate(*, report_id: UUID, incident_id: UUID, note: str = "", by: Viewer, at: datetime) -> Report:
    """
    This function will put a report that waits to the incident it repeats; ``unlink_report`` takes it back.

    :raises NotAllowed: if the office may not.
    :raises NotFound: if there is no such incident in sight.
    :raises Conflict: if a colleague holds it, or the incident has been merged away.
    :raises ForbiddenMove: if it has been decided.
    """
    report, grant = locked(report_id, "incident.link", by)
    check_move(MOVES, report.state, S.DUPLICATE)
    hold(report, by, at)
    incident, _office = locked_incident(incident_id, "incident.link", by)
    join(report, incident, by=by, at=at)
    report = move_report(report=report, to=S.DUPLICATE, by=by, at=at, decision_note=note)
    note_down(report, "duplicate", note, by, grant, at)
    drop(report)
    return report


def needed(field: str, text: str, sentence: str, *, most: int = 4000) -> str:
    """
    This function will return *text* without its margins.

    :raises Problem: if nothing is left of it, or it is too long.
    """
    text = text.replace("\x00", "").strip()
    if not text:
        raise Problem("field_empty", sentence, fields={field: sentence})
    if len(text) > most:
        long = _("This is too long: at most %(most)d characters.") % {"most": most}
        raise Problem("field_long", long, fields={field: long})
    return text


def change(report: Report, **changes: Any) -> None:
    """This function will save *changes* of a locked report whose state stays."""
    for name, value in changes.items():
        setattr(report, name, value)
    report.save(update_fields=list(changes))


def note_down(
    report: Report, verdict: str, note: str, by: Viewer, grant: Grant, at: datetime, **ratings: Any
) -> Assessment:
    """This function will add a judgement to those of a report; none is ever changed."""
    return Assessment.objects.create(
        report=report, verdict=verdict, note=note, person_id=by.person_id, office_id=grant.office_id, at=at, **ratings
    )


def _check_may_rename(report: Report, category: str, by: Viewer) -> None:
    if category != report.category and not may_read_words(report, by):
        sentence = _("Only whoever may read the words of this report puts it under another kind.")
        raise NotAllowed("category_guarded", sentence, fields={"category": sentence})


def _screened(
    report: Report,
    grant: Grant,
    category: str,
    maturity: Maturity,
    urgency: Urgency,
    region_code: str | None,
    about_office_id: UUID | str | None,
) -> dict[str, Any]:
    if category not in CATEGORIES:
        sentence = _("Choose one of the categories.")
        raise Problem("category_unknown", sentence, fields={"category": sentence})
    changes: dict[str, Any] = {"category": category, "maturity": Maturity(maturity), "urgency": int(Urgency(urgency))}
    if region_code and region_code != report.region_id:
        if not grant.reaches(region_code) or not Region.objects.filter(pk=region_code).exists():
            sentence = _("This place lies outside your region. Refer the report instead.")
            raise NotAllowed("place_outside", sentence, fields={"region_code": sentence})
        changes["region_id"] = region_code
    if about_office_id == "":
        changes["about_office_id"] = None
    elif about_office_id and about_office_id != report.about_office_id:
        if not Office.objects.filter(pk=about_office_id).exists():
            sentence = _("There is no such office.")
            raise Problem("office_unknown", sentence, fields={"about_office": sentence})
        changes["about_office_id"] = about_office_id
    return changes


def _must_wait(report: Report) -> None:
    if report.state not in WAITING:
        raise Conflict("already_decided", _("This report has already been decided. Open the queue for the next one."))
