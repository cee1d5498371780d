"""Setting the stage: tenant, offices, accounts, an election, and what other authorities are imagined to say."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.auth.hashers import make_password

from kondusif.core.secrets import secret
from kondusif.people.actions import appoint
from kondusif.people.models import Holding, Office, Person
from kondusif.people.queries import viewer_of
from kondusif.people.roles import Role
from kondusif.people.viewers import SYSTEM, Viewer
from kondusif.regions.actions.create_tenant import create_tenant
from kondusif.regions.kinds import Level
from kondusif.regions.models import Region, Tenant
from kondusif.regions.queries import subtree
from kondusif.rehearsal.cast import Names, appointments, field_appointments
from kondusif.rehearsal.story import Outbreak, Village

_PROVINCE_STAFF = frozenset({Role.REGIONAL_HEAD, Role.AGENCY_HEAD, Role.DUTY_OPERATOR, Role.ANALYST})


@dataclass(frozen=True)
class Stage:
    """The officers who play, as viewers, and the tenant they play in."""

    tenant: Tenant
    operator: Viewer
    analyst: Viewer
    head: Viewer
    regional_head: Viewer
    police: Viewer
    oversight: Viewer
    camats: dict[str, Viewer]  # subdistrict code -> camat


def demo_password() -> str:
    """This function will return the password of all invented accounts of this installation, made at first use."""
    return "peragaan-" + secret(settings.SECRETS_DIR, "demo-password")[:8]


def villages_of(region_code: str) -> list[Village]:
    """This function will return the villages of the region whose place is known."""
    names = dict(Region.objects.filter(code__startswith=f"{region_code}.", level=3).values_list("code", "name"))
    return [
        Village(v.code, v.name, v.code[:8], names.get(v.code[:8], ""), v.lon, v.lat)
        for v in subtree(region_code, Level.VILLAGE).order_by("code")
        if v.lon is not None
    ]


def set_stage(region_code: str, *, at: datetime) -> Stage:
    """This function will open the tenant, its offices and accounts, and return who plays."""
    region = Region.objects.get(pk=region_code)
    is_province = region.level == Level.PROVINCE
    tenant = create_tenant(
        region_code=region_code, data_dir=settings.PUBLIC_DATA_DIR, by=SYSTEM, at=at, with_regencies=is_province
    )
    since = (at - timedelta(days=200)).date()
    names, domain = Names(seed=sum(map(ord, region_code))), f"{tenant.slug}.test"
    wanted = appointments(region.pk, region.kind, region.name, domain=domain, names=names, since=since)
    if is_province:
        for regency in Region.objects.filter(parent=region).order_by("code"):
            own = f"{regency.name.lower().replace(' ', '-')}.test"
            wanted += appointments(
                regency.pk, regency.kind, regency.name, domain=own, names=names, since=since, only=_PROVINCE_STAFF
            )
    else:
        wanted.append(field_appointments(
            Role.PROVINCE_VIEWER, "provinsi", "Kesbangpol Provinsi", region_code[:2], region.parent.name,
            domain=domain, names=names, since=since,
        ))  # fmt: skip
    for sub in subtree(region_code, Level.SUBDISTRICT).order_by("code"):
        wanted.append(
            field_appointments(
                Role.SUBDISTRICT_HEAD, "camat", "Camat", sub.pk, sub.name, domain=domain, names=names, since=since
            )
        )
    _seat(wanted, at)
    _chain_of_command(region_code)
    _guess_residents(region_code)
    return _stage(tenant, at)


def seat_villages(outbreak: Outbreak, tenant: Tenant, *, at: datetime) -> None:
    """This function will seat head, police and military of the villages where the story's trouble goes on."""
    since = (at - timedelta(days=200)).date()
    names, domain = Names(seed=7_000 + len(outbreak.villages)), f"{tenant.slug}.test"
    seats = (
        (Role.VILLAGE_HEAD, "kades", "Kepala Desa"),
        (Role.VILLAGE_POLICE, "bhabinkamtibmas", "Bhabinkamtibmas"),
        (Role.VILLAGE_MILITARY, "babinsa", "Babinsa"),
    )
    _seat(
        [
            field_appointments(role, word, title, v.code, v.name, domain=domain, names=names, since=since)
            for v in outbreak.villages
            for role, word, title in seats
        ],
        at,
    )


def _seat(wanted: list, at: datetime) -> None:
    password = make_password(demo_password())  # one hash for all: a hash for each would take a minute
    for appointment in wanted:
        if not Holding.objects.filter(person__email=appointment.email, office__title=appointment.title).exists():
            holding = appoint(appointment=appointment, by=SYSTEM, at=at)
            Person.objects.filter(pk=holding.person_id).update(password=password)


def _chain_of_command(region_code: str) -> None:
    """desa -> camat -> posko -> kaban -> head of region, for escalation."""

    def first(role: Role) -> Office | None:
        return Office.objects.filter(region_id=region_code, role=role).first()

    head, agency, desk = first(Role.REGIONAL_HEAD), first(Role.AGENCY_HEAD), first(Role.DUTY_OPERATOR)
    Office.objects.filter(region__code__startswith=f"{region_code}.", role=Role.SUBDISTRICT_HEAD).update(superior=desk)
    Office.objects.filter(pk=desk.pk).update(superior=agency)
    Office.objects.filter(pk=agency.pk).update(superior=head)


def _guess_residents(region_code: str) -> None:
    """
    A guess of each subdistrict's residents, so that the demonstration's public map has more than one area.

    The regency's official number shared out by villages: good enough to say "far more than a thousand",
    and labelled as what it is. A real office imports its own numbers.
    """
    for regency in subtree(region_code, Level.REGENCY).exclude(population=None):
        villages = Counter(code[:8] for code in subtree(regency.pk, Level.VILLAGE).values_list("code", flat=True))
        for sub, n in villages.items():
            Region.objects.filter(pk=sub, population=None).update(
                population=regency.population * n // villages.total(),
                population_source="Perkiraan peragaan: penduduk kabupaten dibagi rata per desa",
            )


def _stage(tenant: Tenant, at: datetime) -> Stage:
    code = tenant.region_id

    def play(role: Role, region_code: str = code) -> Viewer:
        holding = (
            Holding.objects.select_related("person")
            .filter(office__role=role, office__region_id=region_code)
            .order_by("id")
            .first()
        )
        return viewer_of(holding.person, at=at)

    camats = {s.pk: play(Role.SUBDISTRICT_HEAD, s.pk) for s in subtree(code, Level.SUBDISTRICT)}
    return Stage(
        tenant, play(Role.DUTY_OPERATOR), play(Role.ANALYST), play(Role.AGENCY_HEAD), play(Role.REGIONAL_HEAD),
        play(Role.POLICE_COMMAND), play(Role.OVERSIGHT_LIAISON), camats,
    )  # fmt: skip
