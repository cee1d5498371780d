"""Opening accounts and filling offices."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from kondusif.core.actions import record
from kondusif.core.problems import NotAllowed, NotFound, Problem
from kondusif.people.models import Holding, Office, Person
from kondusif.people.queries import OFFICE_DAY, within
from kondusif.people.roles import ROLES, Role
from kondusif.people.viewers import Viewer
from kondusif.regions.models import Region


@dataclass(frozen=True)
class Appointment:
    """A person, an office, a prefix, and the days of the decree."""

    email: str
    name: str
    role: Role
    region_code: str
    title: str
    starts_on: date
    prefix: str = ""
    ends_on: date | None = None
    decree: str = ""
    is_demo: bool = False


@transaction.atomic
def appoint(*, appointment: Appointment, by: Viewer, at: datetime) -> Holding:
    """
    This function will seat a person in an office, opening the account and the office where they are new.

    A new account has no password: its owner sets one through the sign-in page's reset, then a second factor.

    :raises NotAllowed: if no office of *by* manages accounts in the region, or the person is *by*.
    :raises Problem: if the role does not exist at this level of region or the days are the wrong way round.
    """
    region = Region.objects.filter(pk=appointment.region_code).first()
    _check(appointment, region)
    _check_may_manage(by, appointment.region_code)
    person = Person.objects.filter(email__iexact=appointment.email).first()
    if person is not None and person.pk == by.person_id:
        raise NotAllowed("person.own_office", _("Nobody gives an office to themselves. Another administrator has to."))
    if person is None:
        person = Person.objects.create_user(appointment.email, None, name=appointment.name, is_demo=appointment.is_demo)
        record("person.opened", subject=person, by=by, at=at, region_code=appointment.region_code)
    office, _new = Office.objects.get_or_create(
        region=region, title=appointment.title, defaults={"role": appointment.role}
    )
    if office.role != appointment.role:
        raise Problem(
            "office.other_role",
            _("This title already belongs to an office of another role here."),
            fields={"title": _("Choose another title.")},
        )
    holding = Holding.objects.create(
        person=person, office=office, prefix=appointment.prefix, starts_on=appointment.starts_on,
        ends_on=appointment.ends_on, decree=appointment.decree,
    )  # fmt: skip
    record("holding.started", subject=holding, by=by, at=at, region_code=region.pk, office=str(office.pk))
    return holding


@transaction.atomic
def end_holding(*, holding_id: UUID, ends_on: date, by: Viewer, at: datetime) -> Holding:
    """
    This function will let a holding end on a day; from the next one it gives nothing.

    :raises NotFound: if there is no such holding in the region of *by*.
    """
    holding = _holding(holding_id, by)
    if ends_on < holding.starts_on:
        raise Problem(
            "holding.ends_early", _("It would end before it began."), fields={"ends_on": _("Choose a later day.")}
        )
    holding.ends_on = ends_on
    holding.save(update_fields=["ends_on"])
    record("holding.ended", subject=holding, by=by, at=at, region_code=holding.office.region_id)
    return holding


@transaction.atomic
def suspend_holding(*, holding_id: UUID, suspended: bool, by: Viewer, at: datetime) -> Holding:
    """This function will suspend a holding (campaign leave) or let it count again."""
    holding = _holding(holding_id, by)
    holding.suspended = suspended
    holding.save(update_fields=["suspended"])
    name = "holding.suspended" if suspended else "holding.resumed"
    record(name, subject=holding, by=by, at=at, region_code=holding.office.region_id)
    return holding


@transaction.atomic
def cut_off(*, person_id: UUID, by: Viewer, at: datetime) -> Person:
    """
    This function will cut a person off who became a candidate, or the spouse or campaigner of one.

    One office in the region of *by* is enough, whatever others the person holds or held elsewhere.

    :raises NotFound: if nobody of that number holds an office there.
    """
    person = Person.objects.select_for_update().filter(pk=person_id).first()
    held = Holding.objects.filter(person_id=person_id).filter(Q(ends_on=None) | Q(ends_on__gte=today(at)))
    holding = (
        held.filter(within(by.scope_for("person.manage"), "office__region__code")).select_related("office").first()
    )
    if person is None or holding is None:
        raise NotFound("person.missing", _("There is no such person here."))
    person.is_candidate_linked = True
    person.save(update_fields=["is_candidate_linked"])
    record("person.cut_off", subject=person, by=by, at=at, region_code=holding.office.region_id)
    return person


def _holding(holding_id: UUID, by: Viewer) -> Holding:
    holding = Holding.objects.select_for_update(of=("self",)).select_related("office").filter(pk=holding_id).first()
    if holding is None or not by.may("person.manage", holding.office.region_id):
        raise NotFound("holding.missing", _("There is no such appointment here."))
    return holding


def _check_may_manage(by: Viewer, region_code: str) -> None:
    if not by.may("person.manage", region_code):
        raise NotAllowed("person.not_manager", _("Your office does not open accounts in this region."))


def _check(new: Appointment, region: Region | None) -> None:
    faults = {}
    if region is None:
        faults["region"] = _("Choose a region.")
    elif region.level not in ROLES[new.role].levels:
        faults["role"] = _("This role does not sit at this level of region.")
    if "@" not in new.email:
        faults["email"] = _("Write an e-mail address.")
    if not new.name.strip():
        faults["name"] = _("Write the name.")
    if not new.title.strip():
        faults["title"] = _("Write the official title.")
    if new.ends_on and new.ends_on < new.starts_on:
        faults["ends_on"] = _("It would end before it began.")
    if faults:
        raise Problem("appointment.incomplete", _("The appointment is not complete yet."), fields=faults)


def today(at: datetime) -> date:
    """This function will return the office's day at the moment *at*."""
    return at.astimezone(OFFICE_DAY).date()
