"""Lower bounds that need no solver, so that anybody can check a plan's proof."""

import numpy as np
from numpy.typing import NDArray

from kondusif_engine.allocation.problem import Reinforcement

_ROUNDING = 1e-12


def share_units(asked: Reinforcement, share: float) -> NDArray[np.int64]:
    """Return the units each area needs so that its unmet share is at most `share`."""
    allowed = np.floor(share * asked.need + _ROUNDING * np.maximum(asked.need, 1)).astype(np.int64)
    return np.maximum(-(-(asked.short - allowed) // asked.strength), 0)


def gain_bound(asked: Reinforcement, floor: NDArray[np.int64], price: NDArray[np.float64]) -> float:
    """Return the most that risk x shortage can fall, by weak duality at any prices >= 0.

    However units are sent, the fall is at most the worth of all units at these prices plus what
    each area would gain if it could buy as many units as it likes at the cheapest price that
    reaches it, but at least `floor`.
    """
    cheapest = np.where(asked.reachable, price[:, None], np.inf).min(axis=0, initial=np.inf)
    total = float(price @ asked.pools)
    for area in np.flatnonzero(np.isfinite(cheapest)):
        least, most = floor[area], -(-asked.short[area] // asked.strength)
        units = np.arange(least, max(least, most) + 1)
        gain = asked.risk[area] * np.minimum(units * asked.strength, asked.short[area])
        total += float((gain - units * cheapest[area]).max())
    return total
