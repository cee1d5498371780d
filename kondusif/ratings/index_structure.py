"""
The Kesbangpol index: which themes of incidents are its indicators, and how they are put together.

It follows the dimensions of Bawaslu's election-vulnerability index (IKP) and is not that index: it counts
what was reported and verified here. Nothing here knows rows.
"""

from dataclasses import dataclass

FORMULA_VERSION = "1"
WINDOW_DAYS = 90
DRAWS = 10_000
# How far experts may be off: a weight of 5 % has a relative standard deviation of about 30 %.
CONCENTRATION = 200.0
SURE = 0.8  # a class less likely than this is drawn as doubtful

# Dimension -> subdimension -> indicators. Participation has no theme of report; its lack is said on the page.
HIERARCHY: dict[str, dict[str, tuple[str, ...]]] = {
    "socio_political": {
        "security": ("intimidation_violence", "crowd", "post_vote_protest", "ideology"),
        "state": ("neutrality_asn",),
        "conditions": ("economy", "hazard"),
    },
    "conduct": {
        "voting_rights": ("voter_list",),
        "preparation": ("logistics", "station_site", "power_network", "health"),
        "organisers": ("neutrality_organiser",),
        "counting": ("vote_count", "result_dispute"),
    },
    "contestation": {
        "candidacy": ("candidacy",),
        "campaign": ("campaign", "vandalism_apk", "money_politics", "sara_hate", "hoax"),
    },
}
MISSING_DIMENSIONS = ("participation",)
INDICATORS = tuple(code for subs in HIERARCHY.values() for codes in subs.values() for code in codes)

# Where an event happened -> its weight: one that is about the whole regency weighs more than one in a polling station.
PLACE_WEIGHTS: dict[str, float] = {"station": 1.0, "village": 2.0, "subdistrict": 3.0, "regency": 4.0, "province": 5.0}
PLACES = tuple(PLACE_WEIGHTS)

CLASSES = ("low", "moderate", "high")
TONES: dict[str, int | None] = {"low": 0, "moderate": 1, "high": 3, "": None}
LEAST_SCORE, MOST_SCORE = 1, 4


@dataclass(frozen=True)
class Cutting:
    """How a class follows from the index: a scheme, with what it needs."""

    scheme: str = "sd_local"  # sd_reference | sd_local | absolute | official
    edition: str = ""
    mean: float | None = None
    sd: float | None = None
    low: float | None = None
    high: float | None = None
    authority: str = ""  # of "official"


@dataclass(frozen=True)
class IndexInputs:
    """Everything the index is worked out from, in one order: equal inputs, equal index."""

    region_code: str
    first_on: str
    last_on: str
    areas: tuple[str, ...]
    heard: tuple[str, ...]  # areas of which anything was heard at all; the others have no data
    counts: tuple[tuple[str, str, str, int], ...]  # area, indicator, place, events
    weights: tuple[float, ...]  # of INDICATORS; they sum to 1
    n_experts: int
    cutting: Cutting
    official: tuple[tuple[str, str], ...] = ()  # area, class as the authority gave it
    formula_version: str = FORMULA_VERSION
    hierarchy: tuple = ()
    place_weights: tuple[float, ...] = tuple(PLACE_WEIGHTS.values())
    concentration: float = CONCENTRATION
    draws: int = DRAWS


def structure() -> tuple:
    """This function will return the hierarchy as plain tuples, so that it is stored with every run."""
    return tuple((d, tuple((s, codes) for s, codes in subs.items())) for d, subs in HIERARCHY.items())
