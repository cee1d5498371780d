"""Replicates of a world under its null hypothesis, in plain Python: the specification of the kernels.

Every replicate has a stream of random numbers of its own, keyed by the seed and its number, so its
counts do not depend on how many threads or machines share the work, nor on how many replicates are run.
"""

import math

import numpy as np
from numpy.typing import NDArray

from kondusif_engine.scan.world import World

_MASK = 2**64 - 1
_GOLDEN = 0x9E3779B97F4A7C15


def mix(z: int) -> int:
    """Scramble 64 bits (the finaliser of SplitMix64; Steele, Lea, Flood 2014)."""
    z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & _MASK
    z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & _MASK
    return z ^ (z >> 31)


def stream_seed(seed: int, stream: int) -> int:
    """Return the seed of one of several streams that are replicated together."""
    return seed if stream == 0 else mix((seed + stream * _GOLDEN) & _MASK) >> 1


class Draws:
    """SplitMix64, keyed by seed and replicate."""

    def __init__(self, seed: int, replicate: int) -> None:
        self.state = mix(mix(seed) ^ mix((_GOLDEN * (replicate + 1)) & _MASK))

    def unit(self) -> float:
        """Return a uniform number in [0, 1), a multiple of 2**-53."""
        self.state = (self.state + _GOLDEN) & _MASK
        return (mix(self.state) >> 11) * 2.0**-53

    def alias(self, accept: NDArray[np.float64], other: NDArray[np.int64]) -> int:
        """Return a cell of an alias table with one draw."""
        spot = self.unit() * accept.size
        cell = int(spot)
        return cell if spot - cell < accept[cell] else int(other[cell])

    def poisson(self, mean: float) -> int:
        """Return a Poisson count: by products below 10, else Hörmann (1993), algorithm PTRS."""
        if mean < 10.0:
            limit, product, count = math.exp(-mean), self.unit(), 0
            while product > limit:
                product *= self.unit()
                count += 1
            return count
        b = 0.931 + 2.53 * math.sqrt(mean)
        a = -0.059 + 0.02483 * b
        inverse_alpha = 1.1239 + 1.1328 / (b - 3.4)
        squeeze = 0.9277 - 3.6224 / (b - 2.0)
        while True:
            u, v = self.unit() - 0.5, 1.0 - self.unit()
            us = 0.5 - abs(u)
            if us < 1e-12:
                continue
            k = math.floor((2.0 * a / us + b) * u + mean + 0.43)
            if us >= 0.07 and v <= squeeze:
                return k
            if k < 0 or (us < 0.013 and v > us):
                continue
            left = math.log(v) + math.log(inverse_alpha) - math.log(a / (us * us) + b)
            if left <= k * math.log(mean) - mean - math.lgamma(k + 1.0):
                return k


