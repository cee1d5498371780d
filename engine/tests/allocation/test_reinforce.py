from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from reference import allocation as twin

from kondusif_engine import ArgumentProblem, allocation
from kondusif_engine.allocation.bound import gain_bound, unit_gains


def small(need, local, pools, hours, **change):
    return allocation.problem(need, local, pools, hours, **{"strength": 10, **change})


@st.composite
def problems(draw):
    p, n = draw(st.integers(1, 3)), draw(st.integers(1, 4))
    need = draw(st.lists(st.integers(0, 90), min_size=n, max_size=n))
    local = [draw(st.integers(0, 60)) for _ in need]
    pools = draw(st.lists(st.integers(0, 5), min_size=p, max_size=p))
    hours = [[float(draw(st.integers(1, 50))) for _ in need] for _ in pools]
    risk = [float(draw(st.sampled_from([1, 2, 5]))) for _ in need]
    return small(need, local, pools, hours, risk=risk)


@settings(max_examples=80, deadline=None)
@given(problems())
def test_all_three_goals_are_those_of_integer_programs_solved_in_a_row(asked):
    plan = allocation.reinforce(asked)
    assert allocation.plan_problems(plan, asked) == ()
    share, risk, hours = twin.lexicographic(asked)
    assert plan.worst_share == pytest.approx(share, abs=1e-6)
    assert plan.risk_unmet == pytest.approx(risk, abs=1e-3)
    assert plan.unit_hours == pytest.approx(hours, abs=0.01)


def test_the_worst_off_come_first_then_risk_then_the_short_way():
    asked = small([100, 100], [0, 40], [6, 6], [[5.0, 9.0], [7.0, 8.0]], risk=[1.0, 3.0])
    plan = allocation.reinforce(asked)
    # 12 units for 16: shares 4/10 and 0/10 or 3/10 and 1/10 or 2/10 and 2/10.
    assert plan.worst_share == 0.2
    assert plan.unmet.tolist() == [20, 20]
    assert plan.moves == (
        allocation.Move(0, 0, 6, 5.0),
        allocation.Move(1, 0, 2, 7.0),
        allocation.Move(1, 1, 4, 8.0),
    )
    assert plan.unit_hours == 30.0 + 14.0 + 32.0


def test_a_plan_says_who_binds_it_and_what_one_more_unit_would_bring():
    asked = small([100, 100, 50], [0, 0, 40], [3, 9], [[2.0, 99, 2.0], [99, 3.0, 99]], risk=[2, 2, 1])
    plan = allocation.reinforce(asked)
    assert plan.worst_share == pytest.approx(0.7)
    assert plan.binding_areas == (0,)
    assert plan.binding_pools == (0,)
    assert plan.pool_price[0] >= 10.0
    more = allocation.reinforce(replace(asked, pools=np.array([4, 9])))
    assert plan.risk_unmet - more.risk_unmet == 20.0


@st.composite
def tiny_problems(draw):
    p, n = draw(st.integers(1, 3)), draw(st.integers(1, 3))
    need = draw(st.lists(st.integers(0, 40), min_size=n, max_size=n))
    local = [draw(st.integers(0, 30)) for _ in need]
    pools = draw(st.lists(st.integers(0, 2), min_size=p, max_size=p))
    hours = [[draw(st.sampled_from([0.0, 1.0, 2.0, 2.0, 5.0, 40.0])) for _ in need] for _ in pools]
    risk = [draw(st.sampled_from([1.0, 1.0, 2.0, 3.5])) for _ in need]
    return small(need, local, pools, hours, risk=risk, strength=draw(st.sampled_from([1, 7, 10, 33])))


@settings(max_examples=60, deadline=None)
@given(tiny_problems())
def test_no_plan_of_all_there_are_is_better(asked):
    plan = allocation.reinforce(asked)
    share, risk, hours = twin.best_of_all_plans(asked)
    assert plan.worst_share == pytest.approx(share, abs=1e-9)
    assert plan.risk_unmet == pytest.approx(risk, abs=1e-6)
    assert plan.unit_hours == pytest.approx(hours, abs=1e-6)


@settings(max_examples=60, deadline=None)
@given(tiny_problems())
def test_one_more_unit_never_brings_more_than_its_price(asked):
    plan = allocation.reinforce(asked)
    for at in range(len(asked.pools)):
        more = replace(asked, pools=asked.pools + (np.arange(len(asked.pools)) == at))
        # An area that only now comes into reach may make the share kept impossible.
        risk = twin.best_of_all_plans(more, share_kept=plan.worst_share)[1]
        if np.isfinite(risk):
            assert plan.risk_unmet - risk <= plan.pool_price[at] + 1e-6


@pytest.mark.parametrize("pools", [[2], [0]])
def test_a_unit_that_is_missed_has_a_price_wherever_it_would_come_from(pools):
    plan = allocation.reinforce(small([38], [11], pools, [[2.0]], strength=1, risk=[3.0]))
    assert plan.pool_price.tolist() == [3.0]


def test_where_no_pool_reaches_the_shortage_stands_and_does_not_drown_the_rest():
    asked = small([50, 50], [0, 0], [4], [[1.0, 40.0]])
    plan = allocation.reinforce(asked)
    assert plan.unreachable == (1,)
    assert plan.worst_share == pytest.approx(0.2)
    assert plan.unmet.tolist() == [10, 50]


@pytest.mark.parametrize(
    ("need", "local", "pools"), [([0, 0], [0, 0], [3]), ([5, 5], [9, 5], [3]), ([50, 50], [0, 0], [0])]
)
def test_nothing_to_do_or_nothing_to_send_is_a_plan_too(need, local, pools):
    asked = small(need, local, pools, [[1.0, 1.0]])
    plan = allocation.reinforce(asked)
    assert plan.moves == ()
    assert plan.gap == pytest.approx(0.0)


