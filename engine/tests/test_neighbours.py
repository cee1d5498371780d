import numpy as np
import pytest

from kondusif_engine import ArgumentProblem, scan


def _places_of_rows(places: scan.Neighbours) -> list[list[int]]:
    return [[int(np.flatnonzero(places.site == s)[0]) for s in places.row(i)] for i in places.site]


def _great_circle(a, b):
    lon1, lat1, lon2, lat2 = np.radians([*a, *b])
    h = np.sin((lat2 - lat1) / 2) ** 2 + np.cos(lat1) * np.cos(lat2) * np.sin((lon2 - lon1) / 2) ** 2
    return 2 * 6371.0088 * np.arcsin(np.sqrt(h))


@pytest.mark.parametrize("metric", ["haversine", "euclidean"])
def test_rows_are_ordered_by_true_distance_and_begin_with_their_centre(metric):
    rng = np.random.default_rng(1)
    coords = np.column_stack((rng.uniform(-180, 180, 60), rng.uniform(-90, 90, 60)))
    places = scan.neighbours(coords, metric)
    straight = lambda a, b: float(np.hypot(*(a - b)))  # noqa: E731
    between = _great_circle if metric == "haversine" else straight
    for i, row in enumerate(_places_of_rows(places)):
        assert row == sorted(range(60), key=lambda j: between(coords[i], coords[j]))


def test_no_zone_reaches_beyond_the_radius():
    rng = np.random.default_rng(2)
    coords = rng.uniform(0, 2, (80, 2))
    places = scan.neighbours(coords, max_distance=40.0)
    for i, row in enumerate(_places_of_rows(places)):
        assert set(row) == {j for j in range(80) if _great_circle(coords[i], coords[j]) <= 40.0}


def test_no_zone_holds_more_than_its_share_of_the_weight():
    rng = np.random.default_rng(3)
    weight = rng.integers(1, 50, 40)
    places = scan.neighbours(rng.uniform(0, 1, (40, 2)), "euclidean", max_share=0.25, weight=weight)
    for row in _places_of_rows(places):
        assert weight[row].sum() <= 0.25 * weight.sum()
    longest = max(_places_of_rows(places), key=len)
    assert len(longest) > 3


def test_places_on_the_same_spot_are_one_site():
    places = scan.neighbours([[110, -7], [111, -7], [110, -7]])
    assert places.n_sites == 2
    assert places.site[0] == places.site[2] != places.site[1]


def test_places_at_the_same_distance_enter_a_zone_together():
    cross = [[0, 0], [1, 0], [-1, 0], [0, 1], [0, -1]]
    places = scan.neighbours(cross, "euclidean")
    centre = places.site[0]
    closed = places.closed[places.start[centre] : places.start[centre + 1]]
    assert closed.tolist() == [True, False, False, False, True]


def test_a_limit_never_cuts_through_places_at_the_same_distance():
    cross = [[0, 0], [1, 0], [-1, 0], [0, 1], [0, -1]]
    places = scan.neighbours(cross, "euclidean", max_places=3)
    assert places.row(places.site[0]).size == 1


def test_the_dateline_does_not_part_neighbours():
    places = scan.neighbours([[179.9, 0], [-179.9, 0], [0, 0]])
    assert _places_of_rows(places)[0] == [0, 1, 2]


def test_one_place_has_one_zone():
    assert scan.neighbours([[110.0, -7.0]]).n_zones == 1


def test_many_places_find_their_limits_through_growing_queries():
    rng = np.random.default_rng(4)
    coords = rng.uniform(0, 1, (900, 2))
    places = scan.neighbours(coords, "euclidean", max_distance=0.5)
    lengths = np.diff(places.start)
    distance = np.hypot(*(places.coords[:, None] - places.coords[None]).transpose(2, 0, 1))
    assert (lengths == (distance <= 0.5).sum(axis=1)).all()


@pytest.mark.parametrize(
    ("coords", "options", "argument"),
    [
        ([[181.0, 0.0]], {}, "coords"),
        ([[0.0, -91.0]], {}, "coords"),
        ([[np.nan, 0.0]], {}, "coords"),
        ([[0.0, np.inf]], {}, "coords"),
        (np.zeros((0, 2)), {}, "coords"),
        ([[0.0, 0.0, 0.0]], {}, "coords"),
        ([[0.0, 0.0]], {"metric": "manhattan"}, "metric"),
        ([[0.0, 0.0]], {"max_distance": 0}, "max_distance"),
        ([[0.0, 0.0]], {"max_share": 1.5}, "max_share"),
        ([[0.0, 0.0]], {"max_places": 0}, "max_places"),
        ([[0.0, 0.0]], {"weight": [-1.0]}, "weight"),
        ([[0.0, 0.0]], {"weight": [0.0], "max_share": 0.5}, "weight"),
        ([[0.0, 0.0]], {"weight": [1.0, 1.0]}, "weight"),
    ],
)
def test_bad_input_is_refused_by_name(coords, options, argument):
    with pytest.raises(ArgumentProblem) as refusal:
        scan.neighbours(coords, **options)
    assert refusal.value.argument == argument


def test_the_callers_coordinates_are_not_changed_even_when_read_only():
    coords = np.asfortranarray([[110.0, -7.0], [111.0, -7.0]])
    coords.flags.writeable = False
    scan.neighbours(coords)
    assert coords.tolist() == [[110.0, -7.0], [111.0, -7.0]]
