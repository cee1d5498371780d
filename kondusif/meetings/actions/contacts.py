"""Telephone numbers of offices, and the check of the call tree."""

import re
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from kondusif.core.actions import record
from kondusif.core.problems import NotAllowed, NotFound, Problem
from kondusif.meetings.models import CallTreeCheck, PhoneNumber
from kondusif.meetings.queries.directory import call_tree, may_read
from kondusif.people.models import Office
from kondusif.people.roles import Classification
from kondusif.people.viewers import Viewer

_NUMBER = re.compile(r"\+?[0-9][0-9 ().-]{3,22}")


@transaction.atomic
def add_number(
    *, office_id: UUID, number: str, note: str = "", classification: Classification = Classification.LIMITED,
    by: Viewer, at: datetime,
) -> PhoneNumber:  # fmt: skip
    """
    This function will enter a number under an office.

    :raises NotAllowed: if *by* does not keep the directory of the office's region.
    :raises Problem: if it is no telephone number, or entered already.
    """
    office = Office.objects.filter(pk=office_id).first()
    if office is None:
        raise NotFound("office.missing", _("There is no such office."))
    _check(by, office.region_id)
    text = " ".join(number.split())
    if not _NUMBER.fullmatch(text):
        raise Problem(
            "number.wrong", _("This is not a telephone number."),
            fields={"number": _("Write digits, for example 0812 3456 7890.")},
        )  # fmt: skip
    try:
        with transaction.atomic():
            row = PhoneNumber.objects.create(
                office=office, region_id=office.region_id, number=text, note=note.strip()[:60],
                classification=classification, checked_at=at, checked_by_id=by.person_id,
            )  # fmt: skip
    except IntegrityError as error:
        told = _("This number stands under the office already.")
        raise Problem("number.there", told, fields={"number": told}) from error
    record("number.added", subject=row, by=by, at=at)
    return row


@transaction.atomic
def remove_number(*, number_id: UUID, by: Viewer, at: datetime) -> None:
    """This function will take a number that is no longer in use off the directory; the row stays for the record."""
    row = _number(number_id)
    _check(by, row.region_id)
    row.removed_at = at
    row.save(update_fields=["removed_at"])
    record("number.removed", subject=row, by=by, at=at)


@transaction.atomic
def read_number(*, number_id: UUID, by: Viewer, at: datetime) -> PhoneNumber:
    """
    This function will show a number in full; of a classified one the reading is recorded first.

    :raises NotAllowed: if none of the offices of *by* may read numbers of this classification here.
    """
    row = _number(number_id)
    if not may_read(by, row):
        raise NotAllowed(
            "number.classified", _("Your office may not read this number. Ask the command post to connect you.")
        )
    if row.classification > Classification.OPEN:
        reached = by.is_system or any(g.reaches(row.region_id) for g in by.grants)
        record(
            "number.read", subject=row, by=by, at=at,
            region_code=row.region_id if reached else by.grants[0].region_code,
        )  # fmt: skip
    return row


@transaction.atomic
def check_call_tree(*, region_code: str, note: str = "", by: Viewer, at: datetime) -> CallTreeCheck:
    """This function will note that somebody went through the region's call tree, with the gaps found."""
    _check(by, region_code)
    row = CallTreeCheck.objects.create(
        region_id=region_code, at=at, person_id=by.person_id, n_gaps=call_tree(by, region_code, at).n_gaps,
        note=note.strip()[:500],
    )  # fmt: skip
    record("call_tree.checked", subject=row, by=by, at=at, n_gaps=row.n_gaps)
    return row


def _number(number_id: UUID) -> PhoneNumber:
    row = PhoneNumber.objects.select_related("office").filter(pk=number_id, removed_at=None).first()
    if row is None:
        raise NotFound("number.missing", _("There is no such number."))
    return row


def _check(by: Viewer, region_code: str) -> None:
    if not by.may("contact.edit", region_code):
        raise NotAllowed("contact.not_yours", _("Your office does not keep the directory of this region."))
