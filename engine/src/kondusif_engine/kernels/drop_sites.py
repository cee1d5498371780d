"""Rows without some of their sites; twin in tests/reference."""

from kondusif_engine.kernels import compiled


@compiled
def kept_lengths(zones, kept, lengths, part):
    """Count the entries that stay in the rows part[0] .. part[1]."""
    for row in range(part[0], part[1]):
        lengths[row] = 0
        for at in range(zones.start[row], zones.start[row + 1]):
            lengths[row] += kept[zones.index[at]]


@compiled
def drop_sites(zones, kept, number, thinner, part):
    """Fill rows of `thinner`, whose start is given, with what stays, sites renumbered by `number`.

    A prefix stays a whole disc if its disc ended at one of the sites left out right after it. No branch
    depends on whether a site stays: that is the toss of a coin, and a branch guessed wrong costs five
    times the rest. Everything is written, and what does not stay is written over.
    """
    for row in range(part[0], part[1]):
        first, stop, last = thinner.start[row], thinner.start[row + 1], zones.start[row + 1]
        to, at, whole = first, zones.start[row], False
        while to < stop:
            site = zones.index[at]
            stays = kept[site]
            thinner.index[to] = number[site]
            whole = zones.closed[at] | (whole & (not stays))
            to += stays
            thinner.closed[max(to - 1, first)] = whole
            at += 1
        while at < last and first < stop and not whole:
            whole = zones.closed[at]
            thinner.closed[stop - 1] = whole
            at += 1
