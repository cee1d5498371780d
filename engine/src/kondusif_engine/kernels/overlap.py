"""One message against many: shared n-grams, and angles on the globe; plain twins in linkage/pair.py."""

import math

import numpy as np

from kondusif_engine.kernels import compiled


@compiled
def overlap(mine, rows, starts, buckets, times, rarity):
    """For each row the sums of my value x weight, of weight squared and of weight."""
    sums = np.zeros((rows.size, 3))
    for i in range(rows.size):
        for at in range(starts[rows[i]], starts[rows[i] + 1]):
            weight = times[at] * rarity[buckets[at]]
            sums[i, 0] += mine[buckets[at]] * weight
            sums[i, 1] += weight * weight
            sums[i, 2] += weight
    return sums


@compiled
def angles(position, rows, where):
    """Great-circle angles from a place (lon, lat in radians, cos lat) to those of each row."""
    found = np.empty(rows.size)
    for i in range(rows.size):
        there = where[rows[i]]
        half = math.sin((there[1] - position[1]) * 0.5) ** 2
        half += position[2] * there[2] * math.sin((there[0] - position[0]) * 0.5) ** 2
        # Not min(): it must let NaN, the unknown place, through.
        found[i] = 2.0 * math.asin(math.sqrt(1.0 if half > 1.0 else half))
    return found
