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


def leroux(cases, exposure, edges, spreads, shares):
    """Dense Laplace fits over a grid, mixed by evidence: mean and sd of log rates, mean spread and share."""
    n, fits = len(cases), []
    laplacian = np.zeros((n, n))
    for i, j in edges:
        laplacian[[i, j], [i, j]] += 1
        laplacian[[i, j], [j, i]] -= 1
    lonely = laplacian.diagonal() == 0
    ones = np.ones((n, 1))
    for spread in spreads:
        for share in shares:
            structure = share * laplacian + np.diag(np.where(lonely, 1.0, 1.0 - share))
            prior = np.zeros((n + 1, n + 1))  # level, then the effects of the areas
            prior[1:, 1:] = structure / spread**2
            design = np.hstack([ones, np.eye(n)])
            theta = np.zeros(n + 1)
            theta[0] = np.log(cases.sum() / exposure.sum())
            for _ in range(200):
                mean = exposure * np.exp(design @ theta)
                hessian = design.T @ (design * mean[:, None]) + prior
                step = np.linalg.solve(hessian, design.T @ (cases - mean) - prior @ theta)
                theta = theta + step / max(1.0, np.abs(step).max())
            mean = exposure * np.exp(design @ theta)
            hessian = design.T @ (design * mean[:, None]) + prior
            height = cases @ (design @ theta) - mean.sum() - theta @ prior @ theta / 2
            evidence = (
                height + np.linalg.slogdet(structure / spread**2)[1] / 2 - np.linalg.slogdet(hessian)[1] / 2
            )
            covariance = np.linalg.inv(hessian)
            variance = np.diag(design @ covariance @ design.T)
            # First-order correction of the mode to the mean (Tierney and Kadane 1986).
            centre = design @ (theta - covariance @ (design.T @ (mean * variance)) / 2)
            fits.append((evidence, centre, variance, spread, share))
    weight = np.exp(np.array([fit[0] for fit in fits]) - max(fit[0] for fit in fits))
    weight /= weight.sum()
    centre = sum(w * fit[1] for w, fit in zip(weight, fits, strict=True))
    second = sum(w * (fit[2] + fit[1] ** 2) for w, fit in zip(weight, fits, strict=True))
    pooled = [sum(w * fit[i] for w, fit in zip(weight, fits, strict=True)) for i in (3, 4)]
    return centre, np.sqrt(second - centre**2), *pooled
