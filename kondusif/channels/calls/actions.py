"""Taking calls: begun with or without a number, ended with a report or without, flagged, forgotten."""

from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID, uuid5

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from kondusif.channels.calls.models import Call, Caller
from kondusif.channels.calls.numbers import normal
from kondusif.channels.states import CallOutcome
from kondusif.core.actions import record
from kondusif.core.problems import Conflict, NotAllowed, NotFound, Problem
from kondusif.core.sealing import keyed_hash, open_sealed, seal
from kondusif.people.viewers import Grant, Viewer
from kondusif.reports.actions import Sent, send_report
from kondusif.reports.rules import Contact, NewReport
from kondusif.reports.states import Channel

KEY = "call"
LONGEST = timedelta(hours=4)  # a call nobody ended is ended by the clock
FLAG_LASTS = timedelta(days=90)
_CALLS = UUID("5d4f6c0e-6c5a-4a54-9c7b-3b1c2f9f7a10")


def client_id_of(call: Call) -> UUID:
    """This function will return the key under which a call's report is sent: twice stored is stored once."""
    return uuid5(_CALLS, str(call.pk))


@transaction.atomic
def begin_call(*, typed: str, by: Viewer, at: datetime) -> Call:
    """
    This function will open a call and look its number up; every look is recorded, also one that finds nobody.

    :raises NotAllowed: if no office of *by* takes calls.
    :raises Problem: if what was typed is no number.
    """
    grant = _office(by)
    number = normal(typed) if typed.strip() else ""
    if number is None:
        sentence = _("This is no telephone number. Leave it empty if the number is withheld.")
        raise Problem("call.no_number", sentence, fields={"number": sentence})
    caller = (
        Caller.objects.filter(region_id=grant.region_code, lookup=keyed_hash(KEY, number)).first() if number else None
    )
    call = Call(
        region_id=grant.region_code, office_id=grant.office_id, answered_by_id=by.person_id, caller=caller, began_at=at
    )
    call.sealed_number = seal(KEY, number.encode(), about=call.pk.bytes) if number else None
    call.save()
    record("call.began", subject=call, by=by, at=at, with_number=bool(number))
    if number:
        record(
            "caller.looked_up", subject=caller or call, by=by, at=at, region_code=grant.region_code, known=bool(caller)
        )
    return call


@transaction.atomic
def report_from_call(
    *, call_id: UUID, new: NewReport, agrees: bool, reachable: bool, by: Viewer, at: datetime
) -> tuple[Call, Sent]:
    """
    This function will store what the caller tells by the one way of all reports, and end the call.

    With *agrees* the desk may know the caller again and see this report at the next call; with *reachable*
    the number goes under seal into the report as its contact. Without either, nothing of the number stays.

    :raises Problem: if the report is not in order, or a number is needed and none was given.
    :raises Conflict: if this call has sent another report already.
    """
    call = _locked(call_id, by)
    number = number_of(call)
    if (agrees or reachable) and not number and call.ended_at is None:
        sentence = _("The number was withheld. Ask for it and begin the call anew, or take the report without it.")
        raise Problem("call.number_missing", sentence, fields={"agrees" if agrees else "reachable": sentence})
    new = replace(
        new, client_id=client_id_of(call), channel=Channel.CALL, reporter_office_id=call.office_id,
        anonymous=not reachable, contact=Contact(phone=number) if reachable and number else None,
    )  # fmt: skip
    if call.ended_at is not None and call.outcome != CallOutcome.REPORT:
        raise Conflict("call.ended", _("This call has ended already."))
    sent = send_report(new, photos=[], at=at, by=by)
    if call.ended_at is None:
        if agrees:
            call.caller = _known(call, number, at)
        elif call.caller is not None and call.caller.consented_at is None:
            call.caller = None  # flagged, but this report is nobody's to connect
        call.report_id = sent.received.report_id if call.caller_id else None
        _end(call, CallOutcome.REPORT, by, at)
    return call, sent


@transaction.atomic
def end_call(*, call_id: UUID, outcome: CallOutcome, reason: str, by: Viewer, at: datetime) -> Call:
    """
    This function will end a call without a report; a nuisance with a number is flagged, never blocked.

    :raises Conflict: if it has ended already.
    :raises Problem: if a nuisance is not explained.
    """
    call = _locked(call_id, by)
    if call.ended_at is not None:
        raise Conflict("call.ended", _("This call has ended already."))
    if outcome == CallOutcome.REPORT:
        raise Problem("call.report_missing", _("Write the report first."))
    if outcome == CallOutcome.NUISANCE:
        _flag(call, reason, by, at)
    _end(call, outcome, by, at)
    return call


