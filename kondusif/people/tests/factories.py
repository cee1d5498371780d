"""The cast that plays in every room's tests, in real places under invented names."""

from dataclasses import dataclass
from datetime import UTC, date, datetime

from allauth.mfa.models import Authenticator

from kondusif.people.models import Holding, Office, Person
from kondusif.people.queries import viewer_of
from kondusif.people.roles import Role
from kondusif.people.viewers import CITIZEN, Viewer
from kondusif.regions.kinds import Kind, Level
from kondusif.regions.models import Region, Tenant

NOW = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)  # 09.00 WIB, a Friday
NEW_YEAR = datetime(2026, 12, 31, 17, 30, tzinfo=UTC)  # 00.30 WIB on the first of January: UTC has the old year

_PLACES = {
    "35": ("Jawa Timur", Kind.PROVINCE, 112.72, -7.54),
    "35.26": ("Bangkalan", Kind.REGENCY, 112.93, -7.04),
    "35.26.06": ("Geger", Kind.SUBDISTRICT, 112.936, -6.977),
    "35.26.06.2001": ("Kombangan", Kind.VILLAGE, 112.955, -6.975),
    "35.26.06.2005": ("Lerpak", Kind.VILLAGE, 112.944, -6.985),
    "35.26.01": ("Bangkalan", Kind.SUBDISTRICT, 112.745, -7.03),
    "35.26.01.1001": ("Mlajah", Kind.WARD, 112.741, -7.045),
    "35.27": ("Sampang", Kind.REGENCY, 113.25, -7.05),
    "35.27.01": ("Sreseh", Kind.SUBDISTRICT, 113.05, -7.2),
    "35.27.01.2002": ("Labuhan", Kind.VILLAGE, 113.06, -7.2),
}  # fmt: skip


def make_places() -> None:
    """This function will add the few regions the tests need, where real ones are not loaded."""
    levels = (Level.PROVINCE, Level.REGENCY, Level.SUBDISTRICT, Level.VILLAGE)
    regions = {
        code: Region(
            code=code, name=name, kind=kind, level=levels[code.count(".")], parent_id=code.rpartition(".")[0] or None,
            timezone="Asia/Jakarta", search_name=name.lower(), lon=lon, lat=lat,
        )
        for code, (name, kind, lon, lat) in _PLACES.items()
    }  # fmt: skip
    # Two statements: most tests begin here.
    Region.objects.bulk_create(regions.values(), ignore_conflicts=True)
    Tenant.objects.bulk_create(
        [
            Tenant(region_id=code, slug=slug, name=regions[code].title, timezone="Asia/Jakarta", created_at=NOW)
            for code, slug in (("35.26", "bangkalan"), ("35.27", "sampang"))
        ],
        ignore_conflicts=True,
    )


def appoint(
    name: str,
    role: Role,
    region_code: str,
    title: str,
    *,
    prefix: str = "",
    starts_on: date = date(2026, 1, 1),
    **holding,
) -> Person:
    """This function will give an invented person an office over a real region."""
    office = Office.objects.filter(region_id=region_code, title=title).first()
    office = office or Office.objects.create(region_id=region_code, title=title, role=role)
    email = f"{name.lower().replace(' ', '.')}@contoh.test"
    person = Person.objects.filter(email=email).first() or Person.objects.create_user(
        email, "kata-sandi-uji-coba", name=name
    )
    Holding.objects.create(person=person, office=office, prefix=prefix, starts_on=starts_on, **holding)
    return person


def second_factor_of(person: Person) -> Person:
    """This function will give a person the second factor without which no page of the staff opens."""
    Authenticator.objects.get_or_create(user=person, type=Authenticator.Type.TOTP, defaults={"data": {"secret": "x"}})
    return person


@dataclass(frozen=True)
class Cast:
    """Sari reports, Budi triages, Ani analyses, Citra signs, Rendra countersigns, Dewi does, Eko sees nothing."""

    sari: Viewer
    budi: Viewer
    ani: Viewer
    citra: Viewer
    rendra: Viewer
    dewi: Viewer
    eko: Viewer
    persons: dict[str, Person]


def make_cast(at: datetime = NOW) -> Cast:
    """This function will set the stage: places, tenants, offices, persons."""
    make_places()
    persons = {
        "budi": appoint("Budi Santosa", Role.DUTY_OPERATOR, "35.26", "Operator Posko Bangkalan"),
        "ani": appoint("Ani Wulandari", Role.ANALYST, "35.26", "Analis Kewaspadaan Bangkalan"),
        "citra": appoint("Citra Lestari", Role.AGENCY_HEAD, "35.26", "Kepala Bakesbangpol Bangkalan"),
        "rendra": appoint("Rendra Wijaya", Role.REGIONAL_HEAD, "35.26", "Bupati Bangkalan", prefix="Pj"),
        "dewi": appoint("Dewi Rahayu", Role.SUBDISTRICT_HEAD, "35.26.06", "Camat Geger"),
        "eko": appoint("Eko Prasetyo", Role.DUTY_OPERATOR, "35.27", "Operator Posko Sampang"),
    }
    viewers = {name: viewer_of(person, at=at) for name, person in persons.items()}
    return Cast(sari=CITIZEN, persons=persons, **viewers)
