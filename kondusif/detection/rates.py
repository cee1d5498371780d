"""How much a place usually reports, beside its whole region: a scan measures reporting, not trouble."""

from collections.abc import Collection, Iterable

from django.db.models import F, Sum

from kondusif.detection.kept import Counted
from kondusif.detection.queries import below
from kondusif.elections.models import Election, PollingStation
from kondusif.regions.codes import lies_in
from kondusif.regions.kinds import Level
from kondusif.regions.models import Region

VOTERS, RESIDENTS = "voters", "residents"


People = tuple[tuple[str, dict[str, int]], ...]


def people_in(region_code: str) -> People:
    """This function will return the voters and the residents of the region's villages, as far as they are known."""
    return (VOTERS, _voters(region_code)), (RESIDENTS, _residents(region_code))


def rate_of(counted: Counted, members: Collection[str], people: People) -> dict:
    """
    This function will return what is stored of the reporting of *members* beside that of the whole region.

    ``per_10k`` counts reports for every 10,000 voters of the latest election with polling stations here,
    else residents (``counted`` says which); None where neither is known for every place.
    """
    n = sum(k for s, p, _day, k in counted.cells if s == 0 and counted.places[p].code in members)
    here, everywhere, what = count_of(members, people)
    known = bool(here and everywhere)
    return {
        "n_reports": n,
        "n_days": counted.n_days,
        "per_10k": 10_000 * n / here if known else None,
        "region_per_10k": 10_000 * counted.n_reports / everywhere if known else None,
        "counted": what if known else "",
    }


def count_of(members: Collection[str], people: People) -> tuple[int, int, str]:
    """This function will return the voters of *members* and of the region, else the residents of both, else nothing."""
    for what, known in people:
        parts = [_within(code, known) for code in _outermost(members)]
        if parts and all(parts):
            return sum(parts), sum(known.values()), what
    return 0, 0, ""


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
