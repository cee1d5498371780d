import sys

import numpy as np
import pytest
from deliveries import line, tiny
from hypothesis import given, settings
from reference import routing as twin

from kondusif_engine import ArgumentProblem, routing

pyvrp = pytest.importorskip("pyvrp", reason="PyVRP is an extra")


def regency(n=40, seed=1, **truck):
    rng = np.random.default_rng(seed)
    xy = np.vstack([[12.0, 6.0], rng.uniform(0, 1, (n, 2)) * [50, 30]])
    km = 1.35 * np.linalg.norm(xy[:, None] - xy[None], axis=2)
    stops = [
        routing.Stop(f"{i}", int(rng.integers(20, 200)), float(rng.integers(10, 20)), 0.0, 840.0)
        for i in range(n)
    ]
    trucks = [
        routing.Truck("large", **{"count": 6, "capacity": 900, "returns": 840.0, **truck}),
        routing.Truck("none", 0, 5000, 0.0, 840.0),
        routing.Truck("small", 4, 400, 0.0, 840.0),
    ]
    return routing.distribution(stops, trucks, km, km / 28.0 * 60.0, loading_minutes=20.0), xy


ASKED, XY = regency()
PLAN = routing.solve(ASKED, seed=1, iterations=400)


@settings(max_examples=25, deadline=None)
@given(tiny())
def test_tiny_problems_are_solved_to_the_optimum(asked):
    best = twin.cheapest(asked)
    plan = routing.solve(asked, seed=1, iterations=150)
    if best is None:
        assert not plan.usable
    else:
        assert plan.flaws == ()
        # Metres and seconds are rounded up, so a plan on the very edge of a window may be lost.
        assert plan.cost_km == pytest.approx(best, abs=0.01) or plan.cost_km > best


def test_a_plan_can_be_driven_and_is_the_same_for_a_seed():
    assert PLAN.usable
    assert sorted(stop for route in PLAN.routes for trip in route.trips for stop in trip) == list(range(40))
    assert PLAN.bound_km < PLAN.cost_km
    assert PLAN.gap == pytest.approx(PLAN.cost_km / PLAN.bound_km - 1)
    assert routing.solve(ASKED, seed=1, iterations=400) == PLAN
    assert all(route.truck != 1 for route in PLAN.routes)


def test_our_costing_agrees_with_the_solver():
    from kondusif_engine.routing.solve import _data

    result = pyvrp.solve(_data(pyvrp, ASKED), pyvrp.stop.MaxIterations(400), seed=1, display=False)
    assert result.best.distance() / 1000 == pytest.approx(PLAN.km, abs=0.1)


def test_few_trucks_that_load_again_do_the_work_of_many():
    asked, _ = regency(count=2, trips=4)
    plan = routing.solve(asked, seed=1, iterations=400)
    assert plan.usable
    assert any(len(route.trips) > 1 for route in plan.routes)


def test_what_cannot_work_is_said_at_once_and_not_searched_for():
    plan = routing.solve(line([70, 80], [routing.Truck("t", 1, 100, 0, 500)]), seed=1, seconds=600)
    assert [s.code for s in plan.shortages] == ["total_load"]
    assert (plan.routes, plan.solver, plan.usable) == ((), "none", False)


def test_an_instant_plan_can_be_driven_and_is_not_far_off():
    plan = routing.instant(ASKED)
    assert plan.usable
    assert plan.km < 1.1 * PLAN.km


def test_where_vroom_leaves_a_stop_out_a_search_takes_its_place():
    ways = np.array([[0.0, 3, 39], [3, 0, 42], [np.inf, 42, 0]])  # the second village is left by the first
    stops = [routing.Stop("a", 8, 0, 60, 660), routing.Stop("b", 4, 30, 60, 150)]
    trucks = [routing.Truck("small", 2, 7, 0, 300), routing.Truck("large", 1, 12, 0, 400)]
    plan = routing.instant(routing.distribution(stops, trucks, ways, ways))
    assert plan.usable
    assert plan.solver == "pyvrp"


