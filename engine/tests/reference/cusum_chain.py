"""Exact run lengths of a CUSUM whose steps lie on a lattice, by Markov chain.

Brook, Evans (1972), doi:10.1093/biomet/59.3.539. The evidence of a count x is ``slope * x - drift`` for
Poisson and negative binomial alike. Where drift and threshold are multiples of slope / `per`, the CUSUM walks
on whole steps of slope / `per`, and nothing is approximated. The evidence itself is taken from SciPy's
probabilities, not from the package.
"""

import math

import numpy as np
from scipy.stats import nbinom, poisson


def distribution(mean, size):
    return poisson(mean) if math.isinf(size) else nbinom(size, size / (size + mean))


def evidence(count, mean, size, ratio):
    """Log likelihood of a count at the raised rate less that at the quiet one."""
    raised = distribution(ratio * mean, size).logpmf(count)
    return float(raised - distribution(mean, size).logpmf(count))


def lattice_mean(per_slope, size, ratio):
    """Return the mean whose drift is so many slopes."""
    low, high = 1e-9, 1e6
    for _ in range(200):
        mean = math.sqrt(low * high)
        low, high = (mean, high) if _drift(mean, size, ratio) < per_slope else (low, mean)
    return low


def _drift(mean, size, ratio):
    drift = -evidence(0, mean, size, ratio)
    return drift / (evidence(1, mean, size, ratio) + drift)


def chain(mean, size, ratio, per, steps, truth=None):
    """Return the matrix of a CUSUM that alarms at so many steps, between the states below them."""
    drift = round(per * _drift(mean, size, ratio))
    law = distribution(mean if truth is None else truth, size)
    moves = np.zeros((steps, steps))
    for state in range(steps):
        for count in range((steps + drift) // per + 2):
            after = max(0, state + per * count - drift)
            if after < steps:
                moves[state, after] += law.pmf(count)
    return moves


def run_length(moves):
    """Mean number of bins to the alarm, from 0."""
    return float(np.linalg.solve(np.eye(len(moves)) - moves, np.ones(len(moves)))[0])


def alarm_share(moves, bins):
    """Probability of an alarm within so many bins, from 0."""
    return 1.0 - float(np.linalg.matrix_power(moves, bins)[0].sum())


def step(mean, size, ratio, per):
    """The evidence of one step."""
    return (evidence(1, mean, size, ratio) - evidence(0, mean, size, ratio)) / per
