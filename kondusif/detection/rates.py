"""How much a place usually reports, beside its whole region: a scan measures reporting, not trouble."""

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, F, Q, Sum

from kondusif.detection.kept import Counted
from kondusif.detection.queries import below
from kondusif.detection.rules import SUBDISTRICT
from kondusif.elections.models import Election, PollingStation
from kondusif.regions.codes import lies_in
from kondusif.regions.kinds import Level
from kondusif.regions.models import Region
from kondusif.regions.queries import residents_of

VOTERS, RESIDENTS = "voters", "residents"
PER_DAYS = 30  # a rate of so many days, so that places counted over different stretches can be compared


@dataclass(frozen=True)
class Known:
    """How many live or vote in each place, as far as it is known, and who says so."""

    by_code: dict[str, int]
    source: str
    n_parts: Counter[str]  # of each subdistrict, how many codes there would be if all were known

    def within(self, code: str) -> int:
        """This function will return how many are in *code*, 0 if that is not known of all of it."""
        if code in self.by_code:
            return self.by_code[code]
        parts = [n for village, n in self.by_code.items() if lies_in(village, code)]
        whole = sum(n for subdistrict, n in self.n_parts.items() if lies_in(subdistrict, code))
        return sum(parts) if len(parts) == whole else 0


@dataclass(frozen=True)
class People:
    """Who lives and votes in a region, as far as it is known: by village, and residents also by subdistrict."""

    region_code: str
    voters: Known
    residents: Known
    residents_above: Known


def people_in(region_code: str) -> People:
    """This function will return the voters and the residents of the region's places, as far as they are known."""
    below_it = Region.objects.filter(below(region_code, "code"))
    subdistricts = list(below_it.filter(level=Level.SUBDISTRICT).values_list("code", flat=True))
    codes = below_it.filter(level=Level.VILLAGE).values_list("code", flat=True)
    villages = Counter(code[:SUBDISTRICT] for code in codes)
    above = _positive(residents_of(subdistricts).items())
    source = _source_of(Q(code__in=subdistricts) | Q(parent_id__in=subdistricts))
    return People(
        region_code, _voters(region_code, villages), _residents(region_code, villages),
        Known(above, source, Counter(subdistricts)),
    )  # fmt: skip


def rate_of(counted: Counted, members: Collection[str], people: People, until: date | None = None) -> dict:
    """
    This function will return what is stored of the usual reporting of *members* beside that of the whole region.

    Usual is what came before the day *until*, so that the alarm does not raise its own yardstick. ``per_10k``
    counts reports of 30 days for every 10,000 voters of the latest election with polling stations here,
    else residents (``counted`` says which, ``source`` says whose figures); where only the residents of whole
    subdistricts are known, the subdistricts of *members* are counted (``wider``); None where nothing is
    known of every place, and nothing is then taken for zero.
    """
    lifted = {code[:SUBDISTRICT] for code in members}
    n_days = min(max((until - counted.first_on).days, 0), counted.n_days) if until else counted.n_days
    for what, known, places, wider in (
        (VOTERS, people.voters, members, False),
        (RESIDENTS, people.residents, members, False),
        (RESIDENTS, people.residents_above, lifted, True),
    ):
        parts = [known.within(code) for code in _outermost(places)]
        if parts and all(parts) and n_days:
            n, everywhere = _reports_from(counted, places, n_days), known.within(people.region_code)
            in_all = _reports_from(counted, [people.region_code], n_days)
            return {
                "n_reports": n, "n_days": n_days, "per_10k": _per_10k(n, sum(parts), n_days),
                "region_per_10k": _per_10k(in_all, everywhere, n_days) if everywhere else None, "counted": what,
                "wider": wider, "source": known.source,
            }  # fmt: skip
    return {
        "n_reports": _reports_from(counted, members, n_days), "n_days": n_days, "per_10k": None, "region_per_10k": None,
        "counted": "", "wider": False, "source": "",
    }  # fmt: skip


def _per_10k(n_reports: int, n_people: int, n_days: int) -> float:
    return 10_000 * n_reports / n_people * PER_DAYS / n_days


def _reports_from(counted: Counted, codes: Collection[str], n_days: int) -> int:
    outer = _outermost(codes)
    inside = {n for n, place in enumerate(counted.places) if any(lies_in(place.code, code) for code in outer)}
    return sum(k for s, p, day, k in counted.cells if s == 0 and p in inside and day < n_days)


def _outermost(codes: Collection[str]) -> list[str]:
    """A subdistrict holds its villages: nobody is counted twice."""
    return [c for c in codes if not any(c != other and lies_in(c, other) for other in codes)]


def _voters(region_code: str, villages: Counter[str]) -> Known:
    stations = PollingStation.objects.filter(below(region_code))
    latest = Election.objects.filter(stations__in=stations).order_by("-voting_on").first()
    if latest is None:
        return Known({}, "", villages)
    # One station without its figures, and the village's are not known.
    rows = stations.filter(election=latest).values("region_id").annotate(
        n=Sum(F("voters_m") + F("voters_f")), missing=Count("pk", filter=Q(voters_m=None) | Q(voters_f=None))
    )  # fmt: skip
    known = _positive((row["region_id"], row["n"]) for row in rows if not row["missing"])
    return Known(known, f"{latest.name}, {latest.voting_on:%d-%m-%Y}", villages)


def _residents(region_code: str, villages: Counter[str]) -> Known:
    own = Region.objects.filter(below(region_code, "code"), level=Level.VILLAGE, population__isnull=False)
    return Known(_positive(own.values_list("code", "population")), _source_of(Q(pk__in=own.values("pk"))), villages)


def _source_of(which: Q) -> str:
    named = Region.objects.filter(which).exclude(population_source="")
    return "; ".join(named.order_by("population_source").values_list("population_source", flat=True).distinct()[:3])


def _positive(rows: Iterable[tuple[str, int | None]]) -> dict[str, int]:
    return {code: n for code, n in rows if n}
