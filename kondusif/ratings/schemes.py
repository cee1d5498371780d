"""The words of official ratings: who rates, how classes are cut, and the levels of our own situation."""

from enum import IntEnum, StrEnum


class Authority(StrEnum):
    """Whose judgement a rating is. Several may disagree; each stands beside the others."""

    BAWASLU = "bawaslu"
    KPU = "kpu"
    POLRI = "polri"
    POLDA = "polda"
    POLRES = "polres"
    TNI = "tni"
    KESBANGPOL = "kesbangpol"
    OTHER = "other"  # named in the method


# Official proper nouns: the same in every interface language.
AUTHORITY_NAMES: dict[Authority, str] = {
    Authority.BAWASLU: "Bawaslu",
    Authority.KPU: "KPU",
    Authority.POLRI: "Polri",
    Authority.POLDA: "Polda",
    Authority.POLRES: "Polres",
    Authority.TNI: "TNI",
    Authority.KESBANGPOL: "Kesbangpol",
    Authority.OTHER: "Lainnya",
}


class Scheme(StrEnum):
    """How a class follows from a value."""

    SD_REFERENCE = "sd_reference"  # mean and SD frozen from a named edition
    SD_LOCAL = "sd_local"  # mean and SD of the areas at hand; weak below ten areas
    ABSOLUTE = "absolute"  # cuts typed in
    OFFICIAL = "official"  # the class as received
    SITUATION = "situation"  # Kesbangpol's own rule over what happened


class Level(IntEnum):
    """The situation of an area."""

    CALM = 0
    WATCH = 1
    TROUBLED = 2
    SEVERE = 3


# Stored with the rating as its official wording; Indonesian on every page and paper.
LEVEL_NAMES: dict[int | None, str] = {
    None: "belum ada data",
    Level.CALM: "kondusif",
    Level.WATCH: "waspada",
    Level.TROUBLED: "rawan",
    Level.SEVERE: "sangat rawan",
}


def level_name(level: int | None) -> str:
    """This function will return the official word of a situation level."""
    return LEVEL_NAMES[level]
