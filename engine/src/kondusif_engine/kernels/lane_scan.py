"""The largest statistic of every replicate over all zones and windows of one last day."""

import numpy as np

from kondusif_engine.kernels import compiled
from kondusif_engine.kernels.lane_line import lane_line, portable_line
from kondusif_engine.kernels.score import score

TILE = 128  # centres whose rows share the cache; neighbours on the Hilbert curve


@compiled
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


@compiled
def same_exposure(exposed, window):
    """Say whether a window differs from the one before it only by its factor."""
    return (
        exposed.upper[window] == exposed.upper[window - 1]
        and exposed.lower[window] == exposed.lower[window - 1]
    )


@compiled
def fill_thresholds(thresholds, sums, scale, limits):
    """Write for one row a lower bound of the fewest cases that reach the level, exact but for the grain."""
    fine, coarse, edge = limits.fine, limits.coarse, limits.edge
    fine_grain, coarse_grain = limits.fine_grain, limits.coarse_grain
    # Sums grow along a row, so one cut parts the two tables and no loop holds a branch.
    cut, after = 0, sums.size
    while cut < after:
        middle = (cut + after) // 2
        if sums[middle] * scale < edge:
            cut = middle + 1
        else:
            after = middle
    for at in range(cut):
        thresholds[at] = fine[np.int64(sums[at] * scale * fine_grain)]
    for at in range(cut, sums.size):
        thresholds[at] = coarse[np.int64(max(0.0, sums[at] * scale - edge) * coarse_grain)]


@compiled
def rescan(plane, sites, closed, thresholds, sums, lane, scale, how, best):
    """Return the largest exact statistic of one row in one replicate, or `best` if that is larger."""
    cases = 0
    for k in range(sites.size):
        cases += np.int64(plane[sites[k], lane])
        if cases >= thresholds[k] and closed[k]:
            best = max(best, score(cases, sums[k] * scale[0] / scale[1], how))
    return best


@compiled
def lane_scan(planes, shortest, zones, exposed, limits, how, part, kinds, portable):
    """Return best[block, lane]: the largest statistic at or above the level of `limits`, else 0.

    planes[block, w] holds counts of windows of w + 1 days; exposed describes the windows from `shortest`
    days up; part is the range of centres; kinds are empty arrays of the types of thresholds and excess.
    """
    blocks, _, sites, lanes = planes.shape
    best, excess = np.zeros((blocks, lanes)), np.empty(lanes, kinds[1].dtype)
    for low in range(part[0], part[1], TILE):
        high, origin = min(low + TILE, part[1]), zones.start[low]
        sums = np.empty(zones.start[high] - origin)
        rows = np.empty(sums.size + 1, kinds[0].dtype)  # one more, which is read but not used
        rows[sums.size] = 0
        for window in range(exposed.factor.size):
            if window == 0 or not same_exposure(exposed, window):
                sum_rows(sums, zones, exposed, window, (low, high))
            scale = (exposed.factor[window], exposed.divisor)
            for centre in range(low, high):
                at, end = zones.start[centre] - origin, zones.start[centre + 1] - origin
                fill_thresholds(rows[at:end], sums[at:end], scale[0] / scale[1], limits)
            for block in range(blocks):
                w = window + shortest - 1
                plane = (block * planes.shape[1] + w) * sites * lanes
                for centre in range(low, high):
                    row, length = zones.start[centre], zones.start[centre + 1] - zones.start[centre]
                    at = row - origin
                    if portable is None:
                        hit = lane_line(planes, plane, zones.index, row, length, rows, at, excess)
                    else:
                        hit = portable_line(planes.ravel(), plane, zones.index, row, length, rows, at, excess)
                    if hit:
                        for lane in range(lanes):
                            if excess[lane] >= 0:
                                best[block, lane] = rescan(
                                    planes[block, w],
                                    zones.index[row : row + length],
                                    zones.closed[row : row + length],
                                    rows[at : at + length],
                                    sums[at : at + length],
                                    lane,
                                    scale,
                                    how,
                                    best[block, lane],
                                )
    return best
