"""Plain twins of the index, one area and one draw at a time."""

import math

import numpy as np


def index_of(values, weights, dimension_of, method):
    """Index of each area, its own reference set, arithmetic mean."""
    n, k = len(values), len(weights)
    weights = [w / sum(weights) for w in weights]
    total = [0.0] * n
    for d in sorted(set(dimension_of)):
        mine = [i for i in range(k) if dimension_of[i] == d]
        raw = [sum(values[a][i] * weights[i] for i in mine) for a in range(n)]
        share = sum(weights[i] for i in mine)
        for a in range(n):
            total[a] += share * scaled(raw, raw[a], method)
    return total


def scaled(raw, value, method):
    """One value on the scale of all."""
    n, mean = len(raw), sum(raw) / len(raw)
    if method == "minmax":
        return 100 * (value - min(raw)) / (max(raw) - min(raw)) if max(raw) > min(raw) else 0.0
    if method == "zscore":
        sd = math.sqrt(sum((x - mean) ** 2 for x in raw) / (n - 1))
        return 50 + 15 * (value - mean) / sd if max(raw) > min(raw) else 50.0
    below = sum(x < value for x in raw)
    same = sum(x == value for x in raw)
    return 100 * (below + same / 2) / n


def posterior_of_two(cases, exposure, spread, share):
    """Mean and sd of the log rates of two joined areas by brute integration over a grid."""
    q = share * np.array([[1.0, -1.0], [-1.0, 1.0]]) + (1 - share) * np.eye(2)
    q = q / spread**2
    a, u, v = np.meshgrid(
        np.linspace(-6, 4, 141),
        np.linspace(-6 * spread, 6 * spread, 101),
        np.linspace(-6 * spread, 6 * spread, 101),
        indexing="ij",
    )
    eta = np.array([a + u, a + v])
    logs = -0.5 * (q[0, 0] * u * u + 2 * q[0, 1] * u * v + q[1, 1] * v * v)
    for area in range(2):
        logs += cases[area] * eta[area] - exposure[area] * np.exp(eta[area])
    weight = np.exp(logs - logs.max())
    weight /= weight.sum()
    mean = np.array([(weight * eta[area]).sum() for area in range(2)])
    sd = [math.sqrt((weight * (eta[area] - mean[area]) ** 2).sum()) for area in range(2)]
    return mean, np.array(sd)
