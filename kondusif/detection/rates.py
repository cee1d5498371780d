"""How much a place usually reports, beside its whole region: a scan measures reporting, not trouble."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from django.db.models import F, Sum

from kondusif.detection.kept import Counted
from kondusif.detection.queries import below
from kondusif.elections.models import Election, PollingStation
from kondusif.regions.codes import lies_in
from kondusif.regions.kinds import Level
from kondusif.regions.models import Region
from kondusif.regions.queries import residents_of

VOTERS, RESIDENTS = "voters", "residents"
_SUBDISTRICT = 8  # characters of its code


@dataclass(frozen=True)
class People:
    """Who lives and votes in a region, as far as it is known: by village, and residents also by subdistrict."""

    voters: dict[str, int]
    residents: dict[str, int]
    residents_above: dict[str, int]


def people_in(region_code: str) -> People:
    """This function will return the voters and the residents of the region's places, as far as they are known."""
    subdistricts = list(
        Region.objects.filter(below(region_code, "code"), level=Level.SUBDISTRICT).values_list("code", flat=True)
    )
    return People(_voters(region_code), _residents(region_code), _known(residents_of(subdistricts).items()))


def rate_of(counted: Counted, members: Collection[str], people: People) -> dict:
    """
    This function will return what is stored of the reporting of *members* beside that of the whole region.

    ``per_10k`` counts reports for every 10,000 voters of the latest election with polling stations here,
    else residents (``counted`` says which); where only the residents of whole subdistricts are known, the
    subdistricts of *members* are counted (``wider``); None where neither is known for every place.
    """
    lifted = {code[:_SUBDISTRICT] for code in members}
    for what, known, places, wider in (
        (VOTERS, people.voters, members, False),
        (RESIDENTS, people.residents, members, False),
        (RESIDENTS, people.residents_above, lifted, True),
    ):
        parts = [_within(code, known) for code in _outermost(places)]
        if parts and all(parts):
            n, everywhere = _reports_from(counted, places), sum(known.values())
            return {
                "n_reports": n, "n_days": counted.n_days, "per_10k": 10_000 * n / sum(parts),
                "region_per_10k": 10_000 * counted.n_reports / everywhere, "counted": what, "wider": wider,
            }  # fmt: skip
    return {
        "n_reports": _reports_from(counted, members), "n_days": counted.n_days, "per_10k": None, "region_per_10k": None,
        "counted": "", "wider": False,
    }  # fmt: skip


def _reports_from(counted: Counted, codes: Collection[str]) -> int:
    outer = _outermost(codes)
    inside = {n for n, place in enumerate(counted.places) if any(lies_in(place.code, code) for code in outer)}
    return sum(k for s, p, _day, k in counted.cells if s == 0 and p in inside)


def _outermost(codes: Collection[str]) -> list[str]:
    """A subdistrict holds its villages: nobody is counted twice."""
    return [c for c in codes if not any(c != other and lies_in(c, other) for other in codes)]


def _within(code: str, known: dict[str, int]) -> int:
    return known.get(code) or sum(n for village, n in known.items() if lies_in(village, code))


def _voters(region_code: str) -> dict[str, int]:
    latest = Election.objects.filter(stations__in=_stations(region_code)).order_by("-voting_on").values("pk")[:1]
    rows = _stations(region_code).filter(election__in=latest).values_list("region_id")
    return _known(rows.annotate(n=Sum(F("voters_m") + F("voters_f"))))


def _stations(region_code: str):
    return PollingStation.objects.filter(below(region_code))


def _residents(region_code: str) -> dict[str, int]:
    villages = Region.objects.filter(below(region_code, "code"), level=Level.VILLAGE, population__isnull=False)
    return _known(villages.values_list("code", "population"))


def _known(rows: Iterable[tuple[str, int | None]]) -> dict[str, int]:
    return {code: n for code, n in rows if n}
