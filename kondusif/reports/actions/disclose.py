"""Who a reporter is: one person asks with a reason, another approves, and only what was written down first is opened."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from kondusif.core.actions import record
from kondusif.core.problems import Conflict, NotAllowed
from kondusif.core.states import ForbiddenMove, check_move
from kondusif.people.viewers import Grant, Viewer
from kondusif.reports.models import Contact, Disclosure, DisclosureStep, Report
from kondusif.reports.permissions import check_may
from kondusif.reports.queries import disclosure_for, state_of
from kondusif.reports.rules import REASON_MAX, REASON_MIN, text_faults
from kondusif.reports.rules import Contact as Reached
from kondusif.reports.sealing import open_contact
from kondusif.reports.sentences import problem_of
from kondusif.reports.states import DISCLOSURE_MOVES, DisclosureState

S = DisclosureState


@transaction.atomic
def ask_for_contact(*, report: Report, reason: str, by: Viewer, at: datetime) -> Disclosure:
    """
    This function will write down that *by* wants to learn who reported, and why.

    :raises NotAllowed: if the office of *by* does not ask for contacts here, or the report is about it.
    :raises Problem: if the reason is too short to be one.
    :raises Conflict: if the reporter left no contact, or a question about it is open already.
    """
    report = Report.objects.select_for_update(of=("self",)).get(pk=report.pk)
    check_may("contact.ask", report, by)
    reason = _checked("reason", reason)
    if not Contact.objects.filter(report=report).exists():
        raise Conflict("contact.none", _("This reporter left no contact. Write on the report instead."))
    if any(state_of(one, at=at) in {S.ASKED, S.APPROVED} for one in report.disclosures.prefetch_related("steps")):
        raise Conflict(
            "contact.asked_already", _("Somebody has asked for this contact already. Wait for the decision.")
        )
    grant = by.grants_for("contact.ask", report.region_id)[0]
    asked = Disclosure.objects.create(
        report=report, person_id=by.person_id, office_id=grant.office_id, reason=reason, at=at
    )
    _record("contact.asked", asked, by, at)
    return asked


@transaction.atomic
def approve_disclosure(*, disclosure_id: UUID, by: Viewer, at: datetime) -> DisclosureStep:
    """
    This function will let whoever asked open the contact, within a day.

    :raises NotFound: if there is no such question in the regions of *by*.
    :raises NotAllowed: if *by* asked it, or holds no office that approves here.
    :raises Conflict: if it is decided already, or its days have passed.
    """
    return _decide(disclosure_id, S.APPROVED, "", by, at)


@transaction.atomic
def refuse_disclosure(*, disclosure_id: UUID, note: str, by: Viewer, at: datetime) -> DisclosureStep:
    """
    This function will refuse a contact, with the reason.

    :raises NotFound: if there is no such question in the regions of *by*.
    :raises NotAllowed: if *by* asked it, or holds no office that approves here.
    :raises Problem: if the reason is too short to be one.
    :raises Conflict: if it is decided already, or its days have passed.
    """
    return _decide(disclosure_id, S.REFUSED, _checked("note", note), by, at)


def disclose_contact(*, disclosure_id: UUID, by: Viewer, at: datetime) -> Reached:
    """
    This function will write down that the contact is opened, and only then open it.

    It opens for whoever asked, for ten minutes from the first time.

    :raises NotFound: if there is no such question in the regions of *by*.
    :raises NotAllowed: if somebody else asked, or the office no longer gives it.
    :raises Conflict: if it is not approved, or its time has passed.
    """
    with transaction.atomic(durable=True):
        asked = _locked(disclosure_id, by)
        if asked.person_id != by.person_id:
            raise NotAllowed("contact.not_asker", _("Only the person who asked may open this contact."))
        check_may("contact.ask", asked.report, by)
        _check_step(asked, S.DISCLOSED, at)
        sealed = Contact.objects.filter(report_id=asked.report_id).first()
        if sealed is None:
            raise Conflict("contact.gone", _("The contact was deleted when its time was over."))
        _add(asked, S.DISCLOSED, by.grants_for("contact.ask", asked.report.region_id)[0], "", by, at)
    # The line in the ledger is on disk now; whatever fails from here on was still told.
    return open_contact(bytes(sealed.sealed), sealed.report_id)


def _decide(disclosure_id: UUID, to: DisclosureState, note: str, by: Viewer, at: datetime) -> DisclosureStep:
    asked = _locked(disclosure_id, by)
    check_may("contact.approve", asked.report, by)
    if asked.person_id == by.person_id:
        raise NotAllowed("contact.own_question", _("You asked for it yourself. A second person has to decide."))
    _check_step(asked, to, at)
    return _add(asked, to, by.grants_for("contact.approve", asked.report.region_id)[0], note, by, at)


def _locked(disclosure_id: UUID, by: Viewer) -> Disclosure:
    # The rows of the ledger cannot be locked, being never changed; the report stands for them.
    Report.objects.select_for_update(of=("self",)).get(pk=disclosure_for(by, disclosure_id).report_id)
    return disclosure_for(by, disclosure_id)


def _check_step(asked: Disclosure, to: DisclosureState, at: datetime) -> None:
    now = state_of(asked, at=at)
    try:
        check_move(DISCLOSURE_MOVES, now, to)
    except ForbiddenMove:
        raise Conflict("disclosure.state", _SENTENCES[now]) from None


_SENTENCES = {
    S.ASKED: _("A second person has to approve it first."),
    S.APPROVED: _("This was approved already."),
    S.REFUSED: _("This was refused already."),
    S.DISCLOSED: _("This was decided and opened already."),
    S.LAPSED: _("The time for this has passed. Ask again if it is still needed."),
}


def _add(
    asked: Disclosure, state: DisclosureState, grant: Grant, note: str, by: Viewer, at: datetime
) -> DisclosureStep:
    step = DisclosureStep.objects.create(
        disclosure=asked, state=state, person_id=by.person_id, office_id=grant.office_id, note=note, at=at
    )
    _record(f"contact.{state}", asked, by, at)
    return step


def _record(name: str, asked: Disclosure, by: Viewer, at: datetime) -> None:
    report = asked.report
    record(name, subject=report, by=by, at=at, region_code=report.region_id, disclosure=str(asked.pk))


def _checked(field: str, text: str) -> str:
    text = text.replace("\r\n", "\n").strip()
    faults = list(text_faults(field, text, least=REASON_MIN, most=REASON_MAX))
    if faults:
        raise problem_of(faults)
    return text
