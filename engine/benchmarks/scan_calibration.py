"""How often does the scan cry wolf? Null data sets for every model, and the promise of the alarm level.

python engine/benchmarks/scan_calibration.py [sets, 1000 if absent]
"""

import sys
from dataclasses import dataclass
from time import process_time

import numpy as np
from scipy.stats import binom

from kondusif_engine import scan, silent

ALPHAS = (0.05, 0.01, 0.002)


@dataclass(frozen=True)
class NullWorld:
    """A quiet land: skewed populations, a weekly rhythm, and some places at equal distances."""

    places: scan.Neighbours
    population: np.ndarray
    baseline: np.ndarray


def null_world(n: int = 60, days: int = 21, cases: float = 400.0, seed: int = 1) -> NullWorld:
    rng = np.random.default_rng(seed)
    grid = rng.integers(0, 12, (n // 2, 2)).astype(float)
    coords = np.vstack((grid, rng.uniform(0, 12, (n - n // 2, 2))))
    population = np.ceil(rng.lognormal(7, 1.0, n))
    rhythm = np.where(np.arange(days) % 7 < 5, 1.0, 0.4)
    baseline = np.outer(population / population.sum(), rhythm / rhythm.sum()) * cases
    places = scan.neighbours(coords, "euclidean", max_share=0.25, weight=population)
    return NullWorld(places, population, baseline)


def p_values(name: str, world: NullWorld, sets: int, replicates: int = 999) -> np.ndarray:
    """Return the p-value of the strongest cluster of each null data set."""
    rng = np.random.default_rng(7)
    found = np.empty(sets)
    for i in range(sets):
        if name in ("poisson", "bayes"):
            total = rng.poisson(world.baseline.sum())
            share = world.baseline / world.baseline.sum()
            counts = rng.multinomial(total, share.ravel()).reshape(share.shape)
        else:
            counts = rng.poisson(world.baseline)
        options = {"max_window": 7, "replicates": replicates, "seed": 1000 + i, "max_clusters": 1}
        if name == "silent":
            result = silent.areas(counts, world.places, baseline=world.baseline, **options)
        elif name == "subset":
            result = scan.subset(counts, world.places, baseline=world.baseline, **options)
        elif name == "stp":
            result = scan.space_time(counts, world.places, **options)
        else:
            result = scan.space_time(counts, world.places, model=name, baseline=world.baseline, **options)
        found[i] = result.clusters[0].p_value if result.clusters else 1.0
    return found


def band(sets: int, alpha: float) -> tuple[int, int]:
    """Return the fewest and the most rejections of a 99 % binomial band."""
    return int(binom.ppf(0.005, sets, alpha)), int(binom.ppf(0.995, sets, alpha))


def main() -> None:
    sets = int(sys.argv[1]) if len(sys.argv) > 1 else 1000
    world, worst = null_world(), 0
    print(f"{sets} null data sets a model: rejections (99 % band)")
    print("model    " + "".join(f"{f'p <= {alpha}':>22}" for alpha in ALPHAS) + "     CPU-s")
    for name in ("stp", "poisson", "ebp", "bayes", "silent"):
        start = process_time()
        found = p_values(name, world, sets)
        cells = []
        for alpha in ALPHAS:
            low, high = band(sets, alpha)
            hits = int((found <= alpha).sum())
            worst += not low <= hits <= high
            cells.append(f"{hits:5d} ({low:3d} to {high:3d})".rjust(22))
        print(f"{name:9s}" + "".join(cells) + f"{process_time() - start:10.1f}", flush=True)
    for model in ("stp", "ebp"):
        baseline = world.baseline.mean(axis=1)
        options = {"history": 28, "horizon": 60, "max_window": 7, "campaigns": 2 * sets, "model": model}
        start = process_time()
        promised = scan.alarm_level(world.places, baseline, **options, false_alarms=1.0, seed=1)
        fresh = scan.alarm_level(world.places, baseline, **options, false_alarms=1.0, seed=2)
        kept = fresh.alarms(promised.level)
        worst += not 0.9 <= kept <= 1.1
        print(
            f"alarm level, {model}: {promised.level:.3f}; promised 1.00 a campaign of 60 days, "
            f"simulated anew {kept:.3f} ± {fresh.standard_error:.3f} ({process_time() - start:.0f} CPU-s)"
        )
    sys.exit(1 if worst else 0)


if __name__ == "__main__":
    main()
