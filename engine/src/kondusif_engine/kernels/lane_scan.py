"""The largest statistic of every replicate over all zones and windows of one last day."""

import numpy as np

from kondusif_engine.kernels import compiled
from kondusif_engine.kernels.lane_line import lane_line, portable_line
from kondusif_engine.kernels.score import score
from kondusif_engine.kernels.thresholds import fill_steps, same_exposure, sum_rows

# So many centres, neighbours on the Hilbert curve, are walked together, so many sites of each row at a time:
# the sites they share are then still in the nearest cache. That is a quarter faster than whole rows, for a
# plane of 2,000 sites fits the second cache only, which is what a walk waits for.
TILE, STRETCH = 256, 256


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
def lane_scan(planes, shortest, zones, exposed, ladder, how, part, live, kind, portable):
    """Return best[block, lane]: the largest statistic at or above the level of the ladder, else 0.

    planes[block, w] holds counts of windows of w + 1 days; exposed describes the windows from `shortest`
    days up; ladder is (thresholds[window, step], closeness), see thresholds.py; part is the range of
    centres; live[block] lanes hold a replicate; kind is an empty array of the type of what is carried along
    a row.
    """
    blocks, _, sites, lanes = planes.shape
    thresholds, closeness = ladder
    best, carried = np.zeros((blocks, lanes)), np.empty((TILE, 2, lanes), kind.dtype)
    reached, most = np.zeros(TILE, np.bool_), exposed.factor.max() / exposed.divisor
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
                walk(
                    planes, plane, zones, (low, high), thresholds, ladder_at, steps, carried, reached, portable
                )
                for centre in range(low, high):
                    if reached[centre - low]:
                        row, stop = zones.start[centre], zones.start[centre + 1]
                        for lane in range(live[block]):
                            if carried[centre - low, 1, lane] >= 0:
                                best[block, lane] = rescan(
                                    planes[block, w],
                                    zones.index[row:stop],
                                    zones.closed[row:stop],
                                    thresholds[window],
                                    steps[row - origin : stop - origin],
                                    sums[row - origin : stop - origin],
                                    lane,
                                    scale,
                                    how,
                                    best[block, lane],
                                )
    return best


@compiled
def walk(planes, plane, zones, part, thresholds, ladder_at, steps, carried, reached, portable):
    """Walk the rows of a tile in one window of one block; say which of them reached a threshold."""
    origin, longest = zones.start[part[0]], 0
    for centre in range(part[0], part[1]):
        longest = max(longest, zones.start[centre + 1] - zones.start[centre])
        reached[centre - part[0]] = False
    for begin in range(0, longest, STRETCH):
        for centre in range(part[0], part[1]):
            row, one = zones.start[centre] + begin, centre - part[0]
            length = min(zones.start[centre + 1] - row, STRETCH)
            if length <= 0:
                continue
            if portable is None:
                reached[one] |= lane_line(
                    planes, plane, zones.index, row, length,
                    thresholds, ladder_at, steps, row - origin, carried, one, begin == 0,
                )  # fmt: skip
            else:
                reached[one] |= portable_line(
                    planes.ravel(), plane, zones.index, row, length,
                    thresholds.ravel(), ladder_at, steps, row - origin, carried, one, begin == 0,
                )  # fmt: skip
