"""Plain twins of forecasts and scores, one area at a time."""

import itertools
import math


def crps(cdf, y):
    """Sum over counts of (F(x) - 1{y <= x})^2; F is 1 beyond the table."""
    top = max(len(cdf), y + 1)
    return sum(((cdf[x] if x < len(cdf) else 1.0) - (y <= x)) ** 2 for x in range(top))


def pit(lows, highs, bins):
    """Mean conditional PIT of Czado, Gneiting and Held (2009), eq. 2, as differences."""

    def mean_f(u):
        total = 0.0
        for low, high in zip(lows, highs, strict=True):
            total += 0.0 if u <= low else 1.0 if u >= high else (u - low) / (high - low)
        return total / len(lows)

    marks = [0.0, *(mean_f(b / bins) for b in range(1, bins)), 1.0]
    return [after - before for before, after in itertools.pairwise(marks)]


def features(counts, neighbours_of):
    """The seven features of each area after the last period."""
    n, periods = len(counts), len(counts[0])
    fast = [row[0] for row in counts]
    slow = list(fast)
    for t in range(periods):
        for i in range(n):
            fast[i] = 0.6 * fast[i] + 0.4 * counts[i][t]
            slow[i] = 0.9 * slow[i] + 0.1 * counts[i][t]
    overall = sum(map(sum, counts)) / n / periods
    recent = [row[max(0, periods - 4) :] for row in counts]
    level = sum(map(sum, recent)) / n / len(recent[0])
    rows = []
    for i in range(n):
        around = neighbours_of[i]
        rows.append(
            [
                counts[i][-1],
                fast[i],
                slow[i],
                (sum(counts[i]) + 8.0 * overall) / (periods + 8.0),
                math.fsum(counts[j][-1] for j in around) / len(around) if around else 0.0,
                math.fsum(fast[j] for j in around) / len(around) if around else 0.0,
                level,
            ]
        )
    return rows
