from collections import Counter

import pytest

from kondusif.regions import gazetteer
from kondusif.regions.codes import is_code, lies_in
from kondusif.regions.kinds import Kind
from kondusif.regions.places import in_country
from kondusif.regions.tests.conftest import DATA

FOLDER = DATA / "regions"


@pytest.fixture(scope="module")
def country() -> dict[str, gazetteer.RegionRow]:
    return {row.code: row for row in gazetteer.rows(FOLDER)}


def test_the_whole_country_is_there(country):
    assert Counter(row.level for row in country.values()) == {1: 38, 2: 514, 3: 7_285, 4: 83_762}


def test_the_kinds_are_those_of_the_decree(country):
    kinds = Counter(row.kind for row in country.values())
    assert (kinds[Kind.WARD], kinds[Kind.VILLAGE], kinds[Kind.CUSTOMARY_VILLAGE]) == (8_496, 75_252, 14)
    assert (kinds[Kind.REGENCY] + kinds[Kind.ADMIN_REGENCY], kinds[Kind.CITY] + kinds[Kind.ADMIN_CITY]) == (416, 98)


def test_every_region_comes_after_the_one_it_lies_in(country):
    seen: set[str] = set()
    for code, row in country.items():
        assert is_code(code)
        assert row.parent is None or row.parent in seen
        seen.add(code)


def test_every_known_point_lies_in_the_country(country):
    assert [row.code for row in country.values() if row.lon is not None and not in_country(row.lon, row.lat)] == []


def test_only_383_villages_have_no_known_point(country):
    without = [row for row in country.values() if row.lon is None]
    assert len(without) == 383
    assert {row.level for row in without} == {4}


def test_time_zones_are_inherited(country):
    assert country["35.26.01.1001"].timezone == "Asia/Jakarta"
    assert country["65.01.01.1001"].timezone == "Asia/Makassar"
    assert country["91.03.01"].timezone == "Asia/Jayapura"


def test_what_is_not_known_is_none_and_never_zero(country):
    assert country["35.26.01.1001"].population is None
    assert country["12.10"].area_km2 is None
    assert min(row.population for row in country.values() if row.population is not None) > 10_000


def test_a_part_comes_with_what_is_above_it():
    codes = [row.code for row in gazetteer.rows(FOLDER, ("35.72", "51.06.01"))]
    assert len(codes) == 1 + 1 + 3 + 21 + 1 + 1 + 1 + 9
    assert all(lies_in(code, "35.72") or lies_in(code, "51.06.01") or code in {"35", "51", "51.06"} for code in codes)


def test_another_byte_in_a_table_is_another_edition(tmp_path):
    for name in gazetteer.FILES:
        (tmp_path / name).write_bytes((FOLDER / name).read_bytes())
    same = gazetteer.digest(tmp_path)
    assert same == gazetteer.digest(FOLDER)
    with open(tmp_path / gazetteer.FILES[0], "ab") as file:
        file.write(b"99,province,Baru,Asia/Jakarta,,,,,\n")
    assert gazetteer.digest(tmp_path) != same