def test_no_area_is_asked_for():
    asked = small([], [], [3], np.zeros((1, 0)))
    assert allocation.reinforce(asked).risk_unmet == 0.0


def test_the_bound_holds_at_any_price():
    rng = np.random.default_rng(1)
    asked = small([90, 80, 70], [0, 10, 5], [3, 4], [[1.0, 2, 3], [3, 2, 1]], risk=[1, 2, 3])
    plan = allocation.reinforce(asked)
    fall = asked.risk @ asked.short - plan.risk_unmet
    gains, floor = unit_gains((asked,), (1.0,)), np.zeros(3, int)
    for _ in range(50):
        price = rng.uniform(0, 40, 2)
        assert gain_bound(gains, asked.pools, asked.reachable, floor, price) >= fall - 1e-9


def test_the_checker_finds_every_kind_of_lie():
    asked = small([100, 100], [0, 40], [6, 6], [[5.0, 40.0], [7.0, 8.0]], risk=[1.0, 3.0])
    plan = allocation.reinforce(asked)
    assert allocation.plan_problems(plan, asked) == ()
    first, *rest = plan.moves
    lies = {
        "pool 0 overdrawn": replace(plan, moves=(replace(first, units=7), *rest)),
        "units": replace(plan, moves=(replace(first, units=0), *rest)),
        "too far": replace(plan, moves=(*plan.moves, allocation.Move(0, 1, 1, 8.0))),
        "unmet 0": replace(plan, unmet=plan.unmet - [1, 0]),
        "worst share": replace(plan, worst_share=0.1),
        "risk": replace(plan, risk_unmet=1.0),
        "hours": replace(plan, unit_hours=1.0),
        "binding": replace(plan, binding_areas=(1,)),
        "gap": replace(plan, gap=0.1),
    }
    for code, lie in lies.items():
        assert code in allocation.plan_problems(lie, asked), code


@st.composite
def scenario_sets(draw):
    first = draw(problems())
    more = draw(
        st.lists(st.lists(st.integers(0, 90), min_size=len(first.need), max_size=len(first.need)), max_size=2)
    )
    cases = [first] + [small(need, first.local, first.pools, first.hours, risk=first.risk) for need in more]
    return cases, [float(draw(st.integers(1, 3))) for _ in cases]


@settings(max_examples=50, deadline=None)
@given(scenario_sets())
def test_a_robust_plan_meets_its_three_goals_over_all_scenarios(given):
    cases, weights = given
    plan = allocation.reinforce_robust(cases, weights)
    share, risk, hours = twin.lexicographic(*cases, weights=np.array(weights) / sum(weights))
    assert plan.worst_share == pytest.approx(share, abs=1e-6)
    assert plan.scenario_share.max() == pytest.approx(share, abs=1e-6)
    assert plan.risk_unmet == pytest.approx(risk, abs=1e-3)
    assert plan.unit_hours == pytest.approx(hours, abs=0.01)
    assert plan.gap == pytest.approx(0.0, abs=1e-6)


def test_a_robust_plan_keeps_units_for_what_may_happen():
    calm = small([50, 100], [0, 0], [10], [[1.0, 1.0]])
    wild = small([150, 100], [0, 0], [10], [[1.0, 1.0]])
    sure = allocation.reinforce(calm)
    robust = allocation.reinforce_robust([calm, wild])
    units = {move.area: move.units for move in robust.moves}
    assert {move.area: move.units for move in sure.moves} != units
    assert robust.worst_share == pytest.approx(0.6)
    assert units[0] >= 6
    assert robust.unmet.shape == (2, 2)


def test_one_scenario_is_the_plain_plan():
    asked = small([100, 100], [0, 40], [6, 6], [[5.0, 9.0], [7.0, 8.0]], risk=[1.0, 3.0])
    plain, robust = allocation.reinforce(asked), allocation.reinforce_robust([asked])
    assert (plain.moves, plain.worst_share) == (robust.moves, robust.worst_share)


def test_scenarios_that_do_not_belong_together_are_refused():
    one = small([10], [0], [1], [[1.0]])
    with pytest.raises(ArgumentProblem, match=r"^scenarios "):
        allocation.reinforce_robust([one, small([10], [0], [2], [[1.0]])])
    with pytest.raises(ArgumentProblem, match=r"^scenarios "):
        allocation.reinforce_robust([])
    with pytest.raises(ArgumentProblem, match=r"^probabilities "):
        allocation.reinforce_robust([one], [0.0])


def test_a_plan_is_the_same_twice():
    rng = np.random.default_rng(2)
    asked = small(rng.integers(0, 200, 30), np.zeros(30, int), [9, 9, 9], rng.uniform(1, 30, (3, 30)))
    assert allocation.reinforce(asked).moves == allocation.reinforce(asked).moves


@pytest.mark.parametrize(
    "wrong",
    [
        lambda: small([1.5], [0], [1], [[1.0]]),
        lambda: small([1], [0, 0], [1], [[1.0]]),
        lambda: small([1], [0], [-1], [[1.0]]),
        lambda: small([1], [0], [1], [[1.0, 2.0]]),
        lambda: small([1], [0], [1], [[np.nan]]),
        lambda: small([1], [0], [1], [[np.inf]]),
        lambda: small([1], [0], [1], [[-1.0]]),
        lambda: small([1], [0], [1], [[1.0]], risk=[0.0]),
        lambda: small([1], [0], [1], [[1.0]], strength=0),
        lambda: small([1], [0], [1], [[1.0]], max_hours=-1.0),
        lambda: allocation.reinforce("everything"),
    ],
)
def test_bad_input_is_named(wrong):
    with pytest.raises(ArgumentProblem):
        wrong()
