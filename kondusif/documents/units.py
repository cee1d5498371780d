"""Which office keeps which book of numbers, and how its papers look before anybody changes them."""

import re
from dataclasses import dataclass

from kondusif.people.models import Office
from kondusif.people.roles import Role
from kondusif.regions.kinds import Kind, titled
from kondusif.regions.models import Region

# Offices that number in their region's own book: the head's letters are kept by the secretariat.
_REGION_BOOK = {Role.REGIONAL_HEAD, Role.REGIONAL_SECRETARY, Role.SUBDISTRICT_HEAD, Role.VILLAGE_HEAD}
_AGENCIES: dict[Role, tuple[str, str]] = {
    Role.AGENCY_HEAD: ("KESBANGPOL", "Badan Kesatuan Bangsa dan Politik"),
    Role.DUTY_OPERATOR: ("KESBANGPOL", "Badan Kesatuan Bangsa dan Politik"),
    Role.ANALYST: ("KESBANGPOL", "Badan Kesatuan Bangsa dan Politik"),
    Role.POLITICS_OFFICER: ("KESBANGPOL", "Badan Kesatuan Bangsa dan Politik"),
    Role.PROVINCE_VIEWER: ("KESBANGPOL", "Badan Kesatuan Bangsa dan Politik"),
    Role.POLICE_COMMAND: ("POLRI", "Kepolisian Negara Republik Indonesia"),
    Role.VILLAGE_POLICE: ("POLRI", "Kepolisian Negara Republik Indonesia"),
    Role.MILITARY_COMMAND: ("TNI", "Tentara Nasional Indonesia"),
    Role.VILLAGE_MILITARY: ("TNI", "Tentara Nasional Indonesia"),
    Role.PROSECUTOR: ("KEJARI", "Kejaksaan Negeri"),
    Role.COUNCIL_CHAIR: ("DPRD", "Dewan Perwakilan Rakyat Daerah"),
    Role.EMB_LIAISON: ("KPU", "Komisi Pemilihan Umum"),
    Role.OVERSIGHT_LIAISON: ("BAWASLU", "Badan Pengawas Pemilihan Umum"),
    Role.COMMUNITY_FORUM: ("FKDM", "Forum Kewaspadaan Dini Masyarakat"),
    Role.AUDITOR: ("INSPEKTORAT", "Inspektorat"),
}
_GOVERNED = {Kind.SUBDISTRICT, Kind.DISTRICT, Kind.VILLAGE, Kind.WARD, Kind.CUSTOMARY_VILLAGE}


@dataclass(frozen=True)
class Unit:
    """A book of numbers: its key, the region it belongs to, and what its letters are headed with."""

    key: str
    region_code: str
    code: str
    lines: tuple[str, ...]
    city: str


def unit_of(office: Office) -> Unit:
    """This function will return the unit that keeps the letters of *office*."""
    region = office.region
    role = Role(office.role)
    if role in _REGION_BOOK:
        return Unit(region.pk, region.pk, region.pk, _region_lines(region), _city(region))
    word, agency = _AGENCIES.get(role, ("", ""))
    agency = office.agency.strip() or agency or office.title
    word = word if not office.agency.strip() else _word(office.agency)
    word = word or _word(office.title)
    return Unit(
        f"{region.pk}:{word}"[:40], region.pk, f"{region.pk}-{word}"[:40],
        (_government(region), agency.upper()), _city(region),
    )  # fmt: skip


def _word(name: str) -> str:
    """KESBANGPOL stays; a long name becomes the first letters of its words."""
    words = re.findall(r"[A-Za-z0-9]+", name.upper())
    short = words[0] if len(words) == 1 else "".join(w[0] for w in words if w not in {"DAN", "DI", "KE"})
    return (short or "KANTOR")[:16]


def _government(region: Region) -> str:
    regency = region
    while regency.kind in _GOVERNED and regency.parent is not None:
        regency = regency.parent
    return f"PEMERINTAH {titled(regency.kind, regency.name)}".upper()


def _region_lines(region: Region) -> tuple[str, ...]:
    own = region.title.upper() if region.kind in _GOVERNED else "SEKRETARIAT DAERAH"
    return (_government(region), own)


def _city(region: Region) -> str:
    return region.capital or region.name
