"""A reinforcement problem: areas that are short, pools that have units, hours between them."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from kondusif_engine.checks import ArgumentProblem, count_array, real_array, real_number, whole_number


@dataclass(frozen=True, slots=True)
class Reinforcement:
    """What is asked and what there is; make one with `problem`.

    Attributes
    ----------
    need, local, short : NDArray[np.int64], shape (n,)
        Persons needed, on the spot, and missing (never below 0).
    pools : NDArray[np.int64], shape (p,)
        Units that each pool can send.
    hours : NDArray[np.float64], shape (p, n)
        Travel.
    risk : NDArray[np.float64], shape (n,)
        Weight of one missing person.
    strength : int
        Persons in a unit.
    max_hours : float
        Units do not travel longer.
    """

    need: NDArray[np.int64]
    local: NDArray[np.int64]
    short: NDArray[np.int64]
    pools: NDArray[np.int64]
    hours: NDArray[np.float64]
    risk: NDArray[np.float64]
    strength: int
    max_hours: float

    @property
    def reachable(self) -> NDArray[np.bool_]:
        """Pools near enough to areas that are short, shape (p, n)."""
        near = (self.hours <= self.max_hours) & (self.pools > 0)[:, None]
        return near & (self.short > 0)


def problem(
    need: ArrayLike,
    local: ArrayLike,
    pools: ArrayLike,
    hours: ArrayLike,
    *,
    strength: int,
    risk: ArrayLike | None = None,
    max_hours: float = 36.0,
) -> Reinforcement:
    """This function will check and gather a reinforcement problem.

    Parameters
    ----------
    need, local : array_like of int, shape (n,)
        Persons needed and on the spot in each area.
    pools : array_like of int, shape (p,)
        Units that each pool can send.
    hours : array_like of float, shape (p, n)
        Travel from pool to area, not negative; a large number where there is no way.
    strength : int
        Persons in a unit (a company of 100, a platoon of 33).
    risk : array_like of float, shape (n,), optional
        Weight of a missing person, positive; 1 everywhere without it.
    max_hours : float
        Units do not travel longer.

    Raises
    ------
    ArgumentProblem
        If a shape does not fit or a number is out of range.
    """
    need = count_array(need, "need", shape=(None,))
    n = len(need)
    local = count_array(local, "local", shape=(n,))
    pools = count_array(pools, "pools", shape=(None,))
    hours = real_array(hours, "hours", shape=(len(pools), n), least=0.0)
    weights = real_array(np.ones(n) if risk is None else risk, "risk", shape=(n,))
    if not (weights > 0).all():
        raise ArgumentProblem("risk", "holds a weight that is not positive")
    return Reinforcement(
        need, local, np.maximum(need - local, 0), pools, hours, weights,
        whole_number(strength, "strength", least=1),
        real_number(max_hours, "max_hours", least=0.0),
    )  # fmt: skip
