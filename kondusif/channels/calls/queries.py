"""Reading calls: one's own, and what a caller who agreed has told this desk before."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from kondusif.channels.calls.models import Call
from kondusif.channels.states import CallOutcome
from kondusif.core.problems import NotFound
from kondusif.people.queries import within
from kondusif.people.viewers import Viewer
from kondusif.reports.models import Report
from kondusif.reports.queries import reports_seen_by

SHOWN_FOR = timedelta(minutes=10)  # how long after the call its receipt can still be read aloud


def calls_seen_by(viewer: Viewer) -> QuerySet[Call]:
    """This function will return the calls of the viewer's desk, newest first."""
    return (
        Call.objects.filter(within(viewer.scope_for("call.take")))
        .select_related("caller", "office")
        .order_by("-began_at")
    )


def call_for(viewer: Viewer, call_id: UUID) -> Call:
    """
    This function will return a call that *viewer* took.

    :raises NotFound: if there is none, or a colleague took it.
    """
    call = calls_seen_by(viewer).filter(pk=call_id, answered_by_id=viewer.person_id).first()
    if call is None:
        raise NotFound("call.missing", _("There is no such call, or it is not yours to see."))
    return call


def history_of(viewer: Viewer, call: Call) -> list[Report]:
    """This function will return the earlier reports of a caller who agreed, as far as *viewer* may read them."""
    if call.caller is None or call.caller.consented_at is None:
        return []
    told = call.caller.calls.exclude(pk=call.pk).filter(report__isnull=False).values("report_id")
    return list(reports_seen_by(viewer).filter(pk__in=told).select_related("region").order_by("-received_at")[:20])


def n_calls_of(call: Call) -> int:
    """This function will return how often the desk spoke with this caller before."""
    return call.caller.calls.exclude(pk=call.pk).count() if call.caller else 0


def may_read_receipt(call: Call, at: datetime) -> bool:
    """This function will tell whether the receipt of a call may still be shown to whoever took it."""
    return call.outcome == CallOutcome.REPORT and call.ended_at is not None and at <= call.ended_at + SHOWN_FOR
