"""The desk's daily report: assembled, edited, submitted, approved by the secretary, sent to the level above."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from kondusif.core.actions import record
from kondusif.core.problems import Conflict, NotAllowed, NotFound, Problem
from kondusif.core.states import check_move
from kondusif.daily.actions.orders import today_of
from kondusif.daily.assembling import Span, assemble
from kondusif.daily.models import DailyReport, Handover
from kondusif.daily.paper import issue_daily_report
from kondusif.daily.permissions import check_can_receive, office_with
from kondusif.daily.queries.reports import receiver_above
from kondusif.daily.rules import inputs_hash
from kondusif.daily.states import DAILY_REPORT_MOVES, OPEN_DAILY_REPORTS, DailyReportState, HandoverWay
from kondusif.people.viewers import Viewer

DAY = timedelta(days=1)
LONGEST = timedelta(days=3)  # after a gap a report reaches back no further than this


@dataclass(frozen=True)
class ReportText:
    """The officers' own words."""

    summary: str = ""
    problems: str = ""
    steps: str = ""
    advice: str = ""


@transaction.atomic
def assemble_report(*, region_code: str, by: Viewer, at: datetime, synthetic: bool = False) -> DailyReport:
    """
    This function will put today's report together from what the system knows, or do so anew while it is open.

    It begins where the last approved one ended. What the officers wrote stays.

    :raises NotAllowed: if no office of *by* writes the report here.
    :raises Conflict: if today's report was submitted already.
    """
    office_with(by, "daily_report.write", region_code)
    day = today_of(region_code, at)
    report = DailyReport.objects.select_for_update().filter(region_id=region_code, day=day).first()
    if report is not None and report.state not in OPEN_DAILY_REPORTS:
        raise Conflict(
            "daily_report.submitted", _("Today's report was submitted already; its figures stay as they are.")
        )
    since = _since(region_code, at)
    content = assemble(Span(by, region_code, since, at))
    if report is None:
        report = DailyReport(region_id=region_code, day=day, synthetic=synthetic)
    report.content, report.day_name = content, content["election"]["day_name"]
    report.period_from, report.period_to = since, at
    report.assembled_at, report.assembled_by_id = at, by.person_id
    report.save()
    record("daily_report.assembled", subject=report, by=by, at=at)
    return report


def _since(region_code: str, at: datetime) -> datetime:
    last = (
        DailyReport.objects.filter(region_id=region_code, day__lt=today_of(region_code, at))
        .exclude(state__in=sorted(OPEN_DAILY_REPORTS))
        .order_by("-day")
        .first()
    )
    return max(last.period_to, at - LONGEST) if last else at - DAY


@transaction.atomic
def edit_report(*, report_id: UUID, text: ReportText, by: Viewer, at: datetime) -> DailyReport:
    """
    This function will keep the officers' words in a report that is still open.

    :raises ForbiddenMove: if it was submitted.
    """
    report = _locked(report_id)
    office_with(by, "daily_report.write", report.region_id)
    if report.state == DailyReportState.SUBMITTED:
        raise Conflict(
            "daily_report.submitted", _("The report was submitted meanwhile. The secretary can send it back.")
        )
    check_move(DAILY_REPORT_MOVES, report.state, DailyReportState.EDITED)
    changed = [
        name for name in ("summary", "problems", "steps", "advice") if getattr(report, name) != getattr(text, name)
    ]
    for name in changed:
        setattr(report, name, getattr(text, name).strip())
    report.state = DailyReportState.EDITED
    report.save(update_fields=["state", *changed])
    record("daily_report.edited", subject=report, by=by, at=at, changed=changed)
    return report


@transaction.atomic
def submit_report(*, report_id: UUID, by: Viewer, at: datetime) -> DailyReport:
    """
    This function will freeze the report with the hash of all it says and lay it before the secretary.

    :raises Problem: if nobody wrote a summary.
    :raises ForbiddenMove: if it was submitted already.
    """
    report = _locked(report_id)
    office_with(by, "daily_report.write", report.region_id)
    check_move(DAILY_REPORT_MOVES, report.state, DailyReportState.SUBMITTED)
    if not report.summary.strip():
        raise Problem(
            "daily_report.no_summary", _("Write a summary before you submit it: figures alone do not advise."),
            fields={"summary": _("Write two or three sentences.")},
        )  # fmt: skip
    report.state, report.submitted_at, report.submitted_by_id = DailyReportState.SUBMITTED, at, by.person_id
    report.inputs_hash, report.sent_back_note = inputs_hash(report.frozen()), ""
    report.save()
    record("daily_report.submitted", subject=report, by=by, at=at, hash=report.inputs_hash.hex())
    return report


