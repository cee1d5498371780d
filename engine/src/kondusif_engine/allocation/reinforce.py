"""Send units where they are missed most: worst share first, then risk, then hours.

Units of one strength make this a transport problem, whose vertices are whole numbers. So each of
the three goals is met exactly, and each comes with a proof that does not need the solver:

1. The worst unmet share is found by maximum flow; areas and pools on the short side of the minimum
   cut show why it cannot be smaller.
2. The risk-weighted shortage is a linear program; the prices of the pools bound it from below.
3. Among all optima of 2 (its optimal face, by complementary slackness) the hours are minimised.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.optimize import linprog
from scipy.sparse.csgraph import breadth_first_order, maximum_flow

from kondusif_engine.allocation.bound import gain_bound, share_units
from kondusif_engine.allocation.problem import Reinforcement
from kondusif_engine.checks import ArgumentProblem

_SHARE_DIGITS = 1e-12


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
        One more unit in the pool would lower `risk_unmet` by at most this, the worst share kept.
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
    Cost: 42 pools and 514 regencies in about 1 CPU-s, companies or platoons. Minimum cut: Ford and
    Fulkerson (1956), doi:10.4153/CJM-1956-045-5. Whole-number vertices: Hoffman and Kruskal (1956).
    Solver: HiGHS in SciPy (Huangfu and Hall 2018, doi:10.1007/s12532-017-0130-5).
    """
    if not isinstance(asked, Reinforcement):
        raise ArgumentProblem("asked", f"is {type(asked).__name__}", "make it with problem()")
    reach = asked.reachable
    areas = np.flatnonzero(reach.any(axis=0))
    unreachable = np.setdiff1d(np.flatnonzero(asked.short > 0), areas)
    floor, share, cut_areas, cut_pools = _worst_share(asked, reach, areas)
    sent, price = _transport(asked, reach, floor)
    unmet = np.maximum(asked.short - asked.strength * sent.sum(axis=0), 0)
    risk_unmet = float(asked.risk @ unmet)
    bound = float(asked.risk @ asked.short) - gain_bound(asked, floor, price)
    reached_price = np.where(reach, price[:, None], np.inf).min(axis=0, initial=np.inf)
    moves = tuple(
        Move(int(i), int(j), int(sent[i, j]), float(asked.hours[i, j])) for i, j in np.argwhere(sent > 0)
    )
    return Plan(
        moves,
        unmet,
        np.divide(unmet, asked.need, out=np.zeros(len(unmet)), where=asked.need > 0),
        share,
        tuple(unreachable.tolist()),
        cut_areas,
        cut_pools,
        risk_unmet,
        float((sent * np.where(sent > 0, asked.hours, 0.0)).sum()),
        price,
        np.where(np.isfinite(reached_price), reached_price, 0.0),
        (risk_unmet - bound) / max(1.0, risk_unmet),
    )


def _worst_share(asked: Reinforcement, reach, areas):
    """Return units each area must get, the smallest worst share, and the cut that proves it."""
    none = np.zeros(len(asked.need), dtype=np.int64)
    shares = _possible_shares(asked, areas)
    if not len(shares):
        return none, 0.0, (), ()
    low, high = 0, len(shares) - 1  # the largest share needs no unit, so it is always possible
    blocked = ((), ())
    while low < high:
        middle = (low + high) // 2
        cut = _blocking_cut(asked, reach, share_units(asked, shares[middle]))
        if cut is None:
            high = middle
        else:
            low, blocked = middle + 1, cut
    return share_units(asked, shares[low]) * reach.any(axis=0), float(shares[low]), *blocked