@pytest.mark.parametrize("seed", range(5))
def test_a_truck_that_may_load_again_does_not_start_too_heavy(seed):
    ways = np.array([[0.0, 7, 36], [7, 0, 33], [36, 33, 0]])
    stops = [routing.Stop("a", 11, 0, 0, 90), routing.Stop("b", 9, 30, 60, 660)]
    asked = routing.distribution(
        stops, [routing.Truck("t", 1, 14, 30, 300, 2)], ways, ways, loading_minutes=10
    )
    plan = routing.solve(asked, seed=seed, iterations=50)
    assert plan.usable
    assert len(plan.routes[0].trips) == 2


def test_without_vroom_or_with_several_trips_the_instant_plan_comes_from_pyvrp(monkeypatch):
    assert routing.instant(regency(trips=2)[0]).solver == "pyvrp"
    monkeypatch.setitem(sys.modules, "vroom", None)
    assert routing.instant(ASKED).solver == "pyvrp"


def test_without_pyvrp_the_error_says_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "pyvrp", None)
    with pytest.raises(ArgumentProblem, match=r"kondusif-engine\[routing\]"):
        routing.solve(ASKED, seed=1, iterations=5)


def closed():
    west = tuple(np.flatnonzero(XY[:, 0] <= 25).tolist())
    east = tuple(np.flatnonzero(XY[:, 0] > 25).tolist())
    return routing.close(ASKED, [routing.Closure(west, east, 18.0, 40.0)])


def test_after_a_closure_the_old_plan_is_costed_on_the_new_roads():
    old = routing.recost(closed(), [(route.truck, route.trips) for route in PLAN.routes])
    assert old.km > PLAN.km + 18.0
    new = routing.solve(closed(), seed=1, iterations=400)
    assert new.flaws == ()
    assert new.km < old.km * 1.05


def test_loaded_trucks_keep_their_stops_in_the_new_plan():
    new = routing.replan(closed(), PLAN, loaded=[0, 2], seed=1, iterations=300)
    for kept, route in zip(new.routes, (PLAN.routes[0], PLAN.routes[2]), strict=False):
        assert set(kept.trips[0]) == set(route.trips[0])
        assert kept.truck == route.truck
    assert {flaw.code for flaw in new.flaws} <= {"late", "over_shift"}
    everything = routing.replan(closed(), PLAN, loaded=range(len(PLAN.routes)), seed=1, iterations=50)
    assert routing.changed_share(PLAN, everything) == 0.0


def test_a_loaded_truck_that_cannot_get_there_shows_its_flaw():
    lost = PLAN.routes[0].trips[0][0]
    cut = routing.close(ASKED, [routing.Closure((lost + 1,), tuple(set(range(41)) - {lost + 1}))])
    new = routing.replan(cut, PLAN, loaded=[0], seed=1, iterations=50)
    assert ("no_way", lost) in {(flaw.code, flaw.stop) for flaw in new.flaws}
    freed = routing.replan(cut, PLAN, loaded=[], seed=1, iterations=50)
    assert [(s.code, s.stop) for s in freed.shortages] == [("no_way", lost)]


def test_the_share_of_changed_stops_matches_trucks_as_kindly_as_possible():
    asked = line([1, 1, 1, 1], [routing.Truck("t", 3, 9, 0, 500)])

    def plan(*routes):
        costing = routing.recost(asked, [(0, (route,)) for route in routes])
        return routing.Plan(costing.routes, costing.km, costing.cost_km, (), (), 1.0, "none", 0)

    assert routing.changed_share(plan((0, 1), (2, 3)), plan((3, 2), (1, 0))) == 0.0
    assert routing.changed_share(plan((0, 1), (2, 3)), plan((0, 1, 2), (3,))) == 0.25
    assert routing.changed_share(plan(), plan()) == 0.0


@pytest.mark.parametrize(
    "wrong",
    [
        lambda: routing.solve(ASKED, seed=1),
        lambda: routing.solve(ASKED, seed=1, iterations=5, seconds=5),
        lambda: routing.solve(ASKED, seed=1, iterations=0),
        lambda: routing.solve(ASKED, seed=1, seconds=0.0),
        lambda: routing.solve(ASKED, seed=-1, iterations=5),
        lambda: routing.replan(ASKED, PLAN, loaded=[99], seed=1, iterations=5),
    ],
)
def test_bad_input_is_named(wrong):
    with pytest.raises(ArgumentProblem):
        wrong()
