"""What owners report at the end of a period: kept as a draft, handed in, verified or returned."""

from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from kondusif.core.actions import record
from kondusif.core.problems import Conflict, NotFound, Problem, Sentence
from kondusif.core.states import check_move
from kondusif.people.viewers import Viewer
from kondusif.plans.actions.measures import LARGEST
from kondusif.plans.models import Measure, PeriodReport, ReportFile
from kondusif.plans.papers import FILES_MAX, Paper, store_paper
from kondusif.plans.permissions import check_can_report, check_can_verify
from kondusif.plans.rules import Period, starts_on
from kondusif.plans.states import REPORT_MOVES, WRITABLE, PeriodReportState, PlanState


@dataclass(frozen=True)
class Entry:
    """What an owner filled in: *client_id* names this filling-in, so that sending it twice stores it once."""

    measure_id: UUID
    period: Period
    client_id: UUID
    realised: Decimal | None
    narrative: str
    obstacles: str = ""
    papers: tuple[Paper, ...] = field(default_factory=tuple)


@transaction.atomic
def save_period_report(*, entry: Entry, by: Viewer, at: datetime) -> PeriodReport:
    """
    This function will keep a report as a draft: what is there so far, complete or not.

    :raises NotAllowed: if *by* neither owns the measure nor writes the plan.
    :raises Conflict: if it is handed in, or the plan does not run.
    """
    measure = _measure(entry)
    check_can_report(by, measure)
    report = _report_of(measure, entry.period, by, at)
    if report.client_id == entry.client_id and report.is_handed_in:
        return report  # the phone was not told that it arrived, and sends again
    _check_open(report)
    _fill(report, entry, by, at)
    report.save()
    record("period_report.saved", subject=report, by=by, at=at, period=entry.period.value)
    return report


@transaction.atomic
def submit_period_report(*, entry: Entry, by: Viewer, at: datetime) -> PeriodReport:
    """
    This function will hand a report in, for the plan's office to verify.

    :raises NotAllowed: if *by* neither owns the measure nor writes the plan.
    :raises Problem: naming what is missing.
    :raises Conflict: if it is handed in by another filling-in, or the plan does not run.
    """
    measure = _measure(entry)
    grant = check_can_report(by, measure)
    report = _report_of(measure, entry.period, by, at)
    if report.client_id == entry.client_id and report.is_handed_in:
        return report
    _check_open(report)
    _fill(report, entry, by, at)
    _check_complete(report)
    check_move(REPORT_MOVES, report.state, PeriodReportState.SUBMITTED)
    report.state, report.submitted_at, report.submitted_by_id = PeriodReportState.SUBMITTED, at, by.person_id
    report.returned_reason = ""
    report.save()
    record(
        "period_report.submitted", subject=report, by=by, at=at, period=entry.period.value,
        realised=str(report.realised), narrative=report.narrative, on_behalf=grant.office_id != measure.owner_id,
    )  # fmt: skip
    return report


@transaction.atomic
def verify_period_report(*, period_report_id: UUID, by: Viewer, at: datetime) -> PeriodReport:
    """
    This function will accept number and evidence of a report.

    :raises NotAllowed: if *by* handed it in or does not verify here.
    """
    report = _locked(period_report_id)
    check_can_verify(by, report)
    check_move(REPORT_MOVES, report.state, PeriodReportState.VERIFIED)
    report.state, report.verified_at, report.verified_by_id = PeriodReportState.VERIFIED, at, by.person_id
    report.save(update_fields=["state", "verified_at", "verified_by_id"])
    record("period_report.verified", subject=report, by=by, at=at, realised=str(report.realised))
    return report