@transaction.atomic
def clear_flag(*, call_id: UUID, by: Viewer, at: datetime) -> Call:
    """This function will take the flag from a caller; one known for nothing else is forgotten."""
    call = _locked(call_id, by)
    if call.caller is not None and call.caller.flagged_at is not None:
        record("caller.flag_cleared", subject=call.caller, by=by, at=at)
        _unflag(call.caller)
    return call


@transaction.atomic
def forget_caller(*, call_id: UUID, by: Viewer, at: datetime) -> Call:
    """This function will delete what makes a caller known again, because the caller wants it so."""
    call = _locked(call_id, by)
    if call.caller is not None:
        record("caller.forgotten", subject=call.caller, by=by, at=at)
        Call.objects.filter(caller_id=call.caller_id).update(report=None)
        call.caller.delete()
        call.refresh_from_db()
    return call


@transaction.atomic
def tidy_calls(*, by: Viewer, at: datetime) -> int:
    """This function will end the calls nobody ended and let flags run out, and return how many calls it ended."""
    left = list(Call.objects.select_for_update(skip_locked=True).filter(ended_at=None, began_at__lt=at - LONGEST))
    for call in left:
        _end(call, CallOutcome.BROKEN_OFF, by, at)
    for caller in Caller.objects.filter(flagged_at__lt=at - FLAG_LASTS):
        _unflag(caller)
    return len(left)


def number_of(call: Call) -> str:
    """This function will return the number of a call while it lasts."""
    return open_sealed(KEY, call.sealed_number, about=call.pk.bytes).decode() if call.sealed_number else ""


def _known(call: Call, number: str, at: datetime) -> Caller:
    caller, _new = Caller.objects.get_or_create(
        region_id=call.region_id, lookup=keyed_hash(KEY, number),
        defaults={"first_at": at, "consented_at": at, "sealed": b""},
    )  # fmt: skip
    caller.consented_at = caller.consented_at or at
    caller.sealed = seal(KEY, number.encode(), about=caller.pk.bytes)
    caller.save(update_fields=["consented_at", "sealed"])
    return caller


def _flag(call: Call, reason: str, by: Viewer, at: datetime) -> None:
    reason = " ".join(reason.split())[:200]
    if not reason:
        sentence = _("Write in a few words what happened; the next colleague reads it.")
        raise Problem("call.reason_missing", sentence, fields={"reason": sentence})
    number = number_of(call)
    if not number:
        return
    flagged = {"flagged_at": at, "flagged_title": by.title, "flag_reason": reason}
    caller, is_new = Caller.objects.get_or_create(
        region_id=call.region_id, lookup=keyed_hash(KEY, number), defaults={"first_at": at, **flagged}
    )
    if not is_new:
        Caller.objects.filter(pk=caller.pk).update(**flagged)
    call.caller = caller
    record("caller.flagged", subject=caller, by=by, at=at)


def _unflag(caller: Caller) -> None:
    if caller.consented_at is None:
        caller.delete()
    else:
        Caller.objects.filter(pk=caller.pk).update(flagged_at=None, flagged_title="", flag_reason="")


def _end(call: Call, outcome: CallOutcome, by: Viewer, at: datetime) -> None:
    call.ended_at, call.outcome, call.sealed_number = at, outcome, None
    call.save(update_fields=["ended_at", "outcome", "sealed_number", "caller", "report"])
    record("call.ended", subject=call, by=by, at=at, outcome=str(outcome))


def _locked(call_id: UUID, by: Viewer) -> Call:
    call = Call.objects.select_for_update(of=("self",)).select_related("caller").filter(pk=call_id).first()
    if call is None or not by.may("call.take", call.region_id):
        raise NotFound("call.missing", _("There is no such call, or it is not yours to see."))
    if call.answered_by_id != by.person_id:
        raise NotAllowed("call.not_yours", _("A colleague took this call."))
    return call


def _office(by: Viewer) -> Grant:
    grants = by.grants_for("call.take")
    if not grants:
        raise NotAllowed("call.not_yours", _("Your office takes no calls."))
    return grants[0]
