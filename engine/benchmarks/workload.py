"""The fixed workloads that figures are quoted for."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True)
class Workload:
    """Places, people and counts, and what was planted among them."""

    coords: NDArray[np.float64]
    population: NDArray[np.int64]
    counts: NDArray[np.int64]
    planted: NDArray[np.int64]
    planted_cases: int


def common_workload(n: int = 2000, days: int = 60, cases: int = 50_000, seed: int = 7) -> Workload:
    """Draw the common workload: uniform places, skewed populations, one wave, one planted cylinder.

    The order of the draws is part of the workload: seed 7 gives the counts that published figures
    belong to. Planted: the 40 places nearest to the point at 30 % of both axes, the last 10 days, twice
    the risk.
    """
    rng = np.random.default_rng(seed)
    coords = rng.uniform(0, 100.0, (n, 2))
    population = np.maximum(50, rng.lognormal(7.0, 0.8, n)).astype(int)
    wave = 1 + 0.3 * np.sin(np.arange(days) / days * 2 * np.pi)
    share = np.outer(population / population.sum(), wave / wave.sum())
    counts = rng.multinomial(cases, share.ravel()).reshape(n, days)
    centre = int(np.argmin(((coords - 30.0) ** 2).sum(axis=1)))
    planted = np.argsort(((coords - coords[centre]) ** 2).sum(axis=1))[:40]
    cylinder = np.ix_(planted, np.arange(days - 10, days))
    extra = rng.poisson(cases * share[cylinder])
    counts[cylinder] += extra
    return Workload(coords, population, counts, planted, int(extra.sum()))


def national_workload(cases: int = 50_000, n: int = 83_000, days: int = 60) -> Workload:
    """Draw a country: villages in 514 clouds over 5,000 x 1,800 km, reports in proportion to people."""
    rng = np.random.default_rng(1)
    centres = np.column_stack((rng.uniform(0, 5000, 514), rng.uniform(0, 1800, 514)))
    size = rng.lognormal(0, 0.6, 514)
    cloud = rng.choice(514, n, p=size / size.sum())
    coords = centres[cloud] + rng.normal(0, 18, (n, 2))
    population = np.ceil(rng.lognormal(7, 0.8, n)).astype(int)
    place = rng.choice(n, cases, p=population / population.sum())
    counts = np.zeros((n, days), np.int64)
    np.add.at(counts, (place, rng.integers(0, days, cases)), 1)
    return Workload(coords, population, counts, np.empty(0, np.int64), 0)
