"""Days to detection of planted circles and rivers, at the same false alarms per 365 days.

python engine/benchmarks/scan_power.py [outbreaks, 60 if absent]

Every detector is given the level at which it alarms on one day in 365 in quiet times; then outbreaks
are planted and it is asked on which day it first speaks, of 14.
"""

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from time import process_time

import numpy as np

from kondusif_engine import scan, temporal

N_PLACES, HISTORY, WINDOW, DAYS = 150, 56, 7, 14
QUIET_DAYS = 3_650


def land(seed: int = 0):
    rng = np.random.default_rng(seed)
    coords = rng.uniform(0, 100, (N_PLACES, 2))
    baseline = rng.lognormal(0, 0.8, N_PLACES)
    return coords, baseline / baseline.sum() * 20.0


def river(coords, centre: int, size: int = 8):
    """Return places along a line through the centre: no circle holds them without others."""
    across = np.abs((coords - coords[centre]) @ np.array([0.8, -0.6]))
    along = np.abs((coords - coords[centre]) @ np.array([0.6, 0.8]))
    return np.argsort(across + 0.15 * along)[:size]


def circle(coords, centre: int, size: int = 8):
    return np.argsort(((coords - coords[centre]) ** 2).sum(axis=1))[:size]


def detectors(coords, baseline):
    """Return name -> (counts of HISTORY days -> one number, larger for stranger)."""
    wide = scan.neighbours(coords, "euclidean", max_share=0.25, weight=baseline)
    near = scan.neighbours(coords, "euclidean", max_places=12)
    mean = np.maximum(baseline, 0.02)

    def strongest(result) -> float:
        return result.clusters[0].llr if result.clusters else 0.0

    options = {"max_window": WINDOW, "replicates": 0, "seed": 0, "max_clusters": 1, "threads": 1}

    def place_cusum(counts) -> float:
        return float(
            temporal.nb_cusum(counts[:, -28:], mean, ratio=3.0, threshold=1e9).statistic[:, -1].max()
        )

    def place_ears(counts) -> float:
        today, before = counts[:, -1], counts[:, -8:-1]
        spread = np.maximum(before.std(axis=1, ddof=1), 0.5)
        return float(((today - before.mean(axis=1)) / spread).max())

    return {
        "scan, stp": lambda c: strongest(scan.space_time(c, wide, **options)),
        "scan, ebp": lambda c: strongest(scan.space_time(c, wide, model="ebp", baseline=baseline, **options)),
        "subset, ebp": lambda c: strongest(scan.subset(c, near, baseline=baseline, **options)),
        "each place, CUSUM": place_cusum,
        "each place, EARS C1": place_ears,
    }


@dataclass(frozen=True)
class Power:
    """How soon a detector found outbreaks of a shape; DAYS + 1 stands for those it never found."""

    detector: str
    shape: str
    days: np.ndarray
    cpu_seconds: float

    @property
    def found(self) -> float:
        return float(np.mean(self.days <= DAYS))


def powers(outbreaks: int) -> Iterator[Power]:
    """Give every detector its level in quiet times, then count its days to each planted outbreak."""
    coords, baseline = land()
    quiet = np.random.default_rng(1).poisson(baseline[:, None], (N_PLACES, HISTORY + QUIET_DAYS))
    for name, strangeness in detectors(coords, baseline).items():
        start = process_time()
        values = [strangeness(quiet[:, d : d + HISTORY]) for d in range(1, QUIET_DAYS, 2)]
        level = float(np.quantile(values, 1 - 1 / 365))
        for shape in (circle, river):
            days = [first_alarm(coords, baseline, shape, strangeness, level, i) for i in range(outbreaks)]
            yield Power(name, shape.__name__, np.array(days), process_time() - start)


def main() -> None:
    outbreaks = int(sys.argv[1]) if len(sys.argv) > 1 else 60
    print(f"{N_PLACES} places, 20 reports a day, {outbreaks} outbreaks, one false alarm in 365 days each")
    print(f"{'detector':22s}{'shape':8s}{'found in 14 d':>15s}{'median day':>12s}{'CPU-s':>8s}")
    for one in powers(outbreaks):
        print(
            f"{one.detector:22s}{one.shape:8s}{one.found:15.0%}{np.median(one.days):12.1f}{one.cpu_seconds:8.1f}",
            flush=True,
        )


def first_alarm(coords, baseline, shape, strangeness, level: float, number: int) -> int:
    """Return the day of the first alarm, DAYS + 1 if there is none."""
    rng = np.random.default_rng(1000 + number)
    members = shape(coords, int(rng.integers(N_PLACES)))
    counts = rng.poisson(baseline[:, None], (N_PLACES, HISTORY + DAYS))
    ramp = np.minimum(1.0, np.arange(1, DAYS + 1) / 4)
    counts[members, HISTORY:] += rng.poisson(0.35 * ramp, (members.size, DAYS))
    for day in range(1, DAYS + 1):
        if strangeness(counts[:, day : day + HISTORY]) > level:
            return day
    return DAYS + 1


if __name__ == "__main__":
    main()
