"""A made-up country of self-exciting trouble with one campaign, to try forecasts on."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from kondusif_engine.checks import seed_number, whole_number


@dataclass(frozen=True, slots=True)
class Country:
    """A made-up panel.

    Attributes
    ----------
    counts : NDArray[np.int64], shape (n, T)
    intensity : NDArray[np.float64], shape (n, T)
        The true mean of each count given the past.
    size : float
        True size of the negative binomial.
    edges : NDArray[np.int64], shape (m, 2)
    calendar : NDArray[np.float64], shape (T, 1)
        The campaign, peaking at 1 twenty periods before the end.
    groups : NDArray[np.int64], shape (n,)
        Regions by place.
    """

    counts: NDArray[np.int64]
    intensity: NDArray[np.float64]
    size: float
    edges: NDArray[np.int64]
    calendar: NDArray[np.float64]
    groups: NDArray[np.int64]


def country(seed: int, n: int = 400, periods: int = 130) -> Country:
    """This function will make counts with memory, spread to neighbours and a campaign surge."""
    rng = np.random.default_rng(seed_number(seed))
    whole_number(n, "n", least=10)
    whole_number(periods, "periods", least=40)
    xy = rng.uniform(0.0, 100.0, (n, 2))
    near = cKDTree(xy).query(xy, 7)[1][:, 1:]
    campaign = np.exp(-(((np.arange(periods) - (periods - 20)) / 6.0) ** 2))
    base = np.exp(rng.normal(-3.2, 1.1, n) + 0.6 * np.sin(xy[:, 0] / 12.0))
    excited, size = np.zeros(n), 1.2
    counts, intensity = np.zeros((n, periods)), np.zeros((n, periods))
    for t in range(periods):
        mean = base * np.exp(1.2 * campaign[t]) + excited
        now = rng.negative_binomial(size, size / (size + mean))
        counts[:, t], intensity[:, t] = now, mean
        excited = 0.55 * excited + 0.15 * now + 0.12 * now[near].mean(axis=1)
    edges = np.column_stack([np.repeat(np.arange(n), 6), near.ravel()])
    groups = (xy[:, 0] // 20).astype(np.int64) * 5 + (xy[:, 1] // 20).astype(np.int64)
    return Country(counts.astype(np.int64), intensity, size, edges, campaign[:, None], groups)
