"""Lower bounds that need no solver, so that anybody can check a plan's proof."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from kondusif_engine.allocation.problem import Reinforcement

_ROUNDING = 1e-12


def share_units(asked: Reinforcement, share: float) -> NDArray[np.int64]:
    """Return the units each area needs so that its unmet share is at most `share`."""
    allowed = np.floor(share * asked.need + _ROUNDING * np.maximum(asked.need, 1)).astype(np.int64)
    return np.maximum(-(-(asked.short - allowed) // asked.strength), 0)


def unit_gains(cases: Sequence[Reinforcement], weights: Sequence[float]) -> NDArray[np.float64]:
    """Return what the first, second, ... unit sent to each area is worth, shape (n, most units).

    The expected fall of risk x shortage; it never grows from one unit to the next.
    """
    most = max(int(-(-case.short.max(initial=0) // case.strength)) for case in cases)
    # No area can get more than all pools together; one more, for what it would be worth.
    units = np.arange(min(most, int(cases[0].pools.sum()) + 1) + 1)
    total = np.zeros((len(cases[0].need), len(units)))
    for case, weight in zip(cases, weights, strict=True):
        met = np.minimum(units * case.strength, case.short[:, None])
        total += weight * case.risk[:, None] * met
    return np.diff(total, axis=1)


def gain_bound(
    gains: NDArray[np.float64],
    pools: NDArray[np.int64],
    reach: NDArray[np.bool_],
    floor: NDArray[np.int64],
    price: NDArray[np.float64],
) -> float:
    """Return the most that risk x shortage can fall, by weak duality at any prices >= 0.

    However units are sent, the fall is at most the worth of all units at these prices plus what
    each area would gain if it could buy as many units as it likes at the cheapest price that
    reaches it, but at least `floor`.
    """
    cheapest = np.where(reach, price[:, None], np.inf).min(axis=0, initial=np.inf)
    served = np.flatnonzero(np.isfinite(cheapest))
    worth = np.zeros((len(served), gains.shape[1] + 1))
    np.cumsum(gains[served] - cheapest[served, None], axis=1, out=worth[:, 1:])
    worth[np.arange(worth.shape[1]) < floor[served, None]] = -np.inf
    return float(price @ pools + worth.max(axis=1, initial=-np.inf).sum())
