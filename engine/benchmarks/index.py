"""Uncertainty of an index of 514 regencies, and smoothing of 7,285 subdistricts.

python engine/benchmarks/index.py
"""

from time import process_time

import numpy as np
from figure import figure
from scipy.spatial import cKDTree

from kondusif_engine import index


def hierarchy() -> index.Hierarchy:
    sizes = [6] + [5] * 11
    names = iter(f"i{n}" for n in range(sum(sizes)))
    subs = [
        index.Subdimension(f"s{n}", tuple(next(names) for _ in range(size))) for n, size in enumerate(sizes)
    ]
    return index.Hierarchy([index.Dimension(f"d{n}", tuple(subs[3 * n : 3 * n + 3])) for n in range(4)])


def main() -> None:
    rng = np.random.default_rng(0)
    for n, draws in ((514, 10_000), (7285, 3_000)):
        values, weights = rng.gamma(0.8, 1.0, (n, 61)), rng.uniform(1.0, 4.0, 61)
        start = process_time()
        found = index.uncertainty(hierarchy(), values, weights, scheme=index.SdLocal(), seed=1, draws=draws)
        spent = process_time() - start
        width = (found.rank_q95 - found.rank_q05).mean() / n
        goal = "< 0.5" if n == 514 else "< 5"
        note = f"mean 90 % rank interval {width:.0%} of the list"
        figure(f"index uncertainty, {n:,} areas, {draws:,} draws", spent, "CPU-s", goal, note)
    xy = rng.uniform(0, 100, (7285, 2))
    near = cKDTree(xy).query(xy, 7)[1][:, 1:]
    edges = np.column_stack([np.repeat(np.arange(7285), 6), near.ravel()])
    truth = 0.5 * (np.sin(xy[:, 0] / 15) + np.cos(xy[:, 1] / 20))
    exposure = rng.gamma(1.0, 1.5, 7285)
    cases = rng.poisson(exposure * np.exp(truth))
    start = process_time()
    smoothed = index.smooth(cases, exposure, edges, seed=1)
    rmse = np.sqrt(((smoothed.log_rate - truth) ** 2).mean())
    note = f"RMSE of the log rate {rmse:.3f}"
    figure("Leroux smoothing, 7,285 areas", process_time() - start, "CPU-s", "", note)


if __name__ == "__main__":
    main()
