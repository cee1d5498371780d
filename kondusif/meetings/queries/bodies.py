"""Bodies and their composition as of a day; the three pillars of villages at a glance."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Q, QuerySet

from kondusif.core.problems import NOT_HERE, NotFound
from kondusif.meetings.models import Body, Membership
from kondusif.meetings.queries.inviting import PILLARS, holders_by_office
from kondusif.meetings.states import BodyState
from kondusif.people.models import Holding, Office
from kondusif.people.queries import within
from kondusif.people.viewers import Viewer
from kondusif.regions.codes import lineage
from kondusif.regions.kinds import Level
from kondusif.regions.models import Region


@dataclass(frozen=True)
class Seat:
    """A place in a body: the office, and who holds it on the day; nobody means a vacancy."""

    membership: Membership
    holding: Holding | None

    @property
    def is_vacant(self) -> bool:
        return self.holding is None


def bodies_seen_by(viewer: Viewer) -> QuerySet[Body]:
    """This function will return the bodies of the viewer's regions and of those that hold them."""
    bodies = Body.objects.select_related("region", "parent")
    if viewer.is_system:
        return bodies
    scope = viewer.scope_for("meeting.read")
    above = {code for own in scope for code in lineage(own)}
    return bodies.filter(within(scope) | Q(region_id__in=above))


def bodies_in_force(viewer: Viewer) -> QuerySet[Body]:
    """This function will return what is not ended: drafts too, the highest region first, parts under their whole."""
    return bodies_seen_by(viewer).exclude(state=BodyState.ENDED).order_by("region__level", "region_id", "kind", "id")


def body_for(viewer: Viewer, body_id: UUID) -> Body:
    """
    This function will return the body.

    :raises NotFound: if there is none, or none that *viewer* may see.
    """
    body = bodies_seen_by(viewer).filter(pk=body_id).first()
    if body is None:
        raise NotFound("body.missing", NOT_HERE)
    return body


def composition(viewer: Viewer, body: Body, on: date) -> list[Seat]:
    """This function will return who sits in *body* on the day, in the order of the decree."""
    sitting = Q(starts_on__lte=on) & (Q(ends_on=None) | Q(ends_on__gte=on))
    memberships = list(body.memberships.filter(sitting).select_related("office", "office__region"))
    holders = holders_by_office({m.office_id for m in memberships}, on)
    return [Seat(m, holders.get(m.office_id)) for m in memberships]


def bodies_of_offices(viewer: Viewer, office_ids: list[UUID]) -> dict[UUID, list[str]]:
    """This function will return the names of the bodies in which each office sits: one may sit in several."""
    found: dict[UUID, list[str]] = {}
    seen = bodies_seen_by(viewer).filter(state=BodyState.IN_FORCE)
    rows = Membership.objects.filter(office_id__in=office_ids, ends_on=None, body__in=seen).select_related("body")
    for membership in rows.order_by("body__name"):
        found.setdefault(membership.office_id, []).append(membership.body.name)
    return found


@dataclass(frozen=True)
class Pillars:
    """A village with its three: each role with ``held``, ``vacant`` or ``none``, and the holder's name."""

    region: Region
    seats: tuple[tuple[str, str, str], ...]  # role, status, holder

    @property
    def n_held(self) -> int:
        return sum(status == "held" for _role, status, _name in self.seats)


def pillars_of(viewer: Viewer, region_code: str, on: date) -> list[Pillars]:
    """This function will return every village below *region_code* with its three pillars, as far as the viewer sees."""
    reached = within(viewer.scope_for("meeting.read"), "code")
    villages = list(
        Region.objects.filter(within([region_code], "code") & reached, level=Level.VILLAGE).order_by("code")
    )
    offices = Office.objects.filter(region__in=villages, role__in=[r.value for r in PILLARS])
    by_place = {(o.region_id, o.role): o for o in offices}
    holders = holders_by_office({o.pk for o in by_place.values()}, on)

    def seat(village: Region, role: str) -> tuple[str, str, str]:
        office = by_place.get((village.pk, role))
        if office is None:
            return (role, "none", "")
        holding = holders.get(office.pk)
        return (role, "held", holding.person.name) if holding else (role, "vacant", "")

    return [Pillars(v, tuple(seat(v, r.value) for r in PILLARS)) for v in villages]
