"""The strongest subset of every neighbourhood (Neill 2012), for one data set."""

import numpy as np

from kondusif_engine.kernels import compiled
from kondusif_engine.kernels.score import score


@compiled
def sort_in(site, cases, expected, order, length):
    """Put a site among the first `length` of order[(site, cases, expected)], highest ratio first."""
    at = length
    while at > 0 and order[at - 1, 1] * expected < cases * order[at - 1, 2]:
        order[at] = order[at - 1]
        at -= 1
    order[at, 0], order[at, 1], order[at, 2] = site, cases, expected


@compiled
def subset_scan(cells, zones, exposed, how, part, blocked):
    """Return (score, window, centre, sites) of the strongest subset of rows part[0] .. part[1].

    cells[window, site] holds the cases of each window. The best of all subsets of a row is found among
    its prefixes once sites are ordered by cases over expected (linear-time subset scanning).
    """
    longest = 0
    for centre in range(part[0], part[1]):
        longest = max(longest, zones.start[centre + 1] - zones.start[centre])
    order = np.empty((longest + 1, 3))
    best, where = 0.0, (0, 0, 0)
    for centre in range(part[0], part[1]):
        for window in range(exposed.factor.size):
            counts, scale = cells[window], exposed.factor[window] / exposed.divisor
            upper, lower = exposed.base[exposed.upper[window]], exposed.base[exposed.lower[window]]
            length = 0
            for at in range(zones.start[centre], zones.start[centre + 1]):
                site = zones.index[at]
                if counts[site] > 0 and not blocked[site]:
                    sort_in(site, counts[site], (upper[site] - lower[site]) * scale, order, length)
                    length += 1
            cases, expected = 0, 0.0
            for k in range(length):
                cases += np.int64(order[k, 1])
                expected += order[k, 2]
                value = score(cases, expected, how)
                if value > best:
                    best, where = value, (window, centre, k + 1)
    return best, where[0], where[1], where[2]


@compiled
def window_cells(sums, lane, cells):
    """Copy one lane of sums[window, site, lane] into cells[window, site]."""
    for window in range(cells.shape[0]):
        for site in range(cells.shape[1]):
            cells[window, site] = sums[window, site, lane]
