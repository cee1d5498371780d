"""The largest statistic of every replicate over all zones and windows of one last day."""

import numpy as np

from kondusif_engine.kernels import compiled
from kondusif_engine.kernels.lane_line import lane_line, portable_line
from kondusif_engine.kernels.score import score
from kondusif_engine.kernels.thresholds import fill_steps, same_exposure, sum_rows

TILE = 128  # centres whose rows share the cache; neighbours on the Hilbert curve


@compiled
def rescan(plane, sites, closed, thresholds, steps, sums, lane, scale, how, best):
    """Return the largest exact statistic of one row in one replicate, or `best` if that is larger."""
    cases = 0
    for k in range(sites.size):
        cases += np.int64(plane[sites[k], lane])
        if cases >= thresholds[steps[k]] and closed[k]:
            best = max(best, score(cases, sums[k] * scale[0] / scale[1], how))
    return best


@compiled
def lane_scan(planes, shortest, zones, exposed, ladder, how, part, kind, portable):
    """Return best[block, lane]: the largest statistic at or above the level of the ladder, else 0.

    planes[block, w] holds counts of windows of w + 1 days; exposed describes the windows from `shortest`
    days up; ladder is (thresholds[window, step], closeness), see thresholds.py; part is the range of
    centres; kind is an empty array of the type of what is carried along a row.
    """
    blocks, _, sites, lanes = planes.shape
    thresholds, closeness = ladder
    best, excess = np.zeros((blocks, lanes)), np.empty(lanes, kind.dtype)
    most = exposed.factor.max() / exposed.divisor
    for low in range(part[0], part[1], TILE):
        high, origin = min(low + TILE, part[1]), zones.start[low]
        sums = np.empty(zones.start[high] - origin)
        steps = np.empty(sums.size + 1, np.uint16)  # one more, which is read but not used
        steps[sums.size] = 0
        for window in range(exposed.factor.size):
            if window == 0 or not same_exposure(exposed, window):
                sum_rows(sums, zones, exposed, window, (low, high))
                fill_steps(steps, sums, most, closeness)
            scale = (exposed.factor[window], exposed.divisor)
            w, ladder_at = window + shortest - 1, window * thresholds.shape[1]
            for block in range(blocks):
                plane = (block * planes.shape[1] + w) * sites * lanes
                for centre in range(low, high):
                    row, length = zones.start[centre], zones.start[centre + 1] - zones.start[centre]
                    at = row - origin
                    if portable is None:
                        hit = lane_line(
                            planes, plane, zones.index, row, length, thresholds, ladder_at, steps, at, excess
                        )
                    else:
                        hit = portable_line(
                            planes.ravel(), plane, zones.index, row, length,
                            thresholds.ravel(), ladder_at, steps, at, excess,
                        )  # fmt: skip
                    if hit:
                        for lane in range(lanes):
                            if excess[lane] >= 0:
                                best[block, lane] = rescan(
                                    planes[block, w],
                                    zones.index[row : row + length],
                                    zones.closed[row : row + length],
                                    thresholds[window],
                                    steps[at : at + length],
                                    sums[at : at + length],
                                    lane,
                                    scale,
                                    how,
                                    best[block, lane],
                                )
    return best