def _possible_shares(asked: Reinforcement, areas) -> NDArray[np.float64]:
    """All values that the worst unmet share can take: (short - units x strength) / need."""
    most = int(-(-asked.short[areas].max(initial=0) // asked.strength))
    # One unit more than there are: so that even the smallest share kept has one below that fails.
    units = np.arange(min(most, int(asked.pools.sum()) + 1) + 1)
    left = asked.short[areas][:, None] - asked.strength * units
    values = (np.maximum(left, 0) / asked.need[areas][:, None]).ravel()
    return np.unique(values)


def _blocking_cut(asked: Reinforcement, reach, units):
    """Return None if the pools can send these units, or (areas, pools) that show they cannot."""
    p, n = reach.shape
    wanted = units * reach.any(axis=0)
    source, sink = p + n, p + n + 1
    i, j = np.nonzero(reach & (wanted > 0))
    rows = np.concatenate([np.full(p, source), i, p + np.arange(n)])
    columns = np.concatenate([np.arange(p), p + j, np.full(n, sink)])
    room = np.concatenate([asked.pools, wanted[j], wanted])
    graph = sparse.csr_array((room.astype(np.int32), (rows, columns)), shape=(p + n + 2, p + n + 2))
    found = maximum_flow(graph, source, sink)
    if found.flow_value == wanted.sum():
        return None
    # Areas still reachable from the sink against the flow are served only by pools that are empty.
    left = (graph - found.flow).T.tocsr()
    left.eliminate_zeros()
    side = breadth_first_order(left, sink, return_predecessors=False)
    short_areas = np.sort(side[(side >= p) & (side < p + n)] - p)
    pools = np.flatnonzero(reach[:, short_areas].any(axis=1))
    return tuple(short_areas.tolist()), tuple(pools.tolist())


def _transport(asked: Reinforcement, reach, floor):
    """Return units (p, n) and the price of each pool."""
    p, n = reach.shape
    i, j = np.nonzero(reach)
    if not len(i):
        return np.zeros((p, n), dtype=np.int64), np.zeros(p)
    whole, rest = asked.short // asked.strength, asked.short % asked.strength
    # An area takes `floor` units at least, whole ones at full worth and one more for the rest.
    areas = np.flatnonzero(reach.any(axis=0))
    take_full = areas[whole[areas] > 0]
    take_rest = areas[rest[areas] > 0]
    gains = np.concatenate([
        np.zeros(len(i)),
        asked.risk[take_full] * asked.strength,
        asked.risk[take_rest] * rest[take_rest],
    ])  # fmt: skip
    most = np.concatenate([
        # No bound of its own: it would take the pool's price upon itself.
        np.full(len(i), np.inf),
        whole[take_full],
        np.ones(len(take_rest)),
    ])  # fmt: skip
    arcs = np.arange(len(i))
    full, tail = len(i) + np.arange(len(take_full)), len(i) + len(take_full) + np.arange(len(take_rest))
    width = len(gains)
    supply = sparse.csr_array((np.ones(len(i)), (i, arcs)), shape=(p, width))
    balance = sparse.csr_array(
        (
            np.concatenate([np.ones(len(i)), -np.ones(len(full) + len(tail))]),
            (np.concatenate([j, take_full, take_rest]), np.concatenate([arcs, full, tail])),
        ),
        shape=(n, width),
    )[areas]
    taken = sparse.csr_array(
        (
            np.ones(len(full) + len(tail)),
            (np.concatenate([take_full, take_rest]), np.concatenate([full, tail])),
        ),
        shape=(n, width),
    )[areas]
    upper = sparse.vstack([supply, -taken]).tocsr()
    limits = np.concatenate([asked.pools, -floor[areas]]).astype(float)
    first = linprog(
        -gains, A_ub=upper, b_ub=limits, A_eq=balance, b_eq=np.zeros(len(areas)),
        bounds=np.column_stack([np.zeros(width), most]), method="highs-ds",
    )  # fmt: skip
    price = np.maximum(-first.ineqlin.marginals[:p], 0.0)
    hours = np.concatenate([asked.hours[i, j], np.zeros(len(full) + len(tail))])
    second = _on_face(first, hours, upper, limits, balance, most, float(gains.max()))
    sent = np.zeros((p, n), dtype=np.int64)
    sent[i, j] = np.rint(second.x[: len(i)]).astype(np.int64)
    return sent, price


def _on_face(first, cost, upper, limits, balance, most, scale):
    """Minimise `cost` over the optima of `first`: what has a price stays where it is."""
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
