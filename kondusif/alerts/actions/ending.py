"""Ending a warning: declined as a draft, over by decision, over by its date."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from kondusif.alerts.actions.shared import locked, reason_of
from kondusif.alerts.models import Alert
from kondusif.alerts.permissions import office_for
from kondusif.alerts.states import IN_FORCE, MOVES, AlertState
from kondusif.core.actions import record
from kondusif.core.states import check_move
from kondusif.people.viewers import Viewer


@transaction.atomic
def end_desk_alert(*, alert_id: UUID, reason: str, by: Viewer, at: datetime) -> Alert:
    """This function will end a warning of the system itself when what it told of is over; twice it ends once."""
    alert = locked(alert_id)
    return _end(alert, AlertState.STOOD_DOWN, "alert.stood_down", reason, by, at) if alert.state in IN_FORCE else alert


@transaction.atomic
def decline_alert(*, alert_id: UUID, reason: str, by: Viewer, at: datetime) -> Alert:
    """
    This function will turn a draft down, with the reason.

    :raises NotAllowed: if no office of *by* could sign it.
    """
    alert = locked(alert_id)
    office_for(by, "alert.draft", alert.region_id)
    check_move(MOVES, alert.state, AlertState.DECLINED)
    return _end(alert, AlertState.DECLINED, "alert.declined", reason_of(reason), by, at)


@transaction.atomic
def stand_down_alert(*, alert_id: UUID, reason: str, by: Viewer, at: datetime) -> Alert:
    """
    This function will end a warning by decision.

    :raises NotAllowed: if no office of *by* may end warnings here.
    """
    alert = locked(alert_id)
    office_for(by, "alert.stand_down", alert.region_id)
    check_move(MOVES, alert.state, AlertState.STOOD_DOWN)
    return _end(alert, AlertState.STOOD_DOWN, "alert.stood_down", reason_of(reason), by, at)


@transaction.atomic
def expire_alerts(*, by: Viewer, at: datetime) -> int:
    """This function will end the warnings whose date has passed and return how many."""
    over = list(Alert.objects.select_for_update(skip_locked=True).filter(state__in=IN_FORCE, valid_until__lte=at))
    for alert in over:
        _end(alert, AlertState.EXPIRED, "alert.expired", "", by, at)
    return len(over)


def _end(alert: Alert, state: AlertState, event: str, reason: str, by: Viewer, at: datetime) -> Alert:
    alert.state, alert.ended_at, alert.ended_by_id, alert.end_reason = state, at, by.person_id, reason
    alert.save(update_fields=["state", "ended_at", "ended_by_id", "end_reason"])
    record(event, subject=alert, by=by, at=at, number=alert.number)
    return alert
