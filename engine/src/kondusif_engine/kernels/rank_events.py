"""Gather scored reports by event; the plain twin is in tests/reference/linkage.py."""

import numpy as np

from kondusif_engine.kernels import compiled


@compiled
def rank_events(order, log_odds, events, most, slots):
    """Return for each event: its number, the mean log-odds of its `most` best reports, its best report.

    `order` lists the reports from the best down; `slots` has room for every event number and is
    zeros, and is left as zeros.
    """
    names, best = np.empty(order.size, dtype=np.int64), np.empty(order.size, dtype=np.int64)
    sums, heard = np.zeros(order.size), np.zeros(order.size, dtype=np.int64)
    n = 0
    for at in order:
        event = events[at]
        if slots[event] == 0:
            names[n], best[n] = event, at
            n += 1
            slots[event] = n
        slot = slots[event] - 1
        if heard[slot] < most:
            sums[slot] += log_odds[at]
            heard[slot] += 1
    for slot in range(n):
        slots[names[slot]] = 0
        sums[slot] /= heard[slot]
    return names[:n], sums[:n], best[:n]
