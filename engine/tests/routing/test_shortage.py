import numpy as np
import pytest
from deliveries import line, tiny
from hypothesis import given, settings
from reference import routing as twin

from kondusif_engine import routing
from kondusif_engine.routing.shortage import shortest

INF = float("inf")


@settings(max_examples=60, deadline=None)
@given(tiny())
def test_a_named_shortage_is_never_a_false_alarm_and_the_floor_is_a_floor(asked):
    best = twin.cheapest(asked)
    if routing.shortages(asked):
        assert best is None
    if best is not None:
        assert routing.bound_km(asked) <= best + 1e-9


def named(asked):
    return {(s.code, s.stop): s.short for s in routing.shortages(asked)}


def test_what_is_short_is_said_in_numbers():
    assert named(line([50, 60], [routing.Truck("t", 2, 70, 0, 500)])) == {}
    assert named(line([70, 80], [routing.Truck("t", 1, 100, 0, 500)])) == {("total_load", None): 50.0}
    assert named(line([70, 80], [routing.Truck("t", 1, 100, 0, 500, trips=2)])) == {}
    assert named(line([70, 80], [routing.Truck("t", 3, 75, 0, 500)])) == {("load_of_stop", 1): 5.0}
    assert named(line([1], [routing.Truck("t", 0, 75)])) == {("no_truck", None): 0.0}


def test_a_stop_that_closes_too_early_or_lies_too_far_for_the_shift():
    early = line([1, 1], [routing.Truck("t", 1, 9, 0, 500)], windows=[(0, 99), (0, 15)])
    assert named(early) == {("window", 1): 5.0}
    far = line([1, 1], [routing.Truck("t", 2, 9, 0, 40)])
    assert named(far) == {("window", 1): 5.0}


def test_shifts_that_are_shorter_than_the_work():
    busy = line([1] * 10, [routing.Truck("t", 1, 99, 0, 210)], windows=[(0, 600)] * 10)
    found = named(busy)
    # 10 x (5 unloading + 10 into each stop) fits 210; with a slow road it does not.
    assert found == {}
    slow = line([1] * 10, [routing.Truck("t", 1, 99, 0, 420)], minutes_per_km=2.0, loading_minutes=200.0)
    assert ("time_in_all", None) in named(slow)


def test_a_stop_cut_off_is_named_and_one_behind_another_is_not():
    asked = line([1, 1], [routing.Truck("t", 1, 9, 0, 500)])
    assert named(routing.close(asked, [routing.Closure((0,), (2,))])) == {}
    cut = routing.close(asked, [routing.Closure((0, 1), (2,))])
    assert named(cut) == {("no_way", 1): 0.0}


def test_shortest_ways_go_through_other_places_and_may_be_free():
    matrix = np.array([[0.0, 0.0, 9.0], [INF, 0.0, 2.0], [1.0, INF, 0.0]])
    np.testing.assert_allclose(shortest(matrix), [[0, 0, 2], [3, 0, 2], [1, 1, 0]], atol=1e-9)


def test_the_floor_of_a_line_is_what_a_line_costs():
    asked = line([1, 1, 1], [routing.Truck("t", 1, 9, 0, 500)])
    assert routing.bound_km(asked) == pytest.approx(60.0)
