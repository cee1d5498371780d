"""Giving a person an app password for field forms, and ending it."""

import secrets
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from kondusif.core.actions import record
from kondusif.core.models import Event
from kondusif.core.problems import Conflict, NotAllowed, NotFound, Problem
from kondusif.core.scope import EVERYWHERE, scoped
from kondusif.interop.models import AppPassword
from kondusif.people.models import Person
from kondusif.people.queries import viewer_of
from kondusif.people.viewers import SYSTEM, Viewer

TOLD_EVERY = timedelta(hours=1)
MOST = 10  # in force at once: a person has no more phones
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"  # none that is taken for another


@transaction.atomic
def make_app_password(*, label: str, by: Viewer, at: datetime) -> AppPassword:
    """
    This function will make an app password for one phone of *by*.

    :raises NotAllowed: if *by* holds no office that fills forms.
    :raises Problem: if the phone has no name, or the person has ten in force.
    """
    if by.person_id is None or not by.may("form.fill"):
        raise NotAllowed("app_password.no_office", _("Your account holds no office now that fills forms."))
    person = Person.objects.select_for_update().get(pk=by.person_id)  # two clicks at once count as two
    label = label.strip()
    if not 1 <= len(label) <= 60 or not label.isprintable():
        sentence = _("Name the phone in 1 to 60 characters.")
        raise Problem("app_password.label", sentence, fields={"label": sentence})
    if AppPassword.objects.filter(person=person, revoked_at=None).count() >= MOST:
        raise Conflict("app_password.too_many", _("You have %(n)s app passwords. Revoke one first.") % {"n": MOST})
    username = "hp-" + "".join(secrets.choice(_LETTERS) for _letter in range(7))
    row = AppPassword.objects.create(person=person, label=label, username=username, made_at=at)
    region = by.grants_for("form.fill")[0].region_code
    record("app_password.made", subject=row, by=by, at=at, region_code=region)
    return row


@transaction.atomic
def revoke_app_password(*, key_id: UUID, by: Viewer, at: datetime) -> AppPassword:
    """
    This function will end an app password at once.

    :raises NotFound: if *by* has no such one.
    :raises Conflict: if it was revoked before.
    """
    row = AppPassword.objects.select_for_update().filter(pk=key_id, person_id=by.person_id).first()
    if row is None or by.person_id is None:
        raise NotFound("app_password.missing", _("There is no such app password."))
    if row.revoked_at is not None:
        raise Conflict("app_password.revoked_before", _("This app password was already revoked."))
    row.revoked_at = at
    row.save(update_fields=["revoked_at"])
    region = by.grants[0].region_code if by.grants else ""
    record("app_password.revoked", subject=row, by=by, at=at, region_code=region)
    return row


def note_guessing(row: AppPassword, *, n_wrong: int, at: datetime) -> bool:
    """
    This function will write down that wrong passwords come for *row*, once an hour, and tell whether it did.

    The password stays in force: who only knows its user name must not be able to end it.
    """
    with transaction.atomic(), scoped(EVERYWHERE):
        lately = Event.objects.filter(
            name="app_password.guessed",
            subject_type="interop.apppassword",
            subject_id=str(row.pk),
            at__gt=at - TOLD_EVERY,
        )
        if lately.exists():
            return False
        grants = viewer_of(row.person, at=at).grants
        region = grants[0].region_code if grants else ""
        record("app_password.guessed", subject=row, by=SYSTEM, at=at, region_code=region, n_wrong=n_wrong)
    return True
