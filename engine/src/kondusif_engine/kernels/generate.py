"""Replicates under the null: counts[age, site, lane], one lane a replicate, age 0 the latest day.

A replicate is drawn into cells of its own, which stay in the cache, and eight at a time are woven into
the lanes. A lane whose replicate is negative holds no case. Each kernel
returns False when a count would not fit its cell; the caller then asks for wider
cells.
"""

import numpy as np

from kondusif_engine.kernels import compiled
from kondusif_engine.kernels.streams import alias, poisson, stream, units

WEAVE = 8
BATCH = 512  # random numbers written at once
TURNS = 4  # tallies of few days take turns: an addition waits for the one before it to the same number


@compiled
def permuted(counts, case_sites, day_totals, seed, replicates):
    cells, fits = np.empty((WEAVE, counts.shape[0], counts.shape[1]), counts.dtype), True
    sites, drawn = np.empty_like(case_sites), np.empty(BATCH)
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
        weave(cells, counts, lane)
    return fits


@compiled
def multinomial(counts, day_table, site_tables, inside, seed, replicates):
    """Draw how many cases fall on these days (inside = (least, cumulative)), on each, and on the sites."""
    cells, fits = np.empty((WEAVE, counts.shape[0], counts.shape[1]), counts.dtype), True
    last, drawn = site_tables.accept.shape[0] - 1, np.empty(BATCH)
    day_accept, day_either = day_table.accept[0], day_table.either[0]
    by_age = np.empty((counts.shape[0], TURNS), np.int64)
    for lane in range(replicates.size):
        here, state = cells[lane % WEAVE], stream(seed, replicates[lane])
        clear(here)
        if replicates[lane] >= 0:
            clear(by_age)
            state = units(state, drawn, 1)
            cases = inside[0] + count_below(inside[1], drawn[0])
            while cases > 0:
                n = min(cases, BATCH)
                state = units(state, drawn, n)
                for i in range(n):
                    by_age[alias(drawn[i], day_accept, day_either), i % TURNS] += 1
                cases -= n
            for age in range(counts.shape[0]):
                row, cases = min(age, last), 0
                for turn in range(TURNS):
                    cases += by_age[age, turn]
                state, some = scatter(
                    here[age], cases, site_tables.accept[row], site_tables.either[row], state, drawn
                )
                fits &= some
        weave(cells, counts, lane)
    return fits


@compiled
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


@compiled
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
def poisson_cells(counts, day_means, site_tables, seed, replicates):
    cells, fits = np.empty((WEAVE, counts.shape[0], counts.shape[1]), counts.dtype), True
    last, drawn = site_tables.accept.shape[0] - 1, np.empty(BATCH)
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
        weave(cells, counts, lane)
    return fits


@compiled
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
def clear(cells):
    for age in range(cells.shape[0]):
        for site in range(cells.shape[1]):
            cells[age, site] = 0


@compiled
def stack(counts, age, sums):
    """Fill sums[w] with the counts of the w + 1 days that end at `age`; may work in place at age 0."""
    wrapped = False
    for cell in range(sums.shape[1]):
        sums[0, cell] = counts[age, cell]
    for w in range(1, sums.shape[0]):
        before, day, after = sums[w - 1], counts[age + w], sums[w]
        for cell in range(after.size):
            after[cell] = before[cell] + day[cell]
            wrapped |= after[cell] < before[cell]
    return not wrapped


@compiled
def stack_split(counts, age, owner, rank, sums, most):
    """Do what stack does where crowded sites are shared by several cells of at most `most` cases.

    Cell v stands for site owner[v] and holds what is left once rank[v] cells are full.
    """
    total, fits = np.zeros(counts.shape[1:], np.int32), True
    for w in range(sums.shape[0]):
        for site in range(counts.shape[1]):
            for lane in range(counts.shape[2]):
                total[site, lane] += counts[age + w, site, lane]
        for v in range(owner.size):
            below, here, to = rank[v] * most, total[owner[v]], sums[w, v]
            for lane in range(counts.shape[2]):
                to[lane] = min(max(here[lane] - below, 0), most)
            if v + 1 == owner.size or owner[v + 1] != owner[v]:
                for lane in range(counts.shape[2]):
                    fits &= here[lane] - below <= most
    return fits
