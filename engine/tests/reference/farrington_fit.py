"""The plain twin of kernels/farrington_fit: dense design matrix, iteratively reweighted least squares."""

import numpy as np
from scipy.stats import t as student


def farrington_fit(history, time, season, n_seasons, options, fits):
    for s, counts in enumerate(history):
        with_slope = bool(options[0])
        while True:
            columns = [(season == g).astype(float) for g in range(n_seasons)]
            x = np.column_stack([*columns, time] if with_slope else columns)
            weights = np.ones(counts.size)
            for round_ in range(2 if options[1] else 1):
                beta, mu, covariance = weighted_poisson(x, counts, weights)
                pearson = float((weights * (counts - mu) ** 2 / mu).sum())
                degrees = counts.size - x.shape[1]
                dispersion = scatter = max(1.0, pearson / degrees)
                if options[3]:
                    relative = float((weights * (counts / mu - 1) ** 2).sum())
                    scatter = (relative if options[1] else pearson) / degrees
                if round_ == 0 and options[1]:
                    weights = anscombe_weights(x, counts, mu, weights, covariance, dispersion, options[2])
            expected = float(np.exp(beta[0]))
            if not with_slope:
                break
            limit = student.ppf(0.975, counts.size - x.shape[1])
            if abs(beta[-1]) > limit * np.sqrt(scatter * covariance[-1, -1]) and expected <= counts.max():
                break
            with_slope = False
        at_zero = np.zeros(x.shape[1])
        at_zero[0] = 1
        variance = scatter * float(at_zero @ covariance @ at_zero) * expected**2
        fits[s] = expected, variance, dispersion, float(with_slope)


def weighted_poisson(x, counts, weights):
    """Return coefficients, means and unscaled covariance of a weighted log-linear Poisson model."""
    beta = np.linalg.lstsq(x, np.log(counts + 0.5), rcond=None)[0]
    for _ in range(100):
        mu = np.exp(x @ beta)
        information = x.T @ (x * (weights * mu)[:, None])
        step = np.linalg.solve(information, x.T @ (weights * (counts - mu)))
        beta = beta + step
        if np.abs(step).max() < 1e-12:
            break
    mu = np.exp(x @ beta)
    return beta, mu, np.linalg.inv(x.T @ (x * (weights * mu)[:, None]))


def anscombe_weights(x, counts, mu, weights, covariance, dispersion, limit):
    hat = weights * mu * np.einsum("ij,jk,ik->i", x, covariance, x)
    residual = 1.5 * (counts ** (2 / 3) * mu ** (-1 / 6) - np.sqrt(mu)) / np.sqrt(dispersion * (1 - hat))
    new = np.where(residual > limit, np.maximum(residual, limit) ** -2.0, 1.0)
    return new * counts.size / new.sum()
