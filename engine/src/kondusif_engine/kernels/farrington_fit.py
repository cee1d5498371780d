"""Quasi-Poisson fits with a seasonal factor and one slope, for many series (twin in tests/reference)."""

import math

import numpy as np

from kondusif_engine.kernels import compiled


@compiled
def season_sums(counts, weights, time, season, slope, work):
    """Fill work[season] = (sum w y, sum w e, sum w e t, sum w e t t), e = exp(slope t)."""
    for g in range(work.shape[0]):
        for j in range(4):
            work[g, j] = 0.0
    for i in range(counts.size):
        e = weights[i] * math.exp(slope * time[i])
        g = season[i]
        work[g, 0] += weights[i] * counts[i]
        work[g, 1] += e
        work[g, 2] += e * time[i]
        work[g, 3] += e * time[i] * time[i]


@compiled
def slope_of(counts, weights, time, season, work):
    """Return the slope by Newton's method; each season's level has a closed form given the slope."""
    slope, total = 0.0, 0.0
    for i in range(counts.size):
        total += weights[i] * counts[i] * time[i]
    for _ in range(50):
        season_sums(counts, weights, time, season, slope, work)
        gradient, curvature = total, 0.0
        for g in range(work.shape[0]):
            if work[g, 0] > 0:
                mean = work[g, 2] / work[g, 1]
                gradient -= work[g, 0] * mean
                curvature += work[g, 0] * (work[g, 3] / work[g, 1] - mean * mean)
        if not curvature > 0:
            return 0.0
        step = gradient / curvature
        # A long step would overflow; the likelihood is concave, so shorter ones arrive too.
        limit = 1.0 / (1.0 + abs(time[0]))
        slope += min(max(step, -4 * limit), 4 * limit)
        if abs(step) < 1e-12:
            break
    season_sums(counts, weights, time, season, slope, work)
    return slope


@compiled
def dispersion_of(counts, weights, time, season, slope, work, parameters):
    """Return Pearson's dispersion, not below 1, and what stands for it in R's `surveillance`.

    The latter forgets the working weights: squared relative residuals, season without cases at -1.
    """
    pearson, relative = 0.0, 0.0
    for i in range(counts.size):
        g = season[i]
        if work[g, 0] > 0:
            mu = work[g, 0] / work[g, 1] * math.exp(slope * time[i])
            squared = weights[i] * (counts[i] - mu) ** 2 / mu
            pearson += squared
            relative += squared / mu
        else:
            relative += weights[i]
    degrees = max(1, counts.size - parameters)
    return max(1.0, pearson / degrees), pearson / degrees, relative / degrees


@compiled
def slope_information(work):
    """Return the information on the slope: the spread of time within seasons, weighted by the fit."""
    information = 0.0
    for g in range(work.shape[0]):
        if work[g, 0] > 0:
            mean = work[g, 2] / work[g, 1]
            information += work[g, 0] * (work[g, 3] / work[g, 1] - mean * mean)
    return information


@compiled
def reweigh(counts, weights, time, season, slope, work, dispersion, with_slope, limit):
    """Give bins far above the fit less weight (Noufaily et al. 2013): Anscombe residuals over `limit`."""
    information, kept = slope_information(work), 0.0
    for i in range(counts.size):
        g, residual = season[i], 0.0
        if work[g, 0] > 0:
            mu = work[g, 0] / work[g, 1] * math.exp(slope * time[i])
            hat = weights[i] * mu / work[g, 0]
            if with_slope and information > 0:
                hat += weights[i] * mu * (time[i] - work[g, 2] / work[g, 1]) ** 2 / information
            root = counts[i] ** (2 / 3) * mu ** (-1 / 6) - math.sqrt(mu)
            residual = 1.5 * root / math.sqrt(dispersion * max(1e-9, 1 - hat))
        weights[i] = residual**-2 if residual > limit else 1.0
        kept += weights[i]
    for i in range(counts.size):
        weights[i] *= counts.size / kept


@compiled
def farrington_fit(history, time, season, n_seasons, options, fits):
    """Fill fits[series] = (expected at time 0 in season 0, its variance, dispersion, trend kept).

    options = (trend wanted, reweighting wanted, residual limit, errors as in R's `surveillance`).
    """
    n = history.shape[1]
    weights, work = np.empty(n), np.empty((n_seasons, 4))
    for s in range(history.shape[0]):
        counts, largest = history[s], 0.0
        for i in range(n):
            largest = max(largest, counts[i])
        with_slope = options[0] > 0
        while True:
            for i in range(n):
                weights[i] = 1.0
            slope, parameters = 0.0, n_seasons + (1 if with_slope else 0)
            for round_ in range(2 if options[1] > 0 else 1):
                if with_slope:
                    slope = slope_of(counts, weights, time, season, work)
                else:
                    season_sums(counts, weights, time, season, 0.0, work)
                dispersion, plain, relative = dispersion_of(
                    counts, weights, time, season, slope, work, parameters
                )
                if round_ == 0 and options[1] > 0:
                    reweigh(counts, weights, time, season, slope, work, dispersion, with_slope, options[2])
            expected = work[0, 0] / work[0, 1] if work[0, 0] > 0 else 0.0
            information, scatter = slope_information(work), dispersion
            if options[3] > 0:
                scatter = relative if options[1] > 0 else plain
            if not with_slope:
                break
            significant = information > 0 and abs(slope) > t_limit(n - parameters) * math.sqrt(
                scatter / information
            )
            if significant and expected <= largest:
                break
            with_slope = False
        variance = 0.0
        if expected > 0:
            variance = scatter / work[0, 0]
            if with_slope:
                variance += scatter * (work[0, 2] / work[0, 1]) ** 2 / information
        fits[s, 0], fits[s, 1] = expected, variance * expected * expected
        fits[s, 2], fits[s, 3] = dispersion, 1.0 if with_slope else 0.0


@compiled
def t_limit(degrees):
    """Return the two-sided 5 % point of Student's t (Cornish-Fisher: to 2e-4 from ten degrees up)."""
    z, v = 1.959963984540054, float(max(1, degrees))
    z3, z5, z7 = z**3, z**5, z**7
    return (
        z
        + (z3 + z) / (4 * v)
        + (5 * z5 + 16 * z3 + 3 * z) / (96 * v * v)
        + (3 * z7 + 19 * z5 + 17 * z3 - 15 * z) / (384 * v**3)
    )
