"""Rows without some of their sites; twin in tests/reference."""

from kondusif_engine.kernels import compiled


@compiled
def kept_lengths(start, index, kept, lengths):
    """Count the entries that stay in every row."""
    for row in range(start.size - 1):
        lengths[row] = 0
        for at in range(start[row], start[row + 1]):
            lengths[row] += kept[index[at]]


@compiled
def drop_sites(zones, kept, number, start, index, closed):
    """Fill index and closed with what stays, sites renumbered by `number`.

    A prefix stays a whole disc if its disc ended at one of the sites left out right after it.
    """
    for row in range(zones.start.size - 1):
        to = start[row]
        for at in range(zones.start[row], zones.start[row + 1]):
            site = zones.index[at]
            if kept[site]:
                index[to], closed[to] = number[site], zones.closed[at]
                to += 1
            elif to > start[row]:
                closed[to - 1] |= zones.closed[at]
