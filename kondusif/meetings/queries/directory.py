"""Who is reached how: the directory of offices, and the call tree with its gaps."""

from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from kondusif.core.problems import NOT_HERE, NotFound
from kondusif.meetings.models import CallTreeCheck, PhoneNumber
from kondusif.meetings.queries.inviting import holders_by_office
from kondusif.people.models import Holding, Office
from kondusif.people.queries import OFFICE_DAY, within
from kondusif.people.roles import Classification, Role
from kondusif.people.viewers import Viewer
from kondusif.regions.codes import lineage
from kondusif.regions.kinds import Level
from kondusif.regions.models import Region


@dataclass(frozen=True)
class Contact:
    """An office as the directory shows it."""

    office: Office
    holding: Holding | None
    numbers: tuple[PhoneNumber, ...] = ()

    @property
    def is_gap(self) -> bool:
        return self.holding is None or not self.numbers


def may_read(viewer: Viewer, number: PhoneNumber) -> bool:
    """This function will tell whether the viewer's clearance is enough for a number that it can see at all."""
    if viewer.is_system:
        return True
    clearance = max((g.clearance for g in viewer.grants_for("meeting.read")), default=Classification.OPEN)
    return number.classification <= clearance


def masked(number: str) -> str:
    """This function will return a number of which only the first four and last two digits can be read."""
    n_digits, seen, out = sum(c.isdigit() for c in number), 0, []
    for c in number:
        seen += c.isdigit()
        out.append("•" if c.isdigit() and 4 < seen <= n_digits - 2 else c)
    return "".join(out)


def offices_in_directory(viewer: Viewer, words: str = "") -> QuerySet[Office]:
    """This function will return the offices of the viewer's regions and above in whose title, place or holder stand the *words*."""
    scope = viewer.scope_for("meeting.read")
    above = {code for own in scope if own != "*" for code in lineage(own)}
    offices = Office.objects.select_related("region").filter(within(scope) | Q(region_id__in=above))
    for word in words.split()[:6]:
        offices = offices.filter(
            Q(title__icontains=word)
            | Q(region__name__icontains=word)
            | Q(holdings__person__name__icontains=word, holdings__ends_on=None)
        )
    return offices.distinct().order_by("region__level", "region_id", "title")


def contacts_of(viewer: Viewer, offices: list[Office], on: date) -> list[Contact]:
    """This function will return the offices with holder and numbers, in the order given."""
    holders = holders_by_office({o.pk for o in offices}, on)
    numbers: dict[UUID, list[PhoneNumber]] = {}
    for row in PhoneNumber.objects.filter(office__in=offices, removed_at=None).order_by("id"):
        numbers.setdefault(row.office_id, []).append(row)
    return [Contact(o, holders.get(o.pk), tuple(numbers.get(o.pk, ()))) for o in offices]


def office_in_directory(viewer: Viewer, office_id: UUID) -> Office:
    """
    This function will return an office of the directory.

    :raises NotFound: if there is none, or none that *viewer* may see.
    """
    office = offices_in_directory(viewer).filter(pk=office_id).first()
    if office is None:
        raise NotFound("office.missing", NOT_HERE)
    return office


@dataclass(frozen=True)
class Step:
    """One storey of the call tree: who is called together, and the places that have nobody to be called."""

    name: str  # top, agency, post, below, ground
    contacts: tuple[Contact, ...]
    lacking: tuple[str, ...] = ()

    @property
    def n_gaps(self) -> int:
        return len(self.lacking) + sum(c.is_gap for c in self.contacts)


@dataclass(frozen=True)
class CallTree:
    """A region's call tree from the ground to the top, and when somebody last went through it."""

    region: Region
    steps: tuple[Step, ...]
    ground: dict[str, tuple[int, int]] = field(default_factory=dict)  # below-region -> (held, places)
    checked: CallTreeCheck | None = None

    @property
    def n_gaps(self) -> int:
        return sum(step.n_gaps for step in self.steps)


_TOP = (Role.REGIONAL_HEAD, Role.REGIONAL_SECRETARY, Role.POLICE_COMMAND, Role.MILITARY_COMMAND)


def call_tree(viewer: Viewer, region_code: str, at: datetime) -> CallTree:
    """
    This function will return the tree: head, secretary and commands; head of agency; command post; those below.

    Under a regency stand the camat and behind each the village heads, under a province the heads of the
    regencies' agencies and behind each the camat.
    """
    region = Region.objects.get(pk=region_code)
    day = at.astimezone(OFFICE_DAY).date()
    below_level, below_role, ground_role = (
        (Level.REGENCY, Role.AGENCY_HEAD, Role.SUBDISTRICT_HEAD)
        if region.level == Level.PROVINCE
        else (Level.SUBDISTRICT, Role.SUBDISTRICT_HEAD, Role.VILLAGE_HEAD)
    )
    steps = (
        _storey(viewer, "top", region, _TOP, day),
        _storey(viewer, "agency", region, (Role.AGENCY_HEAD,), day),
        _storey(viewer, "post", region, (Role.DUTY_OPERATOR,), day),
        _below(viewer, region, below_level, below_role, day),
    )
    checked = CallTreeCheck.objects.select_related("person").filter(region=region).order_by("-at").first()
    return CallTree(region, steps, _ground(region, below_level, ground_role, day), checked)


def _storey(viewer: Viewer, name: str, region: Region, roles: tuple[Role, ...], day: date) -> Step:
    offices = list(Office.objects.select_related("region").filter(region=region, role__in=[r.value for r in roles]))
    offices.sort(key=lambda o: (roles.index(Role(o.role)), o.title))
    there = {o.role for o in offices}
    return Step(name, tuple(contacts_of(viewer, offices, day)), tuple(r.value for r in roles if r.value not in there))


def _below(viewer: Viewer, region: Region, level: Level, role: Role, day: date) -> Step:
    places = list(Region.objects.filter(within([region.pk], "code"), level=level).order_by("code"))
    offices = list(Office.objects.select_related("region").filter(region__in=places, role=role).order_by("region_id"))
    there = {o.region_id for o in offices}
    lacking = tuple(p.title for p in places if p.pk not in there)
    return Step("below", tuple(contacts_of(viewer, offices, day)), lacking)


def _ground(region: Region, level: Level, role: Role, day: date) -> dict[str, tuple[int, int]]:
    """How many places behind each branch have somebody to be called, of how many."""
    length = {Level.REGENCY: 5, Level.SUBDISTRICT: 8}[level]
    places = Region.objects.filter(within([region.pk], "code"), level=level + 1).values_list("code", flat=True)
    offices = dict(Office.objects.filter(within([region.pk]), role=role).values_list("pk", "region_id"))
    held = {offices[pk] for pk in holders_by_office(set(offices), day)}
    counts: dict[str, tuple[int, int]] = {}
    for code in places:
        n_held, n = counts.get(code[:length], (0, 0))
        counts[code[:length]] = (n_held + (code in held), n + 1)
    return counts
