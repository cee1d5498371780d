"""The levels and kinds of Indonesian regions, and what each is called in front of a name."""

from enum import IntEnum, StrEnum


class Level(IntEnum):
    """How deep a region stands: 1 province, 2 regency or city, 3 subdistrict, 4 village or ward."""

    PROVINCE = 1
    REGENCY = 2
    SUBDISTRICT = 3
    VILLAGE = 4


class Kind(StrEnum):
    """What a region is in law; the level follows from it."""

    PROVINCE = "province"
    REGENCY = "regency"
    ADMIN_REGENCY = "admin_regency"
    CITY = "city"
    ADMIN_CITY = "admin_city"
    SUBDISTRICT = "subdistrict"
    DISTRICT = "district"
    VILLAGE = "village"
    WARD = "ward"
    CUSTOMARY_VILLAGE = "customary_village"


# Official proper nouns: the same in every interface language.
TITLES: dict[Kind, str] = {
    Kind.PROVINCE: "Provinsi",
    Kind.REGENCY: "Kabupaten",
    Kind.ADMIN_REGENCY: "Kabupaten Administrasi",
    Kind.CITY: "Kota",
    Kind.ADMIN_CITY: "Kota Administrasi",
    Kind.SUBDISTRICT: "Kecamatan",
    Kind.DISTRICT: "Distrik",
    Kind.VILLAGE: "Desa",
    Kind.WARD: "Kelurahan",
    Kind.CUSTOMARY_VILLAGE: "Desa Adat",
}

LEVEL_OF: dict[Kind, Level] = {
    Kind.PROVINCE: Level.PROVINCE,
    Kind.REGENCY: Level.REGENCY,
    Kind.ADMIN_REGENCY: Level.REGENCY,
    Kind.CITY: Level.REGENCY,
    Kind.ADMIN_CITY: Level.REGENCY,
    Kind.SUBDISTRICT: Level.SUBDISTRICT,
    Kind.DISTRICT: Level.SUBDISTRICT,
    Kind.VILLAGE: Level.VILLAGE,
    Kind.WARD: Level.VILLAGE,
    Kind.CUSTOMARY_VILLAGE: Level.VILLAGE,
}

# Indonesian words for a level, as they stand in addresses and query strings.
LEVEL_WORDS: dict[str, Level] = {
    "provinsi": Level.PROVINCE,
    "kabupaten": Level.REGENCY,
    "kecamatan": Level.SUBDISTRICT,
    "desa": Level.VILLAGE,
}


def titled(kind: str, name: str) -> str:
    """This function will put the official word before *name*: ``Kabupaten Bangkalan``, ``Kota Blitar``."""
    return f"{TITLES[Kind(kind)]} {name}"
