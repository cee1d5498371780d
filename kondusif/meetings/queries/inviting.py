"""Who a rule calls, and how the invited answered."""

from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from django.db.models import Q, QuerySet

from kondusif.meetings.models import Invitee, InviteRule, Meeting, Membership
from kondusif.meetings.states import OPEN_DOOR, InviteeState, RuleKind
from kondusif.people.models import Holding, Office
from kondusif.people.queries import holders_of, within
from kondusif.people.roles import Role
from kondusif.people.viewers import Viewer
from kondusif.regions.kinds import Level
from kondusif.regions.models import Region

PILLARS = (Role.VILLAGE_HEAD, Role.VILLAGE_POLICE, Role.VILLAGE_MILITARY)
_ROLES: dict[str, tuple[Role, ...]] = {
    RuleKind.SUBDISTRICT_HEADS: (Role.SUBDISTRICT_HEAD,),
    RuleKind.AGENCY_HEADS: (Role.AGENCY_HEAD, Role.AGENCY_FOCAL),
    RuleKind.VILLAGE_HEADS: (Role.VILLAGE_HEAD,),
    RuleKind.VILLAGE_PILLARS: PILLARS,
}
_LEVELS = {
    RuleKind.SUBDISTRICT_HEADS: Level.SUBDISTRICT,
    RuleKind.VILLAGE_HEADS: Level.VILLAGE,
    RuleKind.VILLAGE_PILLARS: Level.VILLAGE,
}


@dataclass(frozen=True)
class Call:
    """What a rule comes to on a day: offices with their holders, and regions where the office does not exist at all."""

    rule: InviteRule
    offices: tuple[Office, ...]
    holders: dict[UUID, Holding] = field(default_factory=dict)
    lacking: tuple[Region, ...] = ()

    @property
    def vacant(self) -> tuple[Office, ...]:
        return tuple(o for o in self.offices if o.pk not in self.holders)


def calls_of(viewer: Viewer, meeting: Meeting) -> list[Call]:
    """This function will return what each rule of the meeting comes to on the meeting's day, in the order given."""
    day = meeting.starts_at.astimezone(meeting.zone).date()
    rules = list(meeting.rules.select_related("region", "body", "office"))
    offices = {rule.pk: list(_offices_of(rule, meeting, day)) for rule in rules}
    holders = holders_by_office({o.pk for found in offices.values() for o in found}, day)
    return [
        Call(
            rule,
            tuple(offices[rule.pk]),
            {o.pk: holders[o.pk] for o in offices[rule.pk] if o.pk in holders},
            tuple(_lacking(rule, offices[rule.pk])),
        )
        for rule in rules
    ]


def holders_by_office(office_ids: set[UUID], day: date) -> dict[UUID, Holding]:
    """This function will return who sits in each office on the day; an acting holder stands before an appointed one."""
    found: dict[UUID, Holding] = {}
    for holding in holders_of(list(office_ids), on=day).order_by("starts_on", "id"):
        found[holding.office_id] = holding  # the latest appointment counts
    return found


def _offices_of(rule: InviteRule, meeting: Meeting, day: date) -> QuerySet[Office]:
    offices = Office.objects.select_related("region").order_by("region__level", "region_id", "title")
    if rule.kind == RuleKind.OFFICE:
        return offices.filter(pk=rule.office_id)
    if rule.kind == RuleKind.BODY_MEMBERS:
        members = Membership.objects.filter(
            Q(body_id=rule.body_id) | Q(body__parent_id=rule.body_id), starts_on__lte=day
        ).filter(Q(ends_on=None) | Q(ends_on__gte=day))
        return offices.filter(pk__in=members.values("office_id"))
    if rule.kind == RuleKind.GUEST:
        return offices.none()
    code = rule.region_id or meeting.region_id
    offices = offices.filter(role__in=[r.value for r in _ROLES[rule.kind]])
    if rule.kind == RuleKind.AGENCY_HEADS:
        return offices.filter(region_id=code)
    return offices.filter(within([code]))


def _lacking(rule: InviteRule, offices: list[Office]) -> QuerySet[Region] | list[Region]:
    """The regions a rule means to reach that have no such office: nobody there would ever be missed otherwise."""
    level = _LEVELS.get(RuleKind(rule.kind))
    if level is None or not rule.region_id:
        return []
    wanted = within([rule.region_id], "code") & Q(level=level)
    return Region.objects.filter(wanted).exclude(pk__in={o.region_id for o in offices}).order_by("code")


def invitees_of(meeting: Meeting) -> QuerySet[Invitee]:
    """This function will return the invited of *meeting*: the regency's offices first, then by place, guests last."""
    return meeting.invitees.select_related("office", "office__region").order_by(
        "office__region__level", "office__region_id", "office__title", "guest_organisation", "guest_name"
    )


def own_invitations(viewer: Viewer, meeting: Meeting) -> list[Invitee]:
    """This function will return the invitations of *meeting* to offices that *viewer* holds."""
    offices = [g.office_id for g in viewer.grants]
    return list(meeting.invitees.select_related("office").filter(office_id__in=offices).order_by("office__title"))


def invitations_awaiting(viewer: Viewer) -> QuerySet[Invitee]:
    """This function will return the invitations that offices of *viewer* have not answered, the nearest meeting first."""
    offices = [g.office_id for g in viewer.grants_for("meeting.read")]
    return (
        Invitee.objects.select_related("meeting", "meeting__region", "office")
        .filter(office_id__in=offices, state=InviteeState.AWAITED, meeting__state__in=OPEN_DOOR, meeting__held_at=None)
        .order_by("meeting__starts_at", "id")
    )
