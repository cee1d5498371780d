"""Acknowledging a warning in force, reminding of it, and taking it to further offices."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from kondusif.alerts import rules
from kondusif.alerts.actions.shared import locked, reason_of
from kondusif.alerts.models import Addressee, Alert
from kondusif.alerts.permissions import office_for
from kondusif.alerts.states import IN_FORCE, MOVES, AlertState, Level
from kondusif.core.actions import record
from kondusif.core.problems import Conflict, NotAllowed
from kondusif.core.states import check_move
from kondusif.people.models import Office
from kondusif.people.viewers import Viewer


@transaction.atomic
def acknowledge_alert(*, alert_id: UUID, by: Viewer, at: datetime) -> Addressee:
    """
    This function will note that an addressed office has read the warning.

    :raises NotAllowed: if no office of *by* is addressed.
    :raises Conflict: if a colleague of the same office was quicker.
    """
    alert = locked(alert_id)
    offices = [g.office_id for g in by.grants]
    addressees = list(alert.addressees.select_for_update().filter(office_id__in=offices))
    if not addressees:
        raise NotAllowed("alert.not_addressed", _("This warning is not addressed to your office."))
    if alert.state not in IN_FORCE:
        raise Conflict("alert.not_in_force", _("This warning is no longer in force."))
    waiting = [a for a in addressees if a.acknowledged_at is None]
    if not waiting:
        raise Conflict("alert.acknowledged", _("A colleague of your office has acknowledged this warning already."))
    for addressee in waiting:
        addressee.acknowledged_at, addressee.acknowledged_by_id = at, by.person_id
        addressee.save(update_fields=["acknowledged_at", "acknowledged_by_id"])
    record("alert.acknowledged", subject=alert, by=by, at=at, office=str(waiting[0].office_id))
    return waiting[0]


@transaction.atomic
def escalate_alert(*, alert_id: UUID, reason: str, by: Viewer, at: datetime) -> Alert:
    """This function will take a warning in force one step up: its superiors are addressed as well."""
    alert = locked(alert_id)
    if not by.is_system:
        office_for(by, "alert.escalate", alert.region_id)
    check_move(MOVES, alert.state, AlertState.ESCALATED)
    alert.state = AlertState.ESCALATED
    alert.save(update_fields=["state"])
    late = Office.objects.filter(pk__in=alert.addressees.filter(acknowledged_at=None).values("office_id"))
    _address(alert, [o.superior_id for o in late if o.superior_id], at)
    record("alert.escalated", subject=alert, by=by, at=at, reason=reason_of(reason))
    return alert


@transaction.atomic
def remind_addressees(*, by: Viewer, at: datetime) -> int:
    """This function will mark the addressees whose time has passed as reminded, once, and return how many."""
    late = (
        Addressee.objects.select_for_update(of=("self",), skip_locked=True)
        .select_related("alert")
        .filter(alert__state__in=IN_FORCE, acknowledged_at=None, reminded_at=None, due_at__lte=at)
    )
    late = list(late)
    for addressee in late:
        addressee.reminded_at = at
        addressee.save(update_fields=["reminded_at"])
        record("alert.reminded", subject=addressee.alert, by=by, at=at, office=str(addressee.office_id))
    return len(late)


@transaction.atomic
def address_more(*, alert_id: UUID, office_ids: Sequence[UUID], by: Viewer, at: datetime) -> int:
    """
    This function will address a warning in force to further offices, as a call tree does, and return how many are new.

    :raises Conflict: if the warning is no longer in force.
    """
    alert = locked(alert_id)
    if alert.state not in IN_FORCE:
        raise Conflict("alert.not_in_force", _("This warning is no longer in force."))
    if not by.is_system:
        office_for(by, "alert.escalate", alert.region_id)
    new = _address(alert, office_ids, at)
    if new:
        record("alert.addressed", subject=alert, by=by, at=at, offices=[str(pk) for pk in new])
    return len(new)


def _address(alert: Alert, office_ids: Sequence[UUID], at: datetime) -> list[UUID]:
    present = set(alert.addressees.values_list("office_id", flat=True))
    new = [pk for pk in dict.fromkeys(office_ids) if pk not in present]
    due_at = rules.acknowledgement_due(Level(alert.level), at)
    Addressee.objects.bulk_create(Addressee(alert=alert, office_id=pk, due_at=due_at) for pk in new)
    return new
