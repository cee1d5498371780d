"""Likeness of the words of one report and of many; the plain twins are in linkage/pair.py."""

import math

import numpy as np

from kondusif_engine.kernels import compiled

_SHIFT, _WITHIN, _ONE = 6, 63, np.uint64(1)


@compiled
def shared_words(mine, rows, bags, rarity, version, scratch, table):
    """Write cosine of n-grams into the first column and weighted Jaccard of words into the third.

    `bags` is bounds, buckets, times and sums: the n-grams of report r lie between bounds 2r and
    2r + 1, its words after them up to 2r + 2. `scratch` is room for the values of my buckets, and
    their marks: no bit is set before or after.
    """
    bounds, buckets, times, sums = bags
    values, marks = scratch
    weigh(mine, bags, rarity, version)
    start, middle, stop = bounds[2 * mine], bounds[2 * mine + 1], bounds[2 * mine + 2]
    for at in range(start, middle):
        values[buckets[at]] = times[at] * rarity[buckets[at]] ** 2
    mark(buckets[start:middle], marks)
    for i in range(rows.size):
        row = rows[i]
        weigh(row, bags, rarity, version)
        product = overlap(bounds[2 * row], bounds[2 * row + 1], bags, scratch)
        length = math.sqrt(sums[row, 1] * sums[mine, 1])
        table[i, 0] = product / length if length > 0.0 else 0.0
    unmark(buckets[start:middle], marks)
    for at in range(middle, stop):
        values[buckets[at]] = rarity[buckets[at]]
    mark(buckets[middle:stop], marks)
    for i in range(rows.size):
        row = rows[i]
        both = overlap(bounds[2 * row + 1], bounds[2 * row + 2], bags, scratch)
        either = sums[mine, 2] + sums[row, 2] - both
        table[i, 2] = both / either if either > 0.0 else 0.0
    unmark(buckets[middle:stop], marks)


@compiled
def weigh(row, bags, rarity, version):
    """Sum the squared weights of n-grams and the weights of words, once for each table of rarity."""
    bounds, buckets, times, sums = bags
    if sums[row, 0] == version:
        return
    squares, weights = 0.0, 0.0
    for at in range(bounds[2 * row], bounds[2 * row + 1]):
        squares += (times[at] * rarity[buckets[at]]) ** 2
    for at in range(bounds[2 * row + 1], bounds[2 * row + 2]):
        weights += rarity[buckets[at]]
    sums[row, 0], sums[row, 1], sums[row, 2] = version, squares, weights


@compiled
def overlap(start, stop, bags, scratch):
    """Sum value x times over the marked buckets; few are marked, and the marks fit the nearest cache."""
    _, buckets, times, _ = bags
    values, marks = scratch
    total = 0.0
    for at in range(start, stop):
        bucket = buckets[at]
        if (marks[bucket >> _SHIFT] >> np.uint64(bucket & _WITHIN)) & _ONE:
            total += values[bucket] * times[at]
    return total


@compiled
def mark(chosen, marks):
    """Set the bit of every bucket."""
    for bucket in chosen:
        marks[bucket >> _SHIFT] |= _ONE << np.uint64(bucket & _WITHIN)


@compiled
def unmark(chosen, marks):
    """Clear the bit of every bucket."""
    for bucket in chosen:
        marks[bucket >> _SHIFT] = np.uint64(0)