@transaction.atomic
def send_report_back(*, report_id: UUID, note: str, by: Viewer, at: datetime) -> DailyReport:
    """This function will give a submitted report back to the desk, with what is to be changed."""
    report = _locked(report_id)
    office_with(by, "daily_report.approve", report.region_id)
    if report.state != DailyReportState.SUBMITTED:
        raise Conflict("daily_report.not_waiting", _("This report does not wait for approval."))
    if not note.strip():
        raise Problem("daily_report.no_note", _("Write what is to be changed."), fields={"note": _("Write what.")})
    report.state, report.sent_back_note = DailyReportState.EDITED, note.strip()[:300]
    report.submitted_at = report.submitted_by = None
    report.save()
    record("daily_report.sent_back", subject=report, by=by, at=at)
    return report


@transaction.atomic
def approve_report(*, report_id: UUID, by: Viewer, at: datetime) -> DailyReport:
    """
    This function will approve the report and issue its paper with a number; twice it is refused.

    :raises NotAllowed: if *by* is not the regional secretary, or submitted it.
    :raises ForbiddenMove: if it is not submitted, or approved already.
    :raises Conflict: if what it says is not what was submitted.
    """
    report = _locked(report_id)
    grant = office_with(by, "daily_report.approve", report.region_id)
    check_move(DAILY_REPORT_MOVES, report.state, DailyReportState.APPROVED)
    if report.submitted_by_id == by.person_id:
        raise NotAllowed("daily_report.own", _("You submitted this report yourself. Another person has to approve it."))
    if bytes(report.inputs_hash or b"") != inputs_hash(report.frozen()):
        raise Conflict(
            "daily_report.changed", _("The report is no longer what was submitted. Send it back to the desk.")
        )
    report.approved_at, report.approved_by_id, report.approved_title = at, by.person_id, grant.title
    document = issue_daily_report(report, grant, by=by, at=at)
    report.document_id, report.document_number, report.state = document.pk, document.number, DailyReportState.APPROVED
    report.save()
    record("daily_report.approved", subject=report, by=by, at=at, number=document.number)
    return report


@transaction.atomic
def send_report(
    *, report_id: UUID, way: HandoverWay | None = None, to_text: str = "", by: Viewer, at: datetime
) -> Handover:
    """
    This function will send the approved report to the level above: into its inbox where it uses this installation.

    Elsewhere *way* and *to_text* say how and to whom it went.

    :raises ForbiddenMove: if it is not approved, or was sent already.
    :raises Problem: if nobody above uses this installation and no way is said.
    """
    report = _locked(report_id)
    grant = next(iter(by.grants_for("daily_report.approve", report.region_id)), None) or office_with(
        by, "daily_report.write", report.region_id
    )
    check_move(DAILY_REPORT_MOVES, report.state, DailyReportState.SENT)
    above = receiver_above(report.region_id, report.day)
    if above:
        way, to_text = HandoverWay.INBOX, ""
    elif way in {None, HandoverWay.INBOX} or not to_text.strip():
        raise Problem(
            "daily_report.no_way", _("Nobody above uses this installation. Say how and to whom you sent it."),
            fields={"to_text": _("Write to whom, for instance the e-mail address.")},
        )  # fmt: skip
    handover = Handover.objects.create(
        report=report, way=way, to_region_code=above, to_text=to_text.strip()[:200], sent_at=at, sent_by_id=by.person_id,
        sent_title=grant.title,
    )  # fmt: skip
    report.state = DailyReportState.SENT
    report.save(update_fields=["state"])
    record("daily_report.sent", subject=report, by=by, at=at, way=str(way), to=above)
    return handover


@transaction.atomic
def acknowledge_report(*, handover_id: UUID, by: Viewer, at: datetime) -> Handover:
    """
    This function will note that the level above has the report.

    :raises NotAllowed: if no office of *by* lies above its region.
    :raises Conflict: if a colleague was quicker.
    """
    handover = Handover.objects.select_for_update(of=("self",)).select_related("report").filter(pk=handover_id).first()
    if handover is None:
        raise NotFound("handover.missing", _("There is no such report, or it is not yours to see."))
    grant = check_can_receive(by, handover.report.region_id)
    if handover.acknowledged_at is not None:
        raise Conflict("handover.acknowledged", _("A colleague has noted the receipt already."))
    handover.acknowledged_at, handover.acknowledged_by_id, handover.acknowledged_title = at, by.person_id, grant.title
    handover.save()
    record("daily_report.acknowledged", subject=handover.report, by=by, at=at)
    return handover


def _locked(report_id: UUID) -> DailyReport:
    report = DailyReport.objects.select_for_update().filter(pk=report_id).first()
    if report is None:
        raise NotFound("daily_report.missing", _("There is no such report, or it is not yours to see."))
    return report
