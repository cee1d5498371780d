"""Which uncertain choice moves the result? Sobol indices by Saltelli's design."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from kondusif_engine.checks import (
    ArgumentProblem,
    instance_of,
    real_array,
    real_number,
    seed_number,
    sequence_of,
    whole_number,
)
from kondusif_engine.index.hierarchy import Hierarchy, _weights
from kondusif_engine.index.normalisation import METHODS
from kondusif_engine.index.uncertainty import index_draws, order_rows


@dataclass(frozen=True, slots=True)
class Sensitivity:
    """Shares of the variance of a result.

    Attributes
    ----------
    names : tuple of str
        The factors.
    first : NDArray[np.float64], shape (d,)
        Share of the variance explained by the factor alone.
    total : NDArray[np.float64], shape (d,)
        Share that would vanish last: the factor with all its interactions.
    first_sd, total_sd : NDArray[np.float64], shape (d,)
        Bootstrap standard errors.
    variance : float
        Of the result itself.
    """

    names: tuple[str, ...]
    first: NDArray[np.float64]
    total: NDArray[np.float64]
    first_sd: NDArray[np.float64]
    total_sd: NDArray[np.float64]
    variance: float


def sobol(
    function: Callable[[NDArray[np.float64]], NDArray[np.float64]],
    names: Sequence[str],
    *,
    n: int = 1024,
    seed: int,
    bootstrap: int = 200,
) -> Sensitivity:
    """This function will estimate first-order and total Sobol indices.

    Parameters
    ----------
    function : callable
        Takes points of the unit cube, shape (m, d), returns results, shape (m,); vectorised.
    names : sequence of str, length d
    n : int
        Base sample, a power of 2; the function is evaluated at n (d + 2) points.
    seed : int
    bootstrap : int
        Resamples for the standard errors.

    Returns
    -------
    Sensitivity
        All NaN where the result does not vary.

    Raises
    ------
    ArgumentProblem
        If n is no power of 2, no factor is named, or a result is not finite.

    Notes
    -----
    Scrambled Sobol points; Saltelli et al. (2010), table 2, (b) for the first order and (f),
    Jansen's, for the total, doi:10.1016/j.cpc.2009.09.018.
    """
    from scipy.stats import qmc  # scipy costs more to load than the whole package

    if not callable(function):
        raise ArgumentProblem("function", f"is {type(function).__name__}", "give a function of points")
    names = sequence_of(names, "names", str)
    d = len(names)
    n = whole_number(n, "n", least=2, most=1 << 24)
    if d == 0 or n & (n - 1):
        raise ArgumentProblem("n" if d else "names", "is no power of 2" if d else "are none")
    whole_number(bootstrap, "bootstrap", least=2, most=100_000)
    seed = seed_number(seed)
    points = qmc.Sobol(2 * d, rng=np.random.default_rng(seed)).random(n)
    a, b = points[:, :d], points[:, d:]
    mixed = np.repeat(a[None], d, axis=0)
    mixed[np.arange(d), :, np.arange(d)] = b.T
    y = real_array(function(np.vstack([a, b, mixed.reshape(d * n, d)])), "function", shape=(n * (d + 2),))
    y_a, y_b, y_mixed = y[:n], y[n : 2 * n], y[2 * n :].reshape(d, n)
    first, total = _indices(y_a, y_b, y_mixed)
    picks = np.random.default_rng([seed, 1]).integers(0, n, (bootstrap, n))
    again = np.array([_indices(y_a[p], y_b[p], y_mixed[:, p]) for p in picks])
    spread = again.std(axis=0, ddof=1)
    variance = float(np.concatenate([y_a, y_b]).var())
    return Sensitivity(names, first, total, spread[0], spread[1], variance)


def _indices(y_a, y_b, y_mixed):
    both = np.concatenate([y_a, y_b])
    variance = both.var()
    if variance == 0.0:
        return np.full((2, len(y_mixed)), np.nan)
    # Centred first: the estimator of the first order is exact for any shift, but not as steady.
    first = ((y_b - both.mean()) * (y_mixed - y_a)).mean(axis=1) / variance
    return first, 0.5 * ((y_a - y_mixed) ** 2).mean(axis=1) / variance


def rank_sensitivity(
    hierarchy: Hierarchy,
    values: ArrayLike,
    weights: ArrayLike,
    *,
    n: int = 512,
    concentration: float = 200.0,
    seed: int,
) -> Sensitivity:
    """This function will tell which choice shifts the ranks: each dimension's weight or the scale.

    The result is the mean absolute shift of rank against the index as decided (min-max,
    arithmetic). Factors: one for the weight of each dimension, gamma distributed with shape
    concentration x weight; "normalisation"; "aggregate".

    Parameters
    ----------
    hierarchy, values, weights
        As for `uncertainty`.
    n : int
        A power of 2.
    concentration : float
        As for `uncertainty`.
    seed : int

    Raises
    ------
    ArgumentProblem
        As `uncertainty` and `sobol`.

    Notes
    -----
    Saisana, Saltelli and Tarantola (2005), eq. 2, doi:10.1111/j.1467-985X.2005.00350.x.
    Cost: n (d + 4) indexes of all areas.
    """
    instance_of(hierarchy, "hierarchy", Hierarchy)
    values = real_array(values, "values", shape=(None, len(hierarchy.indicators)), least=0.0)
    weights = _weights(weights, values.shape[1])
    concentration = real_number(concentration, "concentration", above=0.0)
    if len(values) < 2:
        raise ArgumentProblem("values", f"have {len(values)} areas", "give at least 2")
    from scipy.stats import gamma  # scipy costs more to load than the whole package

    shares = np.bincount(hierarchy.dimension_of, weights)
    decided = _ranks(index_draws(hierarchy, values, weights[None], "minmax", "arithmetic"))

    def shift(points):
        drawn = gamma.ppf(np.clip(points[:, :-2], 1e-9, 1 - 1e-9), concentration * shares)
        scaled = weights * (drawn / shares)[:, hierarchy.dimension_of]
        scales = np.minimum((points[:, -2] * len(METHODS)).astype(int), len(METHODS) - 1)
        result = np.empty(len(points))
        for scale, method in enumerate(METHODS):
            for aggregate, upper in (("arithmetic", False), ("geometric", True)):
                mine = np.flatnonzero((scales == scale) & ((points[:, -1] >= 0.5) == upper))
                for block in np.array_split(mine, len(mine) // 500 + 1):
                    index = index_draws(hierarchy, values, scaled[block], method, aggregate)
                    result[block] = np.abs(_ranks(index) - decided).mean(axis=1)
        return result

    names = [*(dimension.name for dimension in hierarchy.dimensions), "normalisation", "aggregate"]
    return sobol(shift, names, n=n, seed=seed)


def _ranks(index):
    order = order_rows(-index)
    ranks = np.empty(order.shape, dtype=np.int64)
    np.put_along_axis(ranks, order, np.arange(index.shape[1])[None], axis=1)
    return ranks
