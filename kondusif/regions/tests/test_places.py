import pytest
import shapely

from kondusif.core.problems import Problem
from kondusif.regions.newest import Newest
from kondusif.regions.places import PlaceIndex, check_point

WEST, EAST, FAR = "35.26.01.2001", "35.26.01.2002", "35.26.02.2001"
SHAPES = {
    EAST: shapely.box(112.5, -7.5, 113.0, -7.0),
    WEST: shapely.box(112.0, -7.5, 112.5, -7.0),
    FAR: shapely.union_all([shapely.box(114.0, -7.1, 114.1, -7.0), shapely.box(114.3, -7.1, 114.4, -7.0)]),
}


@pytest.fixture
def index() -> PlaceIndex:
    return PlaceIndex(SHAPES)


def test_a_point_names_the_village_around_it(index):
    assert index.village_at(112.2, -7.2) == WEST
    assert index.village_at(112.8, -7.2) == EAST


def test_islands_of_one_village_are_one_village(index):
    assert index.village_at(114.05, -7.05) == index.village_at(114.35, -7.05) == FAR


def test_a_point_on_the_shared_edge_always_goes_to_the_same_village(index):
    assert index.village_at(112.5, -7.2) == WEST
    assert index.villages_at([112.5], [-7.2]) == [WEST]


def test_a_point_in_the_sea_names_none(index):
    assert index.village_at(113.5, -7.2) is None


def test_many_points_at_once_are_answered_in_their_order(index):
    assert index.villages_at([112.8, 113.5, 112.2], [-7.2, -7.2, -7.2]) == [EAST, None, WEST]
    assert index.villages_at([], []) == []


def test_an_index_of_nothing_answers_nothing():
    assert PlaceIndex({}).village_at(112.2, -7.2) is None
    assert PlaceIndex({}).villages_at([112.2], [-7.2]) == [None]
    assert PlaceIndex({}).village_near(112.2, -7.2, 10) is None


def test_the_nearest_village_is_measured_in_kilometres(index):
    assert index.village_near(113.01, -7.2, max_km=1.2) == EAST  # 1.1 km east of its edge
    assert index.village_near(113.01, -7.2, max_km=1.0) is None


class TestAReportersPoint:
    def test_outside_by_the_error_of_a_phone_it_is_forgiven(self, index):
        assert index.village_of(113.0005, -7.2, region_name="Bangkalan") == EAST

    def test_by_more_it_is_refused_with_the_name_of_the_region(self, index):
        with pytest.raises(Problem, match="Bangkalan") as caught:
            index.village_of(113.005, -7.2, region_name="Bangkalan")
        assert caught.value.code == "point.outside_region"

    def test_at_an_approximate_area_a_kilometre_is_forgiven(self):
        index = PlaceIndex(SHAPES, approximate={EAST})
        assert index.village_of(113.005, -7.2, region_name="Bangkalan") == EAST
        with pytest.raises(Problem):
            index.village_of(111.995, -7.2, region_name="Bangkalan")

    def test_a_survey_beats_a_guess(self):
        index = PlaceIndex({"11.01.01.2001": SHAPES[WEST], WEST: SHAPES[WEST]}, approximate={"11.01.01.2001"})
        assert index.village_at(112.2, -7.2) == WEST

    @pytest.mark.parametrize(
        ("lon", "lat", "code"),
        [(-7.2, 112.2, "point.swapped"), (13.4, 52.5, "point.outside_country"), (float("nan"), -7, "point.invalid"),
         (112.2, float("inf"), "point.invalid"), (1e300, -7, "point.invalid"), (0, 0, "point.outside_country")],
    )  # fmt: skip
    def test_an_impossible_point_is_refused_by_its_own_name(self, lon, lat, code):
        with pytest.raises(Problem) as caught:
            check_point(lon, lat)
        assert caught.value.code == code
        assert len(str(caught.value)) > 40


class TestKeepingTheNewest:
    def test_the_same_stamp_builds_once(self):
        kept: Newest[object] = Newest()
        assert kept.get("35.26", 1, object) is kept.get("35.26", 1, object)

    def test_another_stamp_builds_anew(self):
        kept: Newest[object] = Newest()
        assert kept.get("35.26", 1, object) is not kept.get("35.26", 2, object)

    def test_keys_do_not_mix(self):
        kept: Newest[str] = Newest()
        kept.get("35.26", 1, lambda: "Bangkalan")
        assert kept.get("35.72", 1, lambda: "Blitar") == "Blitar"