def alias_table(weights: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """Return (accept, other) of Vose (1991): cell i stands with accept[i], else gives way to other[i]."""
    n = weights.size
    share = weights * (n / math.fsum(weights))
    accept, other = np.ones(n), np.arange(n)
    small = [i for i in range(n) if share[i] < 1.0]
    large = [i for i in range(n) if share[i] >= 1.0]
    while small and large:
        low, high = small.pop(), large.pop()
        accept[low], other[low] = share[low], high
        share[high] -= 1.0 - share[low]
        (small if share[high] < 1.0 else large).append(high)
    return accept, other


def replicate_counts(world: World, seed: int, replicate: int) -> NDArray[np.int64]:
    """Return counts [sites, days] of one replicate; days before the first window stay zero."""
    make = {"stp": permuted, "ebp": poisson_cells}.get(world.model, multinomial)
    return make(world, Draws(seed, replicate))


def permuted(world: World, draws: Draws) -> NDArray[np.int64]:
    """Give the days of the cases to other cases, latest day first: both margins stay as they are."""
    counts = np.zeros_like(world.counts)
    sites = np.repeat(np.arange(counts.shape[0]), world.counts.sum(axis=1))
    done = 0
    for day in range(world.n_days - 1, int(world.windows.first.min()) - 1, -1):
        for _ in range(int(world.counts[:, day].sum())):
            other = done + int(draws.unit() * (sites.size - done))
            sites[done], sites[other] = sites[other], sites[done]
            counts[sites[done], day] += 1
            done += 1
    return counts


def multinomial(world: World, draws: Draws) -> NDArray[np.int64]:
    """Throw all cases over days and sites in proportion to what is at risk there.

    First how many fall on days that a window touches, then how many on each of these, then the sites.
    """
    counts = np.zeros_like(world.counts)
    first, cumulative = inside_table(world)
    days = alias_table(day_shares(world))
    tables = [alias_table(row) for row in weight_rows(world)]
    inside = first + int(np.searchsorted(cumulative, draws.unit(), side="right"))
    by_age = np.zeros(n_ages(world), np.int64)
    for _ in range(inside):
        by_age[draws.alias(*days)] += 1
    for age, cases in enumerate(by_age):
        for _ in range(cases):
            counts[draws.alias(*tables[min(age, len(tables) - 1)]), world.n_days - 1 - age] += 1
    return counts


def inside_table(world: World) -> tuple[int, NDArray[np.float64]]:
    """Return (m, P(n <= m), P(n <= m + 1), ...) of the number n of cases on days that a window touches.

    The table leaves out tails of less than 1e-16 together.
    """
    if world.total == 0:
        return 0, np.zeros(0)
    ages = world.day_means[::-1]
    share = float(ages[: n_ages(world)].sum() / ages.sum())
    if n_ages(world) == ages.size or share >= 1.0:
        return world.total, np.zeros(0)
    mean = world.total * share
    reach = math.sqrt(80.0 * mean * (1.0 - share)) + 80.0  # no tail beyond it reaches 1e-16
    cases = np.arange(max(0, int(mean - reach)), min(world.total, int(mean + reach)) + 1)
    cumulative = binomial_cdf(cases, world.total, share)
    low, high = np.searchsorted(cumulative, (5e-17, 1 - 1e-16))
    return int(cases[low]), cumulative[low:high]


def binomial_cdf(cases: NDArray[np.int64], trials: int, share: float) -> NDArray[np.float64]:
    """Return P(n <= cases), cases ascending; scipy.stats says the same but costs a second to load."""
    from scipy.special import betaincc  # scipy costs more to load than the whole package

    below = np.ones(cases.size)
    inner = cases < trials
    below[inner] = betaincc(cases[inner] + 1.0, trials - cases[inner].astype(np.float64), share)
    return np.maximum.accumulate(below)


def poisson_cells(world: World, draws: Draws) -> NDArray[np.int64]:
    """Draw every cell as a Poisson count around its baseline: the day's sum, then the sites."""
    counts = np.zeros_like(world.counts)
    tables = [alias_table(row) for row in weight_rows(world)]
    for age in range(n_ages(world)):
        day = world.n_days - 1 - age
        for _ in range(draws.poisson(float(world.day_means[day]))):
            counts[draws.alias(*tables[min(age, len(tables) - 1)]), day] += 1
    return counts


def n_ages(world: World) -> int:
    """Return how many of the latest days any window touches."""
    return world.n_days - int(world.windows.first.min())


def day_shares(world: World) -> NDArray[np.float64]:
    """Return the null weight of each age, 0 the latest day, among days that a window touches."""
    shares = world.day_means[::-1][: n_ages(world)]
    return shares if shares.sum() > 0 else np.ones(shares.size)


def weight_rows(world: World) -> NDArray[np.float64]:
    """Return the null weights over sites by age; one row when every day has the same."""
    if world.weights.shape[0] == 1:
        return world.weights
    rows = world.weights[::-1][: n_ages(world)]
    # A day with nothing at risk is never drawn, but its table must not divide by zero.
    return np.where(rows.sum(axis=1, keepdims=True) > 0, rows, 1.0)
