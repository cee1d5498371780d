"""The invented persons of the demonstration: one for every role, under real offices, named by nobody alive."""

import random
from dataclasses import dataclass
from datetime import date

from kondusif.people.actions import Appointment
from kondusif.people.roles import Role

_FIRST = [
    "Budi",
    "Ani",
    "Citra",
    "Rendra",
    "Dewi",
    "Eko",
    "Fajar",
    "Gita",
    "Hadi",
    "Indah",
    "Joko",
    "Kartika",
    "Lukman",
    "Maya",
    "Nanda",
    "Oki",
    "Putri",
    "Rahmat",
    "Sekar",
    "Taufik",
    "Umi",
    "Vina",
    "Wahyu",
    "Yusuf",
    "Zahra",
    "Bagas",
    "Cahya",
    "Dimas",
    "Elok",
    "Farhan",
    "Galih",
    "Hesti",
    "Imam",
    "Jihan",
    "Kirana",
    "Laras",
    "Mulyadi",
    "Nurul",
    "Prima",
    "Ratri",
]
_LAST = [
    "Santosa",
    "Wulandari",
    "Lestari",
    "Wijaya",
    "Rahayu",
    "Prasetyo",
    "Nugraha",
    "Permata",
    "Kusuma",
    "Hidayat",
    "Saputra",
    "Anggraini",
    "Mahendra",
    "Utami",
    "Setiawan",
    "Pratiwi",
    "Gunawan",
    "Maharani",
    "Firmansyah",
    "Larasati",
]


@dataclass(frozen=True)
class Seat:
    """An office of the demonstration: role, the word of its address, title without the region's name."""

    role: Role
    word: str
    title: str
    prefix: str = ""


# Where {region} is "Bangkalan", and the head of region is acting, as in three of five real regencies of 2024.
SEATS = (
    Seat(Role.REGIONAL_HEAD, "kepala-daerah", "{head} {region}", "Pj"),
    Seat(Role.REGIONAL_SECRETARY, "sekda", "Sekretaris Daerah {region}"),
    Seat(Role.AGENCY_HEAD, "kaban", "Kepala Bakesbangpol {region}"),
    Seat(Role.DUTY_OPERATOR, "posko", "Petugas Posko {region}"),
    Seat(Role.ANALYST, "analis", "Analis Kewaspadaan {region}"),
    Seat(Role.POLITICS_OFFICER, "politik", "Kepala Bidang Politik {region}"),
    Seat(Role.POLICE_COMMAND, "polres", "Kepala Bagian Operasi {police} {region}"),
    Seat(Role.MILITARY_COMMAND, "kodim", "Perwira Seksi Operasi {military} {region}"),
    Seat(Role.PROSECUTOR, "kejaksaan", "Kepala Seksi Intelijen Kejaksaan {region}"),
    Seat(Role.COUNCIL_CHAIR, "dprd", "Ketua DPRD {region}"),
    Seat(Role.EMB_LIAISON, "kpu", "Penghubung KPU {region}"),
    Seat(Role.OVERSIGHT_LIAISON, "bawaslu", "Penghubung Bawaslu {region}"),
    Seat(Role.AGENCY_FOCAL, "bpbd", "Penghubung BPBD {region}"),
    Seat(Role.AGENCY_FOCAL, "satpolpp", "Kepala Satpol PP {region}"),
    Seat(Role.AGENCY_FOCAL, "dishub", "Kepala Dinas Perhubungan {region}"),
    Seat(Role.AGENCY_FOCAL, "dinkes", "Kepala Dinas Kesehatan {region}"),
    Seat(Role.AGENCY_FOCAL, "kominfo", "Kepala Dinas Komunikasi dan Informatika {region}"),
    Seat(Role.AGENCY_FOCAL, "dukcapil", "Kepala Dinas Kependudukan dan Pencatatan Sipil {region}"),
    Seat(Role.AGENCY_FOCAL, "bkpsdm", "Kepala BKPSDM {region}"),
    Seat(Role.AGENCY_FOCAL, "dpmd", "Kepala Dinas Pemberdayaan Masyarakat dan Desa {region}"),
    Seat(Role.COMMUNITY_FORUM, "fkdm", "Ketua FKDM {region}"),
    Seat(Role.ORG_USER, "ormas", "Pengurus Ormas Contoh {region}"),
    Seat(Role.PRIVACY_OFFICER, "ppdp", "Pejabat Pelindungan Data {region}"),
    Seat(Role.AUDITOR, "inspektorat", "Auditor Inspektorat {region}"),
    Seat(Role.ADMIN, "admin", "Admin Sistem {region}"),
)


class Names:
    """Invented names, none twice."""

    def __init__(self, seed: int):
        pairs = [f"{first} {last}" for first in _FIRST for last in _LAST]
        random.Random(seed).shuffle(pairs)
        self._pairs = iter(pairs)

    def next(self) -> str:
        return next(self._pairs)


def region_words(kind: str, name: str) -> dict[str, str]:
    """This function will return what the offices of a region of this *kind* are called."""
    if kind == "province":
        return {"region": name, "head": "Gubernur", "police": "Polda", "military": "Korem"}
    if kind in {"city", "admin_city"}:
        return {"region": f"Kota {name}", "head": "Wali Kota", "police": "Polres", "military": "Kodim"}
    return {"region": name, "head": "Bupati", "police": "Polres", "military": "Kodim"}


def appointments(
    region_code: str,
    kind: str,
    name: str,
    *,
    domain: str,
    names: Names,
    since: date,
    only: frozenset[Role] = frozenset(),
) -> list[Appointment]:
    """This function will invent who holds the offices of a region; *only* keeps some roles."""
    words = region_words(kind, name)
    return [
        Appointment(
            email=f"{seat.word}@{domain}", name=names.next(), role=seat.role, region_code=region_code,
            title=seat.title.format(**words), prefix=seat.prefix, starts_on=since, decree="SK contoh (sintetis)", is_demo=True,
        )
        for seat in SEATS
        if not only or seat.role in only
    ]  # fmt: skip


def field_appointments(
    role: Role, word: str, title: str, region_code: str, region_name: str, *, domain: str, names: Names, since: date
) -> Appointment:
    """This function will invent the holder of one office in a subdistrict or village."""
    slug = region_name.lower().replace(" ", "-").replace("'", "").replace("/", "-").replace(".", "")
    return Appointment(
        email=f"{word}-{slug}@{domain}", name=names.next(), role=role, region_code=region_code,
        title=f"{title} {region_name}", starts_on=since, decree="SK contoh (sintetis)", is_demo=True,
    )  # fmt: skip
