"""The talk between the desk and a reporter who needs no name for it."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from kondusif.core.actions import record
from kondusif.core.problems import Conflict, NotFound, Problem
from kondusif.core.scope import EVERYWHERE, scoped
from kondusif.core.states import check_move
from kondusif.people.viewers import CITIZEN, Viewer
from kondusif.reports.actions.clocks import look_by
from kondusif.reports.envelopes import check_sealed
from kondusif.reports.models import Message, Report, SealedText
from kondusif.reports.permissions import check_may
from kondusif.reports.receipts import digits_of, receipt_hash
from kondusif.reports.rules import TEXT_MAX, SealedWords, may_reopen, text_faults
from kondusif.reports.sentences import problem_of
from kondusif.reports.states import EVENT_OF, MOVES, ReportState

MESSAGE_MIN = 2
# More than this from one reporter to one report is no talk any more.
MESSAGES_MAX = 50


@transaction.atomic
def answer_reporter(
    *, report: Report, text: str, by: Viewer, at: datetime, sealed: SealedWords | None = None
) -> Message:
    """
    This function will write a line from the desk to the reporter; to a sealed report, sealed words alone.

    :raises NotAllowed: if *by* may not answer in this region.
    :raises Problem: if the text is empty, too long or holds what is no text, or should have been sealed.
    """
    report = Report.objects.select_for_update(of=("self",)).get(pk=report.pk)
    check_may("report.answer", report, by)
    grant = by.grants_for("report.answer", report.region_id)[0]
    is_sealed = SealedText.objects.filter(report=report, message=None).exists()
    if is_sealed and (sealed is None or not sealed.answer):
        raise Problem(
            "message.unsealed",
            _("This reporter's words are sealed. Open the key on this page, then answer: the answer is sealed too."),
        )
    message = _write(report, text, sealed if is_sealed else None, at, office_id=grant.office_id)
    if report.first_action_at is None:
        report.first_action_at = at
        report.save(update_fields=["first_action_at"])
    record("report.messaged", subject=report, by=by, at=at, region_code=report.region_id, from_reporter=False)
    return message


def write_to_desk(*, receipt: str, text: str, at: datetime, sealed: SealedWords | None = None) -> Message:
    """
    This function will write a line from whoever holds *receipt* to the desk.

    :raises NotFound: if there is no such receipt.
    :raises Problem: if the text is empty, too long or holds what is no text.
    """
    with transaction.atomic(), scoped(EVERYWHERE):  # the receipt opens exactly one report
        report = _locked(receipt)
        text = "" if sealed else _checked(text)
        last = report.messages.select_related("sealed").last()
        if last is not None and last.from_reporter and _same(last, text, sealed):
            return last  # the page was loaded again
        if report.messages.filter(from_reporter=True).count() >= MESSAGES_MAX:
            raise Conflict(
                "message.too_many",
                _("You have written very often about this report. Please wait for the answer of the desk."),
            )
        message = _write(report, text, sealed, at)
        record("report.messaged", subject=report, by=CITIZEN, at=at, region_code=report.region_id, from_reporter=True)
    return message


def reopen_report(*, receipt: str, text: str, at: datetime, sealed: SealedWords | None = None) -> Report:
    """
    This function will open a closed report again because its reporter objects, once and within 14 days.

    :raises NotFound: if there is no such receipt.
    :raises Conflict: if the time is over or the reporter objected before.
    :raises ForbiddenMove: if the report is not closed.
    """
    with transaction.atomic(), scoped(EVERYWHERE):  # the receipt opens exactly one report
        report = _locked(receipt)
        check_move(MOVES, report.state, ReportState.REOPENED)
        if not may_reopen(closed_at=report.closed_at, reopened_before=report.reopened_at is not None, at=at):
            raise Conflict(
                "report.reopen_over", _("A report can be opened again once, within 14 days. Please send a new report.")
            )
        _write(report, text, sealed, at)
        report.state, report.reopened_at, report.due_at = (
            ReportState.REOPENED,
            at,
            look_by(report, at),
        )
        report.save(update_fields=["state", "reopened_at", "due_at"])
        record(EVENT_OF[ReportState.REOPENED], subject=report, by=CITIZEN, at=at, region_code=report.region_id)
    return report


def _write(
    report: Report, text: str, sealed: SealedWords | None, at: datetime, *, office_id: UUID | None = None
) -> Message:
    """This function will write one line, from the desk where an office is given; of sealed words nothing is readable."""
    if sealed is not None:
        # The desk may have put the report under another category since; the group that reads it stays.
        first = SealedText.objects.filter(report=report, message=None).select_related("key").first()
        check_sealed(sealed, first.key.group if first else None, report.region_id)
    words = "" if sealed else _checked(text)
    message = Message.objects.create(
        report=report, from_reporter=office_id is None, office_id=office_id, text=words, at=at
    )
    if sealed is not None:
        SealedText.objects.create(
            report=report, message=message, key_id=sealed.key_id, envelope=sealed.envelope, answer=sealed.answer, at=at
        )
    return message


def _same(last: Message, text: str, sealed: SealedWords | None) -> bool:
    known = getattr(last, "sealed", None)
    if sealed is None or known is None:
        return sealed is None and known is None and last.text == text
    return bytes(known.envelope) == sealed.envelope


def _locked(receipt: str) -> Report:
    digits = digits_of(receipt) or ""
    report = Report.objects.select_for_update(of=("self",)).filter(receipt_hash=receipt_hash(digits)).first()
    if report is None:
        raise NotFound("receipt.unknown", _("There is no report with this receipt. Check the 20 digits."))
    return report


def _checked(text: str) -> str:
    text = text.replace("\r\n", "\n").strip()
    faults = list(text_faults("text", text, least=MESSAGE_MIN, most=TEXT_MAX))
    if faults:
        raise problem_of(faults)
    return text
