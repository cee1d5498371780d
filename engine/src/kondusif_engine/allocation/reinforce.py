"""Send units where they are missed most: worst share first, then risk, then hours.

Units of one strength make this a transport problem, whose vertices are whole numbers. So each of
the three goals is met exactly, and each comes with a proof that does not need the solver:

1. The worst unmet share is found by maximum flow; areas and pools on the short side of the minimum
   cut show why it cannot be smaller.
2. The risk-weighted shortage is a linear program; the prices of the pools bound it from below.
3. Among all optima of 2 (its optimal face, by complementary slackness) the hours are minimised.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from kondusif_engine.allocation.bound import gain_bound, share_units, unit_gains
from kondusif_engine.allocation.problem import Reinforcement
from kondusif_engine.checks import ArgumentProblem, real_array, sequence_of


@dataclass(frozen=True, slots=True)
class Move:
    """Units sent from a pool to an area.

    Attributes
    ----------
    pool, area, units : int
    hours : float
        Travel of each unit.
    """

    pool: int
    area: int
    units: int
    hours: float


@dataclass(frozen=True, slots=True)
class Plan:
    """A reinforcement plan with its proof.

    Attributes
    ----------
    moves : tuple of Move
        By pool, then area.
    unmet : NDArray[np.int64], shape (n,)
        Persons still missing.
    unmet_share : NDArray[np.float64], shape (n,)
        unmet / need, 0 where nothing is needed.
    worst_share : float
        The largest over areas that some pool can reach; proven smallest.
    unreachable : tuple of int
        Areas that are short and that no pool can reach in time; not part of `worst_share`.
    binding_areas, binding_pools : tuple of int
        Why the worst share cannot be smaller: these areas would need more units than these pools,
        the only ones that reach them, have. Both empty when nothing is unmet.
    risk_unmet : float
        Sum of risk x unmet.
    unit_hours : float
        Sum of units x hours.
    pool_price : NDArray[np.float64], shape (p,)
        One more unit in the pool, also in an empty one, would lower `risk_unmet` by at most this, the
        worst share kept.
    area_price : NDArray[np.float64], shape (n,)
        What the last unit sent to the area was worth at the pools' prices: the cheapest price that
        reaches it.
    gap : float
        (risk_unmet - proven lower bound) / max(1, risk_unmet): 0 up to rounding.
    """

    moves: tuple[Move, ...]
    unmet: NDArray[np.int64]
    unmet_share: NDArray[np.float64]
    worst_share: float
    unreachable: tuple[int, ...]
    binding_areas: tuple[int, ...]
    binding_pools: tuple[int, ...]
    risk_unmet: float
    unit_hours: float
    pool_price: NDArray[np.float64]
    area_price: NDArray[np.float64]
    gap: float


@dataclass(frozen=True, slots=True)
class RobustPlan:
    """A reinforcement plan for several scenarios at once, with its proof.

    Attributes
    ----------
    moves, unreachable, binding_areas, binding_pools, unit_hours, pool_price, area_price, gap
        As in `Plan`.
    unmet : NDArray[np.int64], shape (s, n)
        Persons still missing in each scenario.
    worst_share : float
        The largest unmet share over all scenarios and reachable areas; proven smallest.
    scenario_share : NDArray[np.float64], shape (s,)
        The largest in each scenario.
    risk_unmet : float
        Expected over the scenarios.
    """

    moves: tuple[Move, ...]
    unmet: NDArray[np.int64]
    worst_share: float
    scenario_share: NDArray[np.float64]
    unreachable: tuple[int, ...]
    binding_areas: tuple[int, ...]
    binding_pools: tuple[int, ...]
    risk_unmet: float
    unit_hours: float
    pool_price: NDArray[np.float64]
    area_price: NDArray[np.float64]
    gap: float


def reinforce(asked: Reinforcement) -> Plan:
    """This function will plan which pool sends how many units where.

    Parameters
    ----------
    asked : Reinforcement
        Made by `problem`.

    Returns
    -------
    Plan

    Raises
    ------
    ArgumentProblem
        If `asked` is not a Reinforcement.

    Notes
    -----
    Cost: 42 pools and 514 regencies in about 0.1 CPU-s, companies or platoons. Minimum cut: Ford
    and Fulkerson (1956), doi:10.4153/CJM-1956-045-5. Whole-number vertices: Hoffman and Kruskal
    (1956). Solver: HiGHS in SciPy (Huangfu and Hall 2018, doi:10.1007/s12532-017-0130-5).
    """
    if not isinstance(asked, Reinforcement):
        raise ArgumentProblem("asked", f"is {type(asked).__name__}", "make it with problem()")
    plan = _robust((asked,), (1.0,))
    unmet = plan.unmet[0]
    share = np.divide(unmet, asked.need, out=np.zeros(len(unmet)), where=asked.need > 0)
    return Plan(
        plan.moves, unmet, share, plan.worst_share, plan.unreachable, plan.binding_areas,
        plan.binding_pools, plan.risk_unmet, plan.unit_hours, plan.pool_price, plan.area_price,
        plan.gap,
    )  # fmt: skip


def reinforce_robust(
    scenarios: Sequence[Reinforcement], probabilities: ArrayLike | None = None
) -> RobustPlan:
    """This function will make one plan that is fair in every scenario and good on the average.

    Units are sent before it is known which stations turn out dangerous: the worst unmet share over
    all scenarios comes first, then the expected risk-weighted shortage, then hours.

    Parameters
    ----------
    scenarios : sequence of Reinforcement
        At least one; they may differ in need, local strength and risk, not in pools, hours,
        strength of a unit and longest travel.
    probabilities : array_like of float, shape (s,), optional
        Positive, scaled to sum to 1; equal without it.

    Returns
    -------
    RobustPlan

    Raises
    ------
    ArgumentProblem
        If there is no scenario, scenarios do not belong together, or a probability is not positive.

    Notes
    -----
    Still a transport problem: the expected gain of one more unit to an area never grows. Min-max
    over scenarios after Kouvelis and Yu (1997), doi:10.1007/978-1-4757-2620-6.
    """
    scenarios = sequence_of(scenarios, "scenarios", Reinforcement)
    if not scenarios:
        raise ArgumentProblem("scenarios", "are none")
    first = scenarios[0]
    for case in scenarios[1:]:
        alike = (
            np.array_equal(case.pools, first.pools)
            and np.array_equal(case.hours, first.hours)
            and (case.strength, case.max_hours) == (first.strength, first.max_hours)
        )
        if not alike:
            raise ArgumentProblem("scenarios", "differ in pools, hours, strength or longest travel")
    given = np.ones(len(scenarios)) if probabilities is None else probabilities
    weights = real_array(given, "probabilities", shape=(len(scenarios),))
    if not (weights > 0).all():
        raise ArgumentProblem("probabilities", "hold one that is not positive")
    return _robust(scenarios, (weights / weights.sum()).tolist())


def _robust(cases: Sequence[Reinforcement], weights: Sequence[float]) -> RobustPlan:
    first = cases[0]
    reach = np.any([case.reachable for case in cases], axis=0)
    served = reach.any(axis=0)
    short = np.any([case.short > 0 for case in cases], axis=0)
    floor, share, cut_areas, cut_pools = _worst_share(cases, reach)
    gains = unit_gains(cases, weights)
    # Pools that are empty take part with what a unit in them would be worth.
    near = (first.hours <= first.max_hours) & short
    sent, price = _transport(first, near, floor, gains)
    got = first.strength * sent.sum(axis=0)
    unmet = np.array([np.maximum(case.short - got, 0) for case in cases])
    risk_unmet, risk_short = (
        sum(w * float(case.risk @ people) for w, case, people in zip(weights, cases, left, strict=True))
        for left in (unmet, [case.short for case in cases])
    )
    bound = risk_short - gain_bound(gains, first.pools, reach, floor, price)
    cheapest = np.where(reach, price[:, None], np.inf).min(axis=0, initial=np.inf)
    shares = [
        float((people[served] / np.maximum(case.need[served], 1)).max(initial=0.0))
        for case, people in zip(cases, unmet, strict=True)
    ]
    moves = tuple(
        Move(int(i), int(j), int(sent[i, j]), float(first.hours[i, j])) for i, j in np.argwhere(sent > 0)
    )
    return RobustPlan(
        moves,
        unmet,
        share,
        np.array(shares),
        tuple(np.flatnonzero(short & ~served).tolist()),
        cut_areas,
        cut_pools,
        risk_unmet,
        float((sent * np.where(sent > 0, first.hours, 0.0)).sum()),
        price,
        np.where(np.isfinite(cheapest), cheapest, 0.0),
        (risk_unmet - bound) / max(1.0, risk_unmet),
    )


def _worst_share(cases: Sequence[Reinforcement], reach):
    """Return units each area must get, the smallest worst share, and the cut that proves it."""
    served = reach.any(axis=0)
    shares = np.unique(np.concatenate([_possible_shares(case, served) for case in cases]))
    if not len(shares):
        return np.zeros(len(served), dtype=np.int64), 0.0, (), ()

    def wanted(share):
        return np.max([share_units(case, share) for case in cases], axis=0) * served

    low, high = 0, len(shares) - 1  # the largest share needs no unit, so it is always possible
    blocked = ((), ())
    while low < high:
        middle = (low + high) // 2
        cut = _blocking_cut(cases[0].pools, reach, wanted(shares[middle]))
        if cut is None:
            high = middle
        else:
            low, blocked = middle + 1, cut
    return wanted(shares[low]), float(shares[low]), *blocked


def _possible_shares(asked: Reinforcement, served) -> NDArray[np.float64]:
    """All values that the worst unmet share can take: (short - units x strength) / need."""
    areas = np.flatnonzero(served & (asked.need > 0))
    most = int(-(-asked.short[areas].max(initial=0) // asked.strength))
    # One unit more than there are: so that even the smallest share kept has one below that fails.
    units = np.arange(min(most, int(asked.pools.sum()) + 1) + 1)
    left = asked.short[areas][:, None] - asked.strength * units
    values = (np.maximum(left, 0) / asked.need[areas][:, None]).ravel()
    return np.unique(values)


def _blocking_cut(pools, reach, wanted):
    """Return None if the pools can send these units, or (areas, pools) that show they cannot."""
    from scipy import sparse  # scipy costs more to load than the whole package
    from scipy.sparse.csgraph import breadth_first_order, maximum_flow

    p, n = reach.shape
    source, sink = p + n, p + n + 1
    i, j = np.nonzero(reach & (wanted > 0))
    rows = np.concatenate([np.full(p, source), i, p + np.arange(n)])
    columns = np.concatenate([np.arange(p), p + j, np.full(n, sink)])
    room = np.concatenate([pools, wanted[j], wanted])
    graph = sparse.csr_array((room.astype(np.int32), (rows, columns)), shape=(p + n + 2, p + n + 2))
    found = maximum_flow(graph, source, sink)
    if found.flow_value == wanted.sum():
        return None
    # Areas still reachable from the sink against the flow are served only by pools that are empty.
    left = (graph - found.flow).T.tocsr()
    left.eliminate_zeros()
    side = breadth_first_order(left, sink, return_predecessors=False)
    short_areas = np.sort(side[(side >= p) & (side < p + n)] - p)
    binding = np.flatnonzero(reach[:, short_areas].any(axis=1))
    return tuple(short_areas.tolist()), tuple(binding.tolist())


def _steps(gains, areas):
    """Return (area, worth of a unit, how many units) for each run of units of equal worth."""
    places, worths, counts = [], [], []
    for area in areas.tolist():
        worth, count = np.unique(-np.round(gains[area], 9), return_counts=True)
        kept = worth < 0
        places += [area] * int(kept.sum())
        worths.append(-worth[kept])
        counts.append(count[kept])
    if not places:
        return np.empty(0, dtype=np.int64), np.empty(0), np.empty(0)
    return np.array(places), np.concatenate(worths), np.concatenate(counts)


def _transport(asked: Reinforcement, reach, floor, gains):
    """Return units (p, n) and the price of each pool."""
    from scipy import sparse  # scipy costs more to load than the whole package
    from scipy.optimize import linprog

    p, n = reach.shape
    i, j = np.nonzero(reach)
    if not len(i):
        return np.zeros((p, n), dtype=np.int64), np.zeros(p)
    areas = np.flatnonzero(reach.any(axis=0))
    place, worth, count = _steps(gains, areas)
    width = len(i) + len(place)
    arcs, steps = np.arange(len(i)), len(i) + np.arange(len(place))
    supply = sparse.csr_array((np.ones(len(i)), (i, arcs)), shape=(p, width))
    taken = sparse.csr_array((np.ones(len(place)), (place, steps)), shape=(n, width))[areas]
    sent_to = sparse.csr_array((np.ones(len(i)), (j, arcs)), shape=(n, width))[areas]
    upper = sparse.vstack([supply, -taken]).tocsr()
    limits = np.concatenate([asked.pools, -floor[areas]]).astype(float)
    # Arcs have no bound of their own: it would take the pool's price upon itself.
    most = np.concatenate([np.full(len(i), np.inf), count])
    first = linprog(
        np.concatenate([np.zeros(len(i)), -worth]), A_ub=upper, b_ub=limits,
        A_eq=(sent_to - taken).tocsr(), b_eq=np.zeros(len(areas)),
        bounds=np.column_stack([np.zeros(width), most]), method="highs-ds",
    )  # fmt: skip
    price = np.maximum(-first.ineqlin.marginals[:p], 0.0)
    hours = np.concatenate([asked.hours[i, j], np.zeros(len(place))])
    second = _on_face(first, hours, upper, limits, (sent_to - taken).tocsr(), most, float(worth.max()))
    sent = np.zeros((p, n), dtype=np.int64)
    sent[i, j] = np.rint(second.x[: len(i)]).astype(np.int64)
    return sent, price


def _on_face(first, cost, upper, limits, balance, most, scale):
    """Minimise `cost` over the optima of `first`: what has a price stays where it is."""
    from scipy import sparse  # scipy costs more to load than the whole package
    from scipy.optimize import linprog

    slack = 1e-9 * max(scale, 1.0)
    lower_fixed = first.lower.marginals > slack
    upper_fixed = first.upper.marginals < -slack
    tight = first.ineqlin.marginals < -slack
    bounds = np.column_stack([np.where(upper_fixed, most, 0.0), np.where(lower_fixed, 0.0, most)])
    equal = sparse.vstack([balance, upper[tight]]).tocsr()
    return linprog(
        cost, A_ub=upper[~tight], b_ub=limits[~tight], A_eq=equal,
        b_eq=np.concatenate([np.zeros(balance.shape[0]), limits[tight]]),
        bounds=bounds, method="highs-ds",
    )  # fmt: skip
