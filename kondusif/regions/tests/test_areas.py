import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from kondusif.regions.areas import approximate_areas, land
from kondusif.regions.measure import area_km2, distance_km
from kondusif.regions.tests.conftest import DATA

ISLAND = shapely.box(112.0, -7.5, 113.0, -6.5)
SITES = [
    ("35.26.01.2001", 112.3, -7.2),
    ("35.26.01.2002", 112.7, -7.2),
    ("35.26.02.2001", 112.5, -6.8),
    ("35.27.01.2001", 112.9, -6.8),
]
VILLAGES = [code for code, _, _ in SITES if code.startswith("35.26")]


def drawn(sites=SITES, villages=VILLAGES, outline=ISLAND, **options):
    return approximate_areas("35.26", sites, villages, outline, **options)


def test_every_village_holds_its_own_point_and_no_other():
    shapes = drawn().shapes
    for code, lon, lat in SITES[:3]:
        holding = [other for other in VILLAGES if shapely.contains_xy(shapes[other], lon, lat)]
        assert holding == [code]


def test_villages_fill_their_subdistrict_and_subdistricts_their_regency():
    shapes = drawn().shapes
    assert shapely.union_all([shapes[c] for c in VILLAGES[:2]]).equals(shapes["35.26.01"])
    assert (
        shapely.union_all([shapes["35.26.01"], shapes["35.26.02"]]).symmetric_difference(shapes["35.26"]).area < 1e-12
    )


def test_neighbours_keep_their_land():
    assert not shapely.contains_xy(drawn().shapes["35.26"], 112.9, -6.8)
    assert "35.27.01.2001" not in drawn().shapes


def test_nothing_reaches_into_the_sea():
    assert all(ISLAND.buffer(1e-9).covers(shape) for shape in drawn().shapes.values())


def test_a_village_on_an_island_that_the_outline_misses_still_has_land():
    sites = [*SITES, ("35.26.02.2002", 112.5, -6.2)]
    shapes = drawn(sites, [*VILLAGES, "35.26.02.2002"]).shapes
    assert shapely.contains_xy(shapes["35.26.02.2002"], 112.5, -6.2)
    assert 1 < area_km2(shapes["35.26.02.2002"]) < 10


def test_a_village_without_a_known_point_is_named_not_forgotten():
    assert drawn(villages=[*VILLAGES, "35.26.02.2009"]).without_point == ("35.26.02.2009",)
    assert "35.26.02.2009" not in drawn(villages=[*VILLAGES, "35.26.02.2009"]).shapes


def test_two_villages_with_one_point_both_have_land():
    sites = [*SITES, ("35.26.02.2002", 112.5, -6.8)]
    shapes = drawn(sites, [*VILLAGES, "35.26.02.2002"]).shapes
    assert shapes["35.26.02.2001"].area > 0
    assert shapes["35.26.02.2002"].area > 0


def test_a_region_where_no_point_is_known_stays_empty():
    assert drawn(SITES[3:]).shapes == {}


def test_a_surveyed_outline_is_shared_out_to_its_last_corner():
    far = shapely.box(110.0, -9.0, 116.0, -5.0)
    shapes = drawn(SITES[:3], outline=far, surveyed=True).shapes
    assert shapely.union_all([shapes[c] for c in VILLAGES]).symmetric_difference(far).area < 1e-9


def test_one_village_alone_gets_all_of_a_surveyed_outline():
    assert drawn(SITES[:1], VILLAGES[:1], surveyed=True).shapes["35.26.01.2001"].equals(ISLAND)


@settings(max_examples=30, deadline=None)
@given(
    st.lists(
        st.tuples(st.integers(0, 1000), st.integers(0, 1000)), min_size=1, max_size=25
    )  # thousandths of a degree, on and off the island
)
def test_whatever_the_points_every_cell_holds_its_own(places):
    sites = [(f"35.26.01.{2001 + n}", 111.9 + x * 0.0012, -7.6 + y * 0.0012) for n, (x, y) in enumerate(places)]
    shapes = drawn(sites, [code for code, _, _ in sites]).shapes
    for code, lon, lat in sites:
        assert shapely.distance(shapes[code], shapely.Point(lon, lat)) < 1e-3  # twins are moved apart by metres
    total = sum(shapes[code].area for code, _, _ in sites)
    assert total == pytest.approx(shapes["35.26"].area, rel=1e-6)


def test_the_shipped_outline_has_about_the_size_of_the_country():
    assert 1_850_000 < area_km2(land(DATA / "land" / "indonesia.wkb.gz")) < 1_930_000


class TestMeasures:
    def test_the_whole_earth(self):
        assert area_km2(shapely.box(-180, -90, 180, 90)) == pytest.approx(510_065_622, rel=1e-6)

    def test_a_degree_at_the_equator(self):
        assert area_km2(shapely.box(0, -0.5, 1, 0.5)) == pytest.approx(12_308.8, rel=1e-4)

    def test_from_bangkalan_to_surabaya(self):
        assert distance_km(112.737, -7.046, 112.738, -7.258) == pytest.approx(23.6, abs=0.1)
