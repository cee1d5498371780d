"""Plain twins of the scan kernels, under the same names: slow loops that say what is meant."""

import numpy as np

from kondusif_engine.scan.statistic import score


def lane_line(cells, plane, index, row, length, thresholds, first, excess):
    """Fill excess[lane] with max over k of (count of the first k sites - threshold k); any >= 0?"""
    lanes = excess.size
    for lane in range(lanes):
        count, best = 0, np.iinfo(excess.dtype).min
        for k in range(length):
            count += int(cells.reshape(-1)[plane + int(index[row + k]) * lanes + lane])
            best = max(best, count - int(thresholds[first + k]))
        excess[lane] = best
    return bool((excess >= 0).any())


def fewest_cases(expected, level, how, most=10_000):
    """Return the fewest cases that score at least `level` where so many are expected."""
    return next((c for c in range(most) if score(c, expected, how) >= max(level, 1e-12)), most)


def most_cases(expected, level, how):
    """Return the most cases whose absence scores at least `level`, -1 if none does."""
    few = [c for c in range(int(expected) + 1) if score(c, expected, how) >= max(level, 1e-12)]
    return max(few, default=-1)


def stack(counts, age, sums):
    """Fill sums[w] with the counts of the w + 1 days that end at `age`."""
    for w in range(sums.shape[0]):
        sums[w] = counts[age : age + w + 1].astype(np.int64).sum(axis=0)
    return True


def drop_sites(rows, kept):
    """Return rows of (site, closed) without the sites not kept, discs ending where they ended."""
    thinner = []
    for row in rows:
        new = []
        for site, closed in row:
            if kept[site]:
                new.append([int(np.cumsum(kept)[site]) - 1, bool(closed)])
            elif new:
                new[-1][1] = bool(new[-1][1] or closed)
        thinner.append([tuple(entry) for entry in new])
    return thinner
