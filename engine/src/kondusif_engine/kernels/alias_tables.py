"""Alias tables (Vose 1991), one for each row of weights."""

from kondusif_engine.kernels import compiled


@compiled
def alias_tables(weights, scales, accept, either, room):
    """Fill accept[row, n] and either[row, n] = (cell, other); scales[row] is n over the sum of the row.

    `room` is for n cells that are small, n that are large, and n shares.
    """
    rows, n = weights.shape
    small, large, share = room
    for row in range(rows):
        n_small, n_large = 0, 0
        for i in range(n):
            share[i] = weights[row, i] * scales[row]
            accept[row, i], either[row, i] = 1.0, i
            if share[i] < 1.0:
                small[n_small] = i
                n_small += 1
            else:
                large[n_large] = i
                n_large += 1
        while n_small > 0 and n_large > 0:
            n_small -= 1
            n_large -= 1
            low, high = small[n_small], large[n_large]
            accept[row, low], either[row, low, 1] = share[low], high
            share[high] -= 1.0 - share[low]
            if share[high] < 1.0:
                small[n_small] = high
                n_small += 1
            else:
                large[n_large] = high
                n_large += 1
