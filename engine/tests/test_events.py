import numpy as np
import pytest

from kondusif_engine import ArgumentProblem, scan


def test_events_are_counted_where_and_when_they_were():
    table = scan.events([110, 110, 111], [-7, -7, -8], [20.1, 20.9, 22.0])
    assert table.coords.tolist() == [[110, -7], [111, -8]]
    assert table.counts.tolist() == [[2, 0, 0], [0, 0, 1]]
    assert (table.first, table.place.tolist(), table.bin.tolist()) == (20.0, [0, 0, 1], [0, 0, 2])


def test_events_go_to_the_nearest_known_place_unless_it_is_too_far():
    table = scan.events(
        [110.01, 119.0], [-7, -7], [0.0, 0.0], places=[[110, -7], [111, -7]], max_km=50, first=0.0, last=1.5
    )
    assert table.counts.tolist() == [[1, 0], [0, 0]]
    assert table.place.tolist() == [0, -1]


def test_the_nearest_place_lies_across_the_dateline():
    table = scan.events([-179.99], [0], [0.0], places=[[179.9, 0], [-179.0, 0]])
    assert table.place.tolist() == [0]


def test_datetimes_are_days_since_1970():
    times = np.array(["2026-02-20T23:59", "2026-02-21T00:00"], "datetime64[m]")
    table = scan.events([110, 110], [-7, -7], times)
    assert table.counts.tolist() == [[1, 1]]
    assert table.first == np.datetime64("2026-02-20").astype(int)


def test_events_outside_the_bins_are_left_out():
    table = scan.events([110] * 3, [-7] * 3, [1.0, 5.0, 11.0], first=4.0, last=8.0, bin_days=2.0)
    assert table.counts.tolist() == [[1, 0, 0]]
    assert table.bin.tolist() == [-1, 0, -1]


def test_no_event_gives_an_empty_table_when_its_shape_is_known():
    table = scan.events([], [], [], first=0.0, last=2.0, places=[[110, -7]])
    assert table.counts.tolist() == [[0, 0, 0]]


def test_the_table_can_be_scanned():
    rng = np.random.default_rng(1)
    lon, lat, t = rng.uniform(110, 111, 200), rng.uniform(-8, -7, 200), rng.uniform(0, 20, 200)
    lon[:12], lat[:12], t[:12] = 110.5, -7.5, 19.5
    table = scan.events(lon, lat, t)
    places = scan.neighbours(table.coords, max_distance=20)
    first = scan.space_time(table.counts, places, max_window=5, replicates=99, seed=1).clusters[0]
    assert table.place[0] in first.members
    assert first.end == 19


@pytest.mark.parametrize(
    ("arguments", "argument"),
    [
        (([110], [-7, -7], [0.0]), "lat"),
        (([110], [-7], [np.nan]), "t"),
        (([110], [-7], np.array(["NaT"], "datetime64[s]")), "t"),
        (([181], [-7], [0.0]), "lon, lat"),
        (([], [], []), "t"),
    ],
)
def test_bad_events_are_refused_by_name(arguments, argument):
    with pytest.raises(ArgumentProblem) as refusal:
        scan.events(*arguments)
    assert refusal.value.argument == argument
