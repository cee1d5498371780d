"""The strongest zone around every centre, for one data set."""

import math

import numpy as np

from kondusif_engine.kernels import compiled
from kondusif_engine.kernels.lane_scan import fill_thresholds, same_exposure, sum_rows
from kondusif_engine.kernels.score import bayes_factor, score


@compiled
def observe(cells, zones, exposed, limits, how, centres, ends, found):
    """Fill found[i] = (llr, window, prefix, cases, expected) for centres[i], rows cut at ends[i].

    cells[window, site] holds the cases of each window. Equal statistics: the first window, then the
    smallest zone. Zones below the level of `limits` are passed over; `found` comes zeroed, and a row
    stays so if there is none.
    """
    longest = 0
    for centre in centres:
        longest = max(longest, zones.start[centre + 1] - zones.start[centre])
    sums, thresholds = np.empty(longest), np.empty(longest, np.int32)
    for i in range(centres.size):
        start = zones.start[centres[i]]
        length = ends[i] - start
        for window in range(exposed.factor.size):
            if window == 0 or not same_exposure(exposed, window):
                sum_rows(sums, zones, exposed, window, (centres[i], centres[i] + 1))
            fill_thresholds(
                thresholds[:length], sums[:length], exposed.factor[window] / exposed.divisor, limits
            )
            cases, counts = 0, cells[window]
            for k in range(length):
                cases += counts[zones.index[start + k]]
                if cases >= thresholds[k] and zones.closed[start + k]:
                    expected = sums[k] * exposed.factor[window] / exposed.divisor
                    value = score(cases, expected, how)
                    if value > found[i, 0]:
                        found[i, 0], found[i, 1], found[i, 2] = value, window, k
                        found[i, 3], found[i, 4] = cases, expected


@compiled
def bayes_mass(cells, zones, exposed, how, part, top):
    """Return the sum of exp(log Bayes factor - top) over all zones and windows, and their number."""
    mass, number = 0.0, 0
    for centre in range(part[0], part[1]):
        for window in range(exposed.factor.size):
            counts = cells[window]
            upper, lower = exposed.base[exposed.upper[window]], exposed.base[exposed.lower[window]]
            base, cases = 0.0, 0
            for at in range(zones.start[centre], zones.start[centre + 1]):
                site = zones.index[at]
                base += upper[site] - lower[site]
                cases += counts[site]
                if zones.closed[at]:
                    expected = base * exposed.factor[window] / exposed.divisor
                    mass += math.exp(bayes_factor(cases, expected, how.constants) - top)
                    number += 1
    return mass, number
