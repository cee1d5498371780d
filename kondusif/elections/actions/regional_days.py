"""Days off that a region's own decree sets: entered by the office, one or many, and withdrawn when wrong."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from kondusif.core.actions import record
from kondusif.core.problems import NotAllowed, NotFound, Problem
from kondusif.elections.models import RegionalDay
from kondusif.people.viewers import Viewer

MAX_DAYS = 366


@dataclass(frozen=True)
class NewRegionalDay:
    """A day, what it is called, and the decree that makes it one."""

    day: date
    name: str
    decree: str


@transaction.atomic
def enter_regional_days(
    *, region_code: str, days: Sequence[NewRegionalDay], by: Viewer, at: datetime
) -> list[RegionalDay]:
    """
    This function will enter the *days* of a region, all or none; one that is there already is written anew.

    :raises NotAllowed: if no office of *by* keeps the calendar of the region.
    :raises Problem: if a day has no name or no decree, or stands twice.
    """
    if not by.may("calendar.keep", region_code):
        raise NotAllowed("calendar.not_yours", _("Your office does not keep the calendar of this region."))
    _check(days)
    rows = []
    for new in days:
        row, _is_new = RegionalDay.objects.update_or_create(
            region_id=region_code,
            day=new.day,
            withdrawn_at=None,
            defaults={
                "name": new.name.strip(), "decree": new.decree.strip(), "entered_at": at, "entered_by_id": by.person_id,
            },
        )  # fmt: skip
        record("regional_day.entered", subject=row, by=by, at=at, day=new.day.isoformat(), called=row.name)
        rows.append(row)
    return rows


@transaction.atomic
def withdraw_regional_day(*, day_id: UUID, by: Viewer, at: datetime) -> RegionalDay:
    """
    This function will take back a day that was entered by mistake; due dates already set keep their moment.

    :raises NotFound: if there is none in force.
    :raises NotAllowed: if no office of *by* keeps the calendar of its region.
    """
    row = RegionalDay.objects.select_for_update().filter(pk=day_id, withdrawn_at=None).first()
    if row is None:
        raise NotFound("calendar.no_day", _("There is no such day."))
    if not by.may("calendar.keep", row.region_id):
        raise NotAllowed("calendar.not_yours", _("Your office does not keep the calendar of this region."))
    row.withdrawn_at = at
    row.save(update_fields=["withdrawn_at"])
    record("regional_day.withdrawn", subject=row, by=by, at=at, day=row.day.isoformat(), called=row.name)
    return row


def _check(days: Sequence[NewRegionalDay]) -> None:
    faults = {}
    if not 1 <= len(days) <= MAX_DAYS:
        faults["day"] = _("Give between 1 and 366 days.")
    if any(not new.name.strip() for new in days):
        faults["name"] = _("Write what the day is called.")
    if any(not new.decree.strip() for new in days):
        faults["decree"] = _("Write the number of the decree.")
    if len({new.day for new in days}) < len(days):
        faults["day"] = _("A day stands twice.")
    if faults:
        raise Problem("calendar.incomplete", _("The day is not complete yet."), fields=faults)
