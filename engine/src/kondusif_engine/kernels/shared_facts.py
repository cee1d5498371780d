"""What one report and many name alike; the plain twins are in linkage/pair.py."""

import math

from kondusif_engine.kernels import compiled

_FULL_CODE = 10


@compiled
def shared_facts(mine, rows, km, hours, facts, columns, unlike_below, table):
    """Write the features of facts, distance and time, and how unlike the words are where no topic is shared.

    `facts` is bounds, five parts a report, and values: sorted sets, the last part a code in its order.
    `columns` tells where the pair same and different of each part goes, then distance, distance
    unknown and hours. The cosine of the words stands in the first column.
    """
    bounds, values = facts
    for i in range(rows.size):
        for part in range(5):
            a, b = 5 * mine + part, 5 * rows[i] + part
            ours, theirs = values[bounds[a] : bounds[a + 1]], values[bounds[b] : bounds[b + 1]]
            sign = same_code(ours, theirs) if part == 4 else agreement(ours, theirs)
            if sign != 0:
                table[i, columns[part] + (0 if sign > 0 else 1)] = 1.0
        if table[i, columns[2]] == 0.0:
            table[i, 1] = max(0.0, 1.0 - table[i, 0] / unlike_below)
        if math.isnan(km[i]):
            table[i, columns[6]] = 1.0
        else:
            table[i, columns[5]] = math.log1p(km[i])
        table[i, columns[7]] = math.log1p(hours[i])


@compiled
def agreement(ours, theirs):
    """Return 1 if two sorted sets share a value, -1 if they do not, 0 if one is empty."""
    if ours.size == 0 or theirs.size == 0:
        return 0
    i, j = 0, 0
    while i < ours.size and j < theirs.size:
        if ours[i] == theirs[j]:
            return 1
        if ours[i] < theirs[j]:
            i += 1
        else:
            j += 1
    return -1


@compiled
def same_code(ours, theirs):
    """Return -1 if two codes differ as deep as both go, 1 if they agree down to the village, else 0."""
    depth = min(ours.size, theirs.size)
    for i in range(depth):
        if ours[i] != theirs[i]:
            return -1
    return 1 if depth >= _FULL_CODE else 0
