"""Who holds which office when."""

from collections.abc import Iterable
from datetime import date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Q, QuerySet

from kondusif.core.models import Event
from kondusif.people.models import Holding, Office, Person
from kondusif.people.roles import Role
from kondusif.people.viewers import Grant, Viewer

OFFICE_DAY = ZoneInfo("Asia/Jakarta")  # decrees are dated in Jakarta's day; a day more or less is the decree's to say


def viewer_of(person: Person, *, at: datetime) -> Viewer:
    """
    This function will return what *person* is at the moment *at*: the offices held then, if any.

    An inactive person and one linked to a candidate hold nothing, whatever the decrees say.
    """
    if not person.is_active or person.is_candidate_linked:
        return Viewer(person_id=person.pk, name=person.name)
    grants = tuple(
        Grant(Role(h.office.role), h.office.region_id, h.office_id, h.full_title)
        for h in holdings_on(at.astimezone(OFFICE_DAY).date()).filter(person=person).order_by("starts_on", "id")
    )
    return Viewer(person.pk, person.name, grants, title=grants[0].title if grants else "")


def holdings_on(day: date) -> QuerySet[Holding]:
    """This function will return the holdings in force on *day*, with their office and person."""
    return Holding.objects.select_related("office", "person").filter(
        Q(ends_on__isnull=True) | Q(ends_on__gte=day), starts_on__lte=day, suspended=False
    )


def holders_of(office_ids: list[UUID], *, on: date) -> QuerySet[Holding]:
    """This function will return who sits in these offices on the day."""
    return holdings_on(on).filter(office_id__in=office_ids, person__is_active=True, person__is_candidate_linked=False)


def offices_in(region_code: str, *roles: Role) -> QuerySet[Office]:
    """This function will return the offices of *roles* over exactly *region_code*."""
    offices = Office.objects.filter(region_id=region_code)
    return offices.filter(role__in=[r.value for r in roles]) if roles else offices


def offices_above(region_code: str, *roles: Role) -> QuerySet[Office]:
    """This function will return the offices of *roles* over *region_code* or a region that holds it, nearest first."""
    codes = [region_code[:n] for n in (13, 8, 5, 2) if len(region_code) >= n]
    offices = Office.objects.filter(region_id__in=codes, role__in=[r.value for r in roles])
    return offices.order_by("-region__level", "title")


def holdings_seen_by(viewer: Viewer) -> QuerySet[Holding]:
    """This function will return the appointments in the regions whose accounts *viewer* manages."""
    condition = within(viewer.scope_for("person.manage"), "office__region__code")
    return (
        Holding.objects.select_related("office", "office__region", "person")
        .filter(condition)
        .order_by("office__region_id", "office__title", "-starts_on")
    )


def events_seen_by(viewer: Viewer) -> QuerySet[Event]:
    """This function will return what happened in the regions *viewer* audits, the latest first."""
    return Event.objects.filter(within(viewer.scope_for("event.read"), "region_code")).order_by("-id")


def within(codes: Iterable[str], column: str = "region__code") -> Q:
    """
    This function will return the condition that *column* is one of the regions *codes* or lies below one.

    ``("*",)``, the system's scope, sets no condition; an empty scope finds nothing.
    """
    codes = tuple(codes)
    if "*" in codes:
        return Q()
    condition = Q(pk__in=[])
    for code in codes:
        condition |= Q(**{column: code}) | Q(**{f"{column}__startswith": f"{code}."})
    return condition
