"""Who is on duty when, and which roles hear of warnings beside the addressed offices."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from kondusif.alerts.states import Level
from kondusif.channels.models import Duty, TellRule
from kondusif.core.actions import record
from kondusif.core.problems import NotAllowed, NotFound, Problem
from kondusif.people.models import Office
from kondusif.people.queries import OFFICE_DAY, holders_of
from kondusif.people.roles import Role
from kondusif.people.viewers import Viewer

LONGEST = timedelta(days=7)


@transaction.atomic
def add_duty(
    *, office_id: UUID, person_id: UUID, starts_at: datetime, ends_at: datetime, by: Viewer, at: datetime
) -> Duty:
    """
    This function will put a person of an office on duty from *starts_at* to *ends_at*.

    :raises NotAllowed: if no office of *by* keeps the roster there.
    :raises Problem: if the person does not hold the office then, or the hours make no sense.
    """
    office = Office.objects.filter(pk=office_id).first()
    if office is None:
        raise NotFound("office.missing", _("There is no such office."))
    _check(by, "duty.keep", office.region_id)
    if not starts_at < ends_at <= starts_at + LONGEST:
        raise Problem("duty.hours", _("A duty ends after it begins and lasts a week at most."))
    day = starts_at.astimezone(OFFICE_DAY).date()
    if not holders_of([office.pk], on=day).filter(person_id=person_id).exists():
        raise Problem("duty.not_a_holder", _("This person does not hold the office on that day."))
    row, is_new = Duty.objects.get_or_create(
        office=office, person_id=person_id, starts_at=starts_at, removed_at=None,
        defaults={"region_id": office.region_id, "ends_at": ends_at, "added_at": at, "added_by_id": by.person_id},
    )  # fmt: skip
    if is_new:
        record("duty.added", subject=row, by=by, at=at, office=str(office.pk))
    return row


@transaction.atomic
def remove_duty(*, duty_id: UUID, by: Viewer, at: datetime) -> None:
    """
    This function will take a duty back.

    :raises NotFound: if there is none.
    :raises NotAllowed: if no office of *by* keeps the roster there.
    """
    row = Duty.objects.select_for_update().filter(pk=duty_id, removed_at=None).first()
    if row is None:
        raise NotFound("duty.missing", _("There is no such duty."))
    _check(by, "duty.keep", row.region_id)
    row.removed_at = at
    row.save(update_fields=["removed_at"])
    record("duty.removed", subject=row, by=by, at=at)


@transaction.atomic
def add_rule(*, region_code: str, role: Role, from_level: Level, by: Viewer, at: datetime) -> TellRule:
    """
    This function will let a role hear of the area's warnings from a level on; a second rule for it replaces the first.

    :raises NotAllowed: if no office of *by* keeps the rules there.
    """
    _check(by, "tell_rule.keep", region_code)
    TellRule.objects.filter(region_id=region_code, role=role, removed_at=None).update(removed_at=at)
    row = TellRule.objects.create(
        region_id=region_code, role=role, from_level=from_level, added_at=at, added_by_id=by.person_id
    )
    record("tell_rule.added", subject=row, by=by, at=at, role=role.value, from_level=int(from_level))
    return row


@transaction.atomic
def remove_rule(*, rule_id: UUID, by: Viewer, at: datetime) -> None:
    """
    This function will end a rule.

    :raises NotFound: if there is none.
    :raises NotAllowed: if no office of *by* keeps the rules there.
    """
    row = TellRule.objects.select_for_update().filter(pk=rule_id, removed_at=None).first()
    if row is None:
        raise NotFound("tell_rule.missing", _("There is no such rule."))
    _check(by, "tell_rule.keep", row.region_id)
    row.removed_at = at
    row.save(update_fields=["removed_at"])
    record("tell_rule.removed", subject=row, by=by, at=at, role=row.role)


def _check(by: Viewer, deed: str, region_code: str) -> None:
    if not by.may(deed, region_code):
        raise NotAllowed("channel.not_yours", _("Your office does not keep this for that area."))
