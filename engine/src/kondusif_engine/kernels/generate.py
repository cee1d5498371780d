"""Replicates under the null: counts[age, site, lane], one lane a replicate, age 0 the latest day.

A replicate is drawn into cells of its own, which stay in the cache, and eight at a time are woven into the
lanes: daily counts, or where `running` those of each day and all later ones, as they are scanned. A lane
whose replicate is negative holds no case. Each kernel returns False when a count would not fit its cell; the
caller then asks for wider cells.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from kondusif_engine.kernels import compiled, inner
from kondusif_engine.kernels.streams import GOLDEN, alias, poisson, stream, unit, units

WEAVE = 8
BATCH = 512  # random numbers written at once
TURNS = 4  # tallies of few days take turns: an addition waits for the one before it to the same number


class Room(NamedTuple):
    """Where replicates are drawn. The caller makes it: to compile the making takes longer than a scan."""

    cells: NDArray[np.integer]  # [WEAVE, ages, sites], of the type of the counts
    drawn: NDArray[np.float64]
    sites: NDArray[np.int32]  # one for each case that is permuted
    tally: NDArray[np.int64]  # [ages, TURNS], zero before and after
    shared: NDArray[np.int64]  # (first cell, cells, what one holds) of each site that has several


def room_for(counts: NDArray[np.integer], cases: int, shared: NDArray[np.int64]) -> Room:
    """Make the room to draw counts[age, cell, lane], in which so many cases are permuted.

    `shared` holds (first cell, cells) of the sites that have several; they are drawn into the first.
    """
    ages, sites = counts.shape[:2]
    cells = np.empty((WEAVE, ages, sites), counts.dtype)
    most = np.full(len(shared), np.iinfo(counts.dtype).max)
    return Room(
        cells,
        np.empty(BATCH),
        np.empty(cases, np.int32),
        np.zeros((ages, TURNS), np.int64),
        np.column_stack((shared, most)),
    )


@compiled
def permuted(counts, room, running, case_sites, day_totals, seed, replicates):
    cells, drawn, sites, _, shared = room
    fits = True
    for lane in range(replicates.size):
        here, state, done = cells[lane % WEAVE], stream(seed, replicates[lane]), 0
        clear(here)
        if replicates[lane] >= 0:
            for case in range(sites.size):
                sites[case] = case_sites[case]
            for age in range(counts.shape[0]):
                day, last = here[age], done + day_totals[age]
                while done < last:
                    n = min(last - done, BATCH)
                    state = units(state, drawn, n)
                    for i in range(n):
                        other = done + np.int64(drawn[i] * (sites.size - done))
                        site = sites[other]
                        sites[other] = sites[done]
                        day[site] += 1
                        fits &= day[site] > 0
                        done += 1
        if running:
            fits &= share(here, shared) & run_up(here)
        weave(cells, counts, lane)
    return fits


@compiled
def multinomial(counts, room, running, day_table, site_tables, inside, seed, replicates):
    """Draw how many cases fall on these days (inside = (least, cumulative)), on each, and on the sites."""
    cells, drawn, _, by_age, shared = room
    last, fits = site_tables.accept.shape[0] - 1, True
    day_accept, day_either = day_table.accept[0], day_table.either[0]
    for lane in range(replicates.size):
        here, state = cells[lane % WEAVE], stream(seed, replicates[lane])
        clear(here)
        if replicates[lane] >= 0:
            state += GOLDEN
            cases = inside[0] + count_below(inside[1], unit(state))
            while cases > 0:
                n = min(cases, BATCH)
                state = units(state, drawn, n)
                for i in range(n):
                    by_age[alias(drawn[i], day_accept, day_either), i % TURNS] += 1
                cases -= n
            for age in range(counts.shape[0]):
                row, cases = min(age, last), by_age[age, 0]
                for turn in range(1, TURNS):
                    cases += by_age[age, turn]
                for turn in range(TURNS):
                    by_age[age, turn] = 0
                state, some = scatter(
                    here[age], cases, site_tables.accept[row], site_tables.either[row], state, drawn
                )
                fits &= some
        if running:
            fits &= share(here, shared) & run_up(here)
        weave(cells, counts, lane)
    return fits


@inner
def scatter(day, cases, accept, either, state, drawn):
    """Throw so many cases over the sites of a day; return the state after, and whether the counts fit."""
    fits = True
    while cases > 0:
        n = min(cases, BATCH)
        state = units(state, drawn, n)
        for i in range(n):
            site = alias(drawn[i], accept, either)
            day[site] += 1
            fits &= day[site] > 0
        cases -= n
    return state, fits


@inner
def count_below(cumulative, value):
    """Return how many entries of an ascending table are not above a value."""
    low, high = 0, cumulative.size
    while low < high:
        middle = (low + high) // 2
        if cumulative[middle] <= value:
            low = middle + 1
        else:
            high = middle
    return low


@compiled
def poisson_cells(counts, room, running, day_means, site_tables, seed, replicates):
    cells, drawn, _, _, shared = room
    last, fits = site_tables.accept.shape[0] - 1, True
    for lane in range(replicates.size):
        here, state = cells[lane % WEAVE], stream(seed, replicates[lane])
        clear(here)
        if replicates[lane] >= 0:
            for age in range(counts.shape[0]):
                cases, state = poisson(state, day_means[age])
                row = min(age, last)
                state, some = scatter(
                    here[age], cases, site_tables.accept[row], site_tables.either[row], state, drawn
                )
                fits &= some
        if running:
            fits &= share(here, shared) & run_up(here)
        weave(cells, counts, lane)
    return fits


@inner
def weave(cells, counts, lane):
    """Copy the cells of eight replicates into their lanes once the last of the eight is drawn."""
    if (lane + 1) % WEAVE != 0:
        return
    first = lane + 1 - WEAVE
    for age in range(counts.shape[0]):
        for site in range(counts.shape[1]):
            for one in range(WEAVE):
                counts[age, site, first + one] = cells[one, age, site]


@compiled
def share(cells, shared):
    """Hand what is drawn into a site's first cell on to its others, each as soon as those before are full."""
    fits = True
    for one in range(shared.shape[0]):
        first, copies, most = shared[one, 0], shared[one, 1], shared[one, 2]
        total = 0
        for age in range(cells.shape[0]):
            before, total = total, total + np.int64(cells[age, first])
            for copy in range(copies):
                full = min(max(total - copy * most, 0), most)
                cells[age, first + copy] = full - min(max(before - copy * most, 0), most)
        fits &= total <= copies * most
    return fits


@compiled
def run_up(cells):
    """Add every day to the one before it in place; say whether all sums fit."""
    wrapped = False
    for age in range(1, cells.shape[0]):
        before, here = cells[age - 1], cells[age]
        for site in range(here.size):
            here[site] += before[site]
            wrapped |= here[site] < before[site]
    return not wrapped


@inner
def clear(cells):
    for age in range(cells.shape[0]):
        for site in range(cells.shape[1]):
            cells[age, site] = 0


@compiled
def stack(counts, age, sums):
    """Fill sums[w] with the counts of the w + 1 days that end at `age`."""
    wrapped = False
    for cell in range(sums.shape[1]):
        sums[0, cell] = counts[age, cell]
    for w in range(1, sums.shape[0]):
        before, day, after = sums[w - 1], counts[age + w], sums[w]
        for cell in range(after.size):
            after[cell] = before[cell] + day[cell]
            wrapped |= after[cell] < before[cell]
    return not wrapped