@transaction.atomic
def return_period_report(*, period_report_id: UUID, reason: str, by: Viewer, at: datetime) -> PeriodReport:
    """
    This function will give a report back to its owner, with what is missing; it no longer counts until handed in anew.

    :raises Problem: if no reason is given.
    """
    report = _locked(period_report_id)
    check_can_verify(by, report)
    check_move(REPORT_MOVES, report.state, PeriodReportState.RETURNED)
    if not reason.strip():
        raise Problem("report.no_reason", _("Say what is missing."), fields={"reason": _("Write what is missing.")})
    report.state, report.returned_reason = PeriodReportState.RETURNED, reason.strip()[:1000]
    report.verified_at = report.verified_by_id = None
    report.save(update_fields=["state", "returned_reason", "verified_at", "verified_by_id"])
    record("period_report.returned", subject=report, by=by, at=at, reason=report.returned_reason)
    return report


def _measure(entry: Entry) -> Measure:
    # Lock first: owner and plan office may file the same report at one moment.
    measure = (
        Measure.objects.select_for_update(of=("self",))
        .select_related("plan__region", "owner")
        .filter(pk=entry.measure_id)
        .first()
    )
    if measure is None:
        raise NotFound("measure.missing", _("There is no such measure, or it is not yours to see."))
    return measure


def _report_of(measure: Measure, period: Period, by: Viewer, at: datetime) -> PeriodReport:
    if measure.plan.state != PlanState.RUNNING:
        raise Conflict("plan.not_running", _("Reports are taken while the plan is running."))
    if measure.target(period) is None:
        raise Problem("report.no_target", _("This measure has no target in this period; nothing is to be reported."))
    today = at.astimezone(ZoneInfo(measure.plan.region.timezone)).date()
    if today < starts_on(measure.plan.year, period):
        raise Problem("report.too_early", _("This period has not begun yet."))
    report = PeriodReport.objects.select_for_update().filter(measure=measure, period=period).first()
    if report is None:
        report = PeriodReport(measure=measure, period=period, started_at=at, started_by_id=by.person_id)
        report.save(force_insert=True)
    report.measure = measure
    return report


def _check_open(report: PeriodReport) -> None:
    if report.state not in WRITABLE:
        raise Conflict(
            "report.handed_in", _("This report is handed in already. Ask the plan's office to return it for a change.")
        )


def _fill(report: PeriodReport, entry: Entry, by: Viewer, at: datetime) -> None:
    number = entry.realised
    if number is not None and (not number.is_finite() or not 0 <= number <= LARGEST):
        raise Problem(
            "report.bad_number", _("The number of a report is zero or more."),
            fields={"realised": _("Enter a number of zero or more.")},
        )  # fmt: skip
    report.client_id, report.realised = entry.client_id, number
    report.narrative, report.obstacles = entry.narrative.strip(), entry.obstacles.strip()
    known = {bytes(d) for d in report.files.values_list("sha256", flat=True)}
    fresh = {p.digest: p for p in entry.papers if p.digest not in known}
    if len(known) + len(fresh) > FILES_MAX:
        raise Problem(
            "report.too_many_files", _("A report takes six files at most."), fields={"files": _("Choose fewer files.")}
        )
    for paper in fresh.values():
        path = store_paper(paper)  # on disk before the row that names it
        ReportFile.objects.create(
            report=report, media_type=paper.media_type, name=paper.name, path=path, sha256=paper.digest,
            size=len(paper.content), added_at=at, added_by_id=by.person_id,
        )  # fmt: skip


def _check_complete(report: PeriodReport) -> None:
    faults: dict[str, Sentence] = {}
    if report.realised is None:
        faults["realised"] = _("Enter what was reached; zero is a number too.")
    if not report.narrative:
        faults["narrative"] = _("Write what was done and how it is known.")
    if report.realised and not report.files.exists():
        faults["files"] = _("Add a photo or a PDF that shows it.")
    if faults:
        raise Problem("report.incomplete", _("The report is not complete yet."), fields=faults)


def _locked(period_report_id: UUID) -> PeriodReport:
    report = (
        PeriodReport.objects.select_for_update(of=("self",))
        .select_related("measure__plan", "measure__owner")
        .filter(pk=period_report_id)
        .first()
    )
    if report is None:
        raise NotFound("report.missing", _("There is no such report, or it is not yours to see."))
    return report
