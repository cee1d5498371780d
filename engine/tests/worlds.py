"""Small random worlds that the tests share."""

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class SmallWorld:
    """A map, its people and its counts."""

    coords: np.ndarray
    population: np.ndarray
    baseline: np.ndarray
    counts: np.ndarray


def small_world(
    seed: int,
    n: int = 12,
    days: int = 8,
    mean: float = 0.8,
    ties: bool = False,
    planted: bool = True,
) -> SmallWorld:
    """Draw places (on a grid when `ties`), skewed populations, a weekly rhythm, and perhaps an excess."""
    rng = np.random.default_rng(seed)
    coords = rng.integers(0, 4, (n, 2)).astype(float) if ties else rng.uniform(0, 10, (n, 2))
    population = np.ceil(rng.lognormal(5, 1, n))
    rhythm = np.where(np.arange(days) % 7 < 5, 1.0, 0.5)
    baseline = np.outer(population / population.sum(), rhythm / rhythm.sum()) * mean * n * days
    counts = rng.poisson(baseline)
    near = np.argsort(((coords - coords[0]) ** 2).sum(axis=1))[:3]
    if planted:
        counts[near, -2:] += rng.poisson(1.0, (3, min(2, days)))
    return SmallWorld(coords, population, baseline, counts)


def exposure_of(model: str, world: SmallWorld) -> dict:
    """Return the arguments that tell this model what to expect."""
    return {
        "stp": {},
        "poisson": {"population": world.population},
        "ebp": {"baseline": world.baseline},
        "bayes": {"baseline": world.baseline},
    }[model]
