"""How many cases a zone needs to reach a level, as a look into a table.

What a zone expects in one window is that of the widest window times a ratio which all zones share. So a
zone is placed once on a ladder, whose *steps* stand closer where less is expected, and each window has a
row of thresholds, one a step: what differs from zone to zone is worked out once for all windows, and what
differs from window to window once for all zones.
"""

import math

import numpy as np

from kondusif_engine.kernels import compiled, inner


@inner
def sum_rows(sums, zones, exposed, window, part):
    """Write the exposure of every prefix of rows part[0] .. part[1], before it is scaled."""
    upper, lower = exposed.base[exposed.upper[window]], exposed.base[exposed.lower[window]]
    origin = zones.start[part[0]]
    for centre in range(part[0], part[1]):
        base = 0.0
        for at in range(zones.start[centre], zones.start[centre + 1]):
            site = zones.index[at]
            base += upper[site] - lower[site]
            sums[at - origin] = base


@inner
def same_exposure(exposed, window):
    """Say whether a window differs from the one before it only by its factor."""
    return (
        exposed.upper[window] == exposed.upper[window - 1]
        and exposed.lower[window] == exposed.lower[window - 1]
    )


@compiled
def fewest(expected, limits):
    """Return a lower bound of the fewest cases that reach the level where so much is expected."""
    if expected < limits.edge:
        return limits.fine[np.int64(expected * limits.fine_grain)]
    at = np.int64((expected - limits.edge) * limits.coarse_grain)
    return limits.coarse[min(at, limits.coarse.size - 1)]


@compiled
def fill_steps(steps, sums, zones, scale, closeness):
    """Place so many zones on the ladder: step n begins where (n / closeness) ** 2 cases are expected."""
    for at in range(zones):
        steps[at] = np.int32(math.sqrt(sums[at] * scale) * closeness)


@compiled
def fill_ladder(ladder, factors, most, top, closeness, limits):
    """Fill ladder[window, step] with lower bounds of the fewest cases that reach the level there.

    Steps are those of the window with the largest factor, `most`, each widened by more than rounding can
    take. Both its ends are looked up, because for a deficit the bound falls with what is expected; `top` is
    the largest number that fits.
    """
    for window in range(factors.size):
        ratio = factors[window] / most if most > 0 else 1.0
        for step in range(ladder.shape[1]):
            low = (step / closeness) ** 2 * ratio * (1 - 1e-9)
            high = ((step + 1) / closeness) ** 2 * ratio * (1 + 1e-9)
            ladder[window, step] = min(fewest(low, limits), fewest(high, limits), top)
