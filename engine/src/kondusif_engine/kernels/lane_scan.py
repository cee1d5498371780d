"""The largest statistic of every replicate over all zones and windows of one last day."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from kondusif_engine.kernels import compiled, inner
from kondusif_engine.kernels.lane_line import LANES, lane_line, portable_line
from kondusif_engine.kernels.score import score
from kondusif_engine.kernels.thresholds import fill_steps, sum_rows

# So many centres, neighbours on the Hilbert curve, are walked together, so many sites of each row at a time:
# the sites they share are then still in the nearest cache. That is a quarter faster than whole rows, for a
# plane of 2,000 sites fits the second cache only, which is what a walk waits for.
TILE, STRETCH = 256, 256


class Room(NamedTuple):
    """Where a tile is walked. The caller makes it: to compile the making takes longer than a scan."""

    carried: NDArray[np.integer]  # [TILE, 2, lanes], of the type of what is carried along a row
    reached: NDArray[np.bool_]
    sums: NDArray[np.float64]  # one for each entry of a tile
    steps: NDArray[np.uint16]  # one more, which is read but not used


def room_for(start: NDArray[np.int64], part: tuple[int, int], carried: type) -> Room:
    """Make the room for part[0] .. part[1] of rows that begin at `start`."""
    tiles = start[np.append(np.arange(*part, TILE), part[1])]
    entries = int(np.diff(tiles).max(initial=0))
    kept = np.zeros((TILE, 2, LANES), carried)
    return Room(kept, np.zeros(TILE, bool), np.empty(entries), np.zeros(entries + 1, np.uint16))


@inner
def rescan(plane, zones, part, thresholds, steps, sums, origin, lane, scale, how, best):
    """Return the largest exact statistic of one row in one replicate, or `best` if that is larger."""
    cases = 0
    for at in range(part[0], part[1]):
        cases += np.int64(plane[zones.index[at], lane])
        if cases >= thresholds[steps[at - origin]] and zones.closed[at]:
            best = max(best, score(cases, sums[at - origin] * scale[0] / scale[1], how))
    return best


@compiled
def lane_scan(planes, shortest, zones, exposed, anew, ladder, how, part, live, room, best, portable):
    """Fill best[block, lane] with the largest statistic if it is at or above the level of the ladder.

    planes[block, w] holds counts of windows of w + 1 days; exposed describes the windows from `shortest`
    days up, anew[window] is false where one differs by its factor alone from the one before it; ladder is
    (thresholds[window, step], closeness, scale), see thresholds.py; part is the range of centres; live[block]
    lanes hold a replicate; `best` comes zeroed.
    """
    blocks, _, sites, lanes = planes.shape
    thresholds, closeness, widest = ladder
    carried, reached, sums, steps = room
    for low in range(part[0], part[1], TILE):
        tile, origin = (low, min(low + TILE, part[1])), zones.start[low]
        for window in range(exposed.factor.size):
            if anew[window]:
                sum_rows(sums, zones, exposed, window, tile)
                fill_steps(steps, sums, zones.start[tile[1]] - origin, widest, closeness)
            scale, w = (exposed.factor[window], exposed.divisor), window + shortest - 1
            on_ladder = window * thresholds.shape[1]
            for block in range(blocks):
                plane = (block * planes.shape[1] + w) * sites * lanes
                walk(planes, plane, zones, tile, thresholds, on_ladder, steps, carried, reached, portable)
                for centre in range(low, tile[1]):
                    if reached[centre - low]:
                        row = (zones.start[centre], zones.start[centre + 1])
                        for lane in range(live[block]):
                            if carried[centre - low, 1, lane] >= 0:
                                best[block, lane] = rescan(
                                    planes[block, w],
                                    zones,
                                    row,
                                    thresholds[window],
                                    steps,
                                    sums,
                                    origin,
                                    lane,
                                    scale,
                                    how,
                                    best[block, lane],
                                )


@inner
def walk(planes, plane, zones, tile, thresholds, on_ladder, steps, carried, reached, portable):
    """Walk the rows of a tile in one window of one block; say which of them reached a threshold."""
    origin, longest = zones.start[tile[0]], 0
    for centre in range(tile[0], tile[1]):
        longest = max(longest, zones.start[centre + 1] - zones.start[centre])
        reached[centre - tile[0]] = False
    for begin in range(0, longest, STRETCH):
        for centre in range(tile[0], tile[1]):
            row, one = zones.start[centre] + begin, centre - tile[0]
            length = min(zones.start[centre + 1] - row, STRETCH)
            if length <= 0:
                continue
            if portable is None:
                reached[one] |= lane_line(
                    planes, plane, zones.index, row, length,
                    thresholds, on_ladder, steps, row - origin, carried, one, begin == 0,
                )  # fmt: skip
            else:
                reached[one] |= portable_line(
                    planes.ravel(), plane, zones.index, row, length,
                    thresholds.ravel(), on_ladder, steps, row - origin, carried, one, begin == 0,
                )  # fmt: skip
