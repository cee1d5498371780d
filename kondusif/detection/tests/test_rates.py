"""How much a place usually reports: by voters, else residents, else the subdistrict's residents, else no data."""

from datetime import date

import pytest

from kondusif.detection import words
from kondusif.detection.kept import Counted, Place
from kondusif.detection.rates import people_in, rate_of
from kondusif.elections.models import Election, PollingStation
from kondusif.regions.models import Region

pytestmark = pytest.mark.django_db
LERPAK, KOMBANGAN, MLAJAH, GEGER = "35.26.06.2005", "35.26.06.2001", "35.26.01.1001", "35.26.06"
PLACES = (
    Place(MLAJAH, 112.7, -7.0),
    Place(GEGER, 112.9, -7.0),
    Place(KOMBANGAN, 112.9, -7.0),
    Place(LERPAK, 112.9, -7.0),
)
# 5 from Mlajah, 3 of no village in Geger, 2 from Kombangan, 10 from Lerpak; the second stream counts nobody twice.
CELLS = ((0, 0, 3, 5), (0, 1, 3, 3), (0, 2, 9, 2), (0, 3, 9, 10), (1, 3, 9, 10))
COUNTED = Counted(date(2026, 9, 22), 60, ("all", "security"), PLACES, CELLS)


def add_voters(**by_code: int) -> None:
    vote = Election.objects.create(
        slug="uji", kind="pilkada", name="Uji", voting_on=date(2026, 12, 2), law_family="pilkada"
    )
    for code, n in by_code.items():
        PollingStation.objects.create(election=vote, region_id=code, number=1, voters_m=n // 2, voters_f=n - n // 2)


def rate(*members: str, until: date | None = None) -> dict:
    return rate_of(COUNTED, set(members), people_in("35.26"), until)


def test_voters_of_the_polling_stations_come_first_with_the_election_they_are_of(cast):
    others = Region.objects.filter(code__startswith="35.26.", level=4).exclude(code__in=[LERPAK, MLAJAH])
    add_voters(**{LERPAK: 2_000, MLAJAH: 8_000} | dict.fromkeys(others.values_list("code", flat=True), 1000))
    Region.objects.filter(code=LERPAK).update(population=9, population_source="uji")
    told, everybody = rate(LERPAK), 10_000 + 1_000 * others.count()
    # Ten reports of 2,000 voters in 60 days.
    assert (told["n_reports"], told["per_10k"], told["counted"], told["source"]) == (
        10,
        25.0,
        "voters",
        "Uji, 02-12-2026",
    )
    assert told["region_per_10k"] == pytest.approx(20 * 30 / 60 * 10_000 / everybody)
    assert "Uji, 02-12-2026" in words.rate(told) and "25" in words.rate(told)


def test_what_is_usual_is_counted_before_the_alarm_and_an_honest_zero_is_no_missing_datum(cast):
    add_voters(**{LERPAK: 2_000})
    told = rate(LERPAK, until=date(2026, 10, 1))  # its ten reports came on that day
    assert (told["n_reports"], told["n_days"], told["per_10k"]) == (0, 9, 0.0)
    assert words.rate_briefly(told) != words.rate_briefly(rate(KOMBANGAN))
    assert "belum ada data" in words.rate_briefly(rate(KOMBANGAN)) or "no data" in words.rate_briefly(rate(KOMBANGAN))


def test_where_voters_of_a_part_are_missing_the_whole_is_not_made_up(cast):
    add_voters(**{LERPAK: 2_000})
    assert rate(LERPAK)["region_per_10k"] is None and rate(GEGER)["counted"] == ""
    PollingStation.objects.update(voters_f=None)
    assert rate(LERPAK)["per_10k"] is None


def test_without_voters_for_every_place_residents_are_counted_and_said_so(cast):
    add_voters(**{MLAJAH: 8_000})
    Region.objects.filter(code__in=[LERPAK, KOMBANGAN]).update(population=5_000, population_source="Dukcapil 2026")
    told = rate(LERPAK, KOMBANGAN)
    assert (told["n_reports"], told["per_10k"], told["counted"], told["wider"]) == (12, 6.0, "residents", False)
    assert told["source"] == "Dukcapil 2026"


def test_a_subdistrict_among_the_places_holds_its_villages_and_counts_nobody_twice(cast):
    villages = Region.objects.filter(code__startswith=GEGER + ".")
    villages.update(population=10_000 // villages.count(), population_source="uji")
    told = rate(GEGER, LERPAK)
    assert (told["n_reports"], told["per_10k"]) == (15, pytest.approx(7.5, rel=0.01))


def test_where_only_the_subdistricts_residents_are_known_the_subdistrict_is_counted(cast):
    Region.objects.filter(code=GEGER).update(population=30_000, population_source="uji")
    told = rate(LERPAK)
    assert (told["n_reports"], told["per_10k"], told["wider"], told["region_per_10k"]) == (15, 2.5, True, None)


def test_where_nothing_is_known_there_is_no_data_and_no_zero(cast):
    told = rate(LERPAK)
    assert (told["n_reports"], told["per_10k"], told["region_per_10k"], told["counted"]) == (10, None, None, "")
    assert words.rate(told) != words.rate({}) and "10" in words.rate(told)
