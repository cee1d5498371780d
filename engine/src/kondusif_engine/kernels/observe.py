"""The strongest zone around every centre, for one data set."""

import math

import numpy as np

from kondusif_engine.kernels import compiled
from kondusif_engine.kernels.score import bayes_factor, score
from kondusif_engine.kernels.thresholds import fewest, same_exposure, sum_rows


@compiled
def observe(cells, zones, exposed, limits, how, centres, ends, found, sums):
    """Fill found[i] = (llr, window, prefix, cases, expected) for centres[i], rows cut at ends[i].

    cells[site, window] holds the cases of each window. Equal statistics: the first window, then the
    smallest zone. Zones below the level of `limits` are passed over; `found` comes zeroed, and a row
    stays so if there is none. `sums` is room for the longest row.
    """
    for i in range(centres.size):
        start = zones.start[centres[i]]
        length = ends[i] - start
        for window in range(exposed.factor.size):
            if window == 0 or not same_exposure(exposed, window):
                sum_rows(sums, zones, exposed, window, (centres[i], centres[i] + 1))
            cases = 0
            for k in range(length):
                cases += cells[zones.index[start + k], window]
                expected = sums[k] * exposed.factor[window] / exposed.divisor
                if cases >= fewest(expected, limits) and zones.closed[start + k]:
                    value = score(cases, expected, how)
                    if value > found[i, 0]:
                        found[i, 0], found[i, 1], found[i, 2] = value, window, k
                        found[i, 3], found[i, 4] = cases, expected


@compiled
def observe_together(cells, zones, exposed, tests, how, centres, ends, found, room):
    """Do what observe does where windows differ by their factor alone, all of them side by side.

    cells[site, window] may have empty windows at its end. The limits are those of one case or more. What a
    zone needs beyond what is expected grows with the zone if tests.grow, else only what it needs in all;
    so the `slack` of a smaller zone bounds that of a larger one: it is looked up anew only when a window
    reaches it. `room` is for what every window counts, what it has to spare, and its factor.
    """
    limits, grow = tests
    n, width = exposed.factor.size, cells.shape[1]
    upper, lower = exposed.base[exposed.upper[0]], exposed.base[exposed.lower[0]]
    cases, slack, factor = room
    for w in range(width):
        factor[w] = exposed.factor[w] / exposed.divisor if grow and w < n else 0.0
    for i in range(centres.size):
        for w in range(width):
            cases[w], slack[w] = 0, fewest(0.0, limits) - 1 if w < n else np.inf
        base, start = 0.0, zones.start[centres[i]]
        for at in range(start, ends[i]):
            site = zones.index[at]
            base += upper[site] - lower[site]
            # A little less than single precision may be wrong by.
            here, expected, reached = cells[site], np.float32(base * (1 - 1e-6)), False
            for w in range(width):
                cases[w] += here[w]
                reached |= np.float32(cases[w]) >= slack[w] + expected * factor[w]
            if not reached:
                continue
            for w in range(n):
                if np.float32(cases[w]) >= slack[w] + expected * factor[w]:
                    exact = base * exposed.factor[w] / exposed.divisor
                    wanted = fewest(exact, limits)
                    slack[w] = (wanted - 1 - exact if grow else wanted) - 1e-6 * wanted
                    if cases[w] >= wanted and zones.closed[at]:
                        value = score(np.int64(cases[w]), exact, how)
                        if value > found[i, 0] or (value == found[i, 0] and value > 0 and w < found[i, 1]):
                            found[i, 0], found[i, 1], found[i, 2] = value, w, at - start
                            found[i, 3], found[i, 4] = cases[w], exact


@compiled
def bayes_mass(cells, zones, exposed, how, part, top):
    """Return the sum of exp(log Bayes factor - top) over all zones and windows, and their number."""
    mass, number = 0.0, 0
    for centre in range(part[0], part[1]):
        for window in range(exposed.factor.size):
            upper, lower = exposed.base[exposed.upper[window]], exposed.base[exposed.lower[window]]
            base, cases = 0.0, 0
            for at in range(zones.start[centre], zones.start[centre + 1]):
                site = zones.index[at]
                base += upper[site] - lower[site]
                cases += cells[site, window]
                if zones.closed[at]:
                    expected = base * exposed.factor[window] / exposed.divisor
                    mass += math.exp(bayes_factor(cases, expected, how.constants) - top)
                    number += 1
    return mass, number
