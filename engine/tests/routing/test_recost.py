import numpy as np
import pytest

from kondusif_engine import ArgumentProblem, routing

INF = float("inf")
KM = np.array([[0, 10, 20], [10, 0, 5], [20, 5, 0.0]])
STOPS = [routing.Stop("A", 30, 10.0, 0.0, 60.0), routing.Stop("B", 40, 20.0, 50.0, 100.0)]
TRUCK = routing.Truck("truck", 2, 70, 0.0, 200.0, fixed_km=3.0)


def problem(stops=STOPS, trucks=(TRUCK,), km=KM, minutes=2 * KM, **more):
    return routing.distribution(stops, trucks, km, minutes, **more)


def codes(costing):
    return [flaw.code for flaw in costing.flaws]


def test_a_route_worked_by_hand():
    found = routing.recost(problem(loading_minutes=5.0), [(0, ((0, 1),))])
    route = found.routes[0]
    # 5 loading, 20 driving: 25; 10 unloading, 10 driving: 45, waits to 50; 20 unloading, 40 back.
    assert route.arrivals == ((25.0, 50.0),)
    assert route.returns == 110.0
    assert (found.km, found.cost_km) == (35.0, 38.0)
    assert found.flaws == ()


@pytest.mark.parametrize(
    ("code", "amount", "change", "routes"),
    [
        ("missing", 0.0, {}, [(0, ((0,),))]),
        ("twice", 1.0, {}, [(0, ((0, 1),)), (0, ((1,),))]),
        ("too_heavy", 10.0, {"trucks": [routing.Truck("t", 1, 60)]}, [(0, ((0, 1),))]),
        ("late", 25.0, {"minutes": 4.5 * KM}, [(0, ((1, 0),))]),
        ("over_shift", 5.0, {"trucks": [routing.Truck("t", 1, 70, 0, 105.0)]}, [(0, ((0, 1),))]),
        ("too_many_trips", 1.0, {}, [(0, ((0,), (1,)))]),
        ("too_many_trucks", 1.0, {"trucks": [routing.Truck("t", 1, 70)]}, [(0, ((0,),)), (0, ((1,),))]),
        ("no_way", 0.0, {"km": np.where(KM == 5, INF, KM)}, [(0, ((0, 1),))]),
    ],
)
def test_every_way_in_which_a_plan_breaks_is_named_and_measured(code, amount, change, routes):
    found = routing.recost(problem(**change), routes)
    flaws = {flaw.code: flaw for flaw in found.flaws}
    assert code in flaws
    if code not in ("late",):
        assert flaws[code].amount == pytest.approx(amount)


def test_how_late_is_measured_in_minutes():
    # To B 80 minutes, unloading 20, to A 20 more: 120, and A closes at 60.
    found = routing.recost(problem(minutes=4.0 * KM), [(0, ((1, 0),))])
    late = [flaw for flaw in found.flaws if flaw.code == "late"]
    assert [(flaw.stop, flaw.amount) for flaw in late] == [(0, 60.0)]


def test_a_truck_may_load_again():
    twice = [routing.Truck("t", 1, 40, 0, 300.0, trips=2)]
    late = [routing.Stop("A", 30, 10.0), routing.Stop("B", 40, 20.0)]
    found = routing.recost(problem(late, twice, loading_minutes=5.0), [(0, ((0,), (1,)))])
    assert found.flaws == ()
    assert found.km == 60.0
    assert found.routes[0].returns == 5 + 20 + 10 + 20 + 5 + 40 + 20 + 40


def test_a_closed_bridge_lengthens_both_ways_or_cuts_them():
    asked = problem()
    around = routing.close(asked, [routing.Closure((0, 1), (2,), 18.0, 30.0)])
    assert around.km[0, 2] == around.km[2, 0] == 38.0
    assert around.minutes[1, 2] == 40.0
    assert around.km[0, 1] == 10.0
    cut = routing.close(asked, [routing.Closure((0, 1), (2,))])
    assert np.isinf(cut.km[1, 2])
    assert codes(routing.recost(cut, [(0, ((0, 1),))])).count("no_way") == 2
    assert asked.km[0, 2] == 20.0


def test_the_callers_matrices_stay_as_they_were():
    km = KM.copy()
    km.flags.writeable = False
    routing.close(problem(km=km), [routing.Closure((0,), (1,), 1.0, 1.0)])
    np.testing.assert_array_equal(km, KM)


@pytest.mark.parametrize(
    "wrong",
    [
        lambda: problem(stops=[]),
        lambda: problem(trucks=[]),
        lambda: problem(km=KM[:2, :2]),
        lambda: problem(km=-KM),
        lambda: problem(km=np.where(KM == 5, np.nan, KM)),
        lambda: problem(minutes=-np.inf * np.ones((3, 3))),
        lambda: problem(stops=[routing.Stop("A", -1), STOPS[1]]),
        lambda: problem(stops=[routing.Stop("A", 1.5), STOPS[1]]),
        lambda: problem(stops=[routing.Stop("A", 1, opens=9.0, closes=8.0), STOPS[1]]),
        lambda: problem(stops=[routing.Stop("A", 1, service_minutes=np.nan), STOPS[1]]),
        lambda: problem(trucks=[routing.Truck("t", 1, 0)]),
        lambda: problem(trucks=[routing.Truck("t", -1, 5)]),
        lambda: problem(trucks=[routing.Truck("t", 1, 5, trips=0)]),
        lambda: problem(loading_minutes=-1.0),
        lambda: routing.recost(problem(), [(1, ((0,),))]),
        lambda: routing.recost(problem(), [(0, ((2,),))]),
        lambda: routing.recost(problem(), [(0, ((-1,),))]),
        lambda: routing.close(problem(), [routing.Closure((0,), (3,))]),
        lambda: routing.close(problem(), [routing.Closure((0,), (0,))]),
        lambda: routing.close(problem(), [routing.Closure((0,), (1,), 1.0)]),
        lambda: routing.close(problem(), [routing.Closure((0,), (1,), -1.0, 1.0)]),
    ],
)
def test_bad_input_is_named(wrong):
    with pytest.raises(ArgumentProblem):
        wrong()
