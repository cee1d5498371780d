"""Giving a person the secret word of their calendar feeds, and taking it back."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from kondusif.core.actions import record
from kondusif.core.problems import NotAllowed
from kondusif.interop.models import CalendarKey
from kondusif.interop.partners.keys import digest_of, new_key
from kondusif.people.models import Person
from kondusif.people.viewers import Viewer


@transaction.atomic
def make_calendar_key(*, by: Viewer, at: datetime) -> str:
    """
    This function will make a new secret word for the feeds of *by*; the former one ends.

    :raises NotAllowed: if *by* holds no office: nothing could stand in their calendar.
    """
    person = _locked(by)
    CalendarKey.objects.filter(person=person, revoked_at=None).update(revoked_at=at)
    key = new_key("kal_")
    row = CalendarKey.objects.create(person=person, digest=digest_of(key), made_at=at)
    record("calendar_key.made", subject=row, by=by, at=at, region_code=by.grants[0].region_code)
    return key


@transaction.atomic
def revoke_calendar_key(*, by: Viewer, at: datetime) -> bool:
    """
    This function will end the secret word of *by* and tell whether there was one.

    :raises NotAllowed: if *by* holds no office: nothing could stand in their calendar.
    """
    row = CalendarKey.objects.filter(person=_locked(by), revoked_at=None).first()
    if row is None:
        return False
    row.revoked_at = at
    row.save(update_fields=["revoked_at"])
    record("calendar_key.revoked", subject=row, by=by, at=at, region_code=by.grants[0].region_code)
    return True


def _locked(by: Viewer) -> Person:
    # Two clicks at once would both find no other key in force.
    person = Person.objects.select_for_update().filter(pk=by.person_id).first() if by.person_id else None
    if person is None or not by.grants:
        sentence = _("Your account holds no office now, so there is nothing to put into a calendar.")
        raise NotAllowed("calendar_key.no_office", sentence)
    return person
