"""A predictive distribution of counts for each area."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import gammaln
from scipy.stats import nbinom, poisson

from kondusif_engine.checks import ArgumentProblem, real_array, real_number

_TAIL, _LONGEST = 1e-7, 20_000


@dataclass(frozen=True, slots=True)
class Forecast:
    """What may happen in each area in one period.

    Attributes
    ----------
    cdf : NDArray[np.float64], shape (n, m)
        P(count <= x) for x = 0 .. m - 1; beyond, it is taken as 1.
    mean : NDArray[np.float64], shape (n,)
    """

    cdf: NDArray[np.float64]
    mean: NDArray[np.float64]

    @property
    def p_any(self) -> NDArray[np.float64]:
        """Probability of at least one, shape (n,)."""
        return 1.0 - self.cdf[:, 0]

    def quantile(self, q: float) -> NDArray[np.int64]:
        """Return the smallest count whose probability of not being passed is at least `q`.

        Raises
        ------
        ArgumentProblem
            If q is not inside 0-1.
        """
        q = real_number(q, "q", least=0.0, most=1.0)
        return (self.cdf < q).sum(axis=1)


def negative_binomial(mean: NDArray[np.float64], size: float) -> Forecast:
    """This function will make negative binomial forecasts: variance = mean + mean^2 / size.

    Parameters
    ----------
    mean : array_like of float, shape (n,)
        Not negative.
    size : float
        Positive; infinity is Poisson.

    Raises
    ------
    ArgumentProblem
        If an argument does not fit, or a mean is too large for a table of 20,000 counts.
    """
    mean = real_array(mean, "mean", shape=(None,), least=0.0)
    if not size > 0:
        raise ArgumentProblem("size", f"is {size}", "give more than 0")
    top = mean.max(initial=0.0)
    tail = poisson.isf(_TAIL, top) if np.isinf(size) else nbinom.isf(_TAIL, size, size / (size + top))
    longest = int(tail) + 2
    if longest > _LONGEST:
        raise ArgumentProblem("mean", f"reaches {top:g}", "give counts of shorter periods")
    x = np.arange(longest)
    safe = np.maximum(mean, 1e-300)[:, None]
    if np.isinf(size):
        log_pmf = x * np.log(safe) - safe - gammaln(x + 1.0)
    else:
        # log(mean / (mean + size)) without losing digits for small means
        shape = gammaln(x + size) - gammaln(size) - gammaln(x + 1.0)
        log_pmf = shape - size * np.log1p(safe / size) + x * (np.log(safe) - np.log(safe + size))
    cdf = np.minimum(np.cumsum(np.exp(log_pmf), axis=1), 1.0)
    return Forecast(cdf, mean)


def empirical(samples: NDArray[np.float64]) -> Forecast:
    """This function will make forecasts from equally likely past counts, shape (n, samples)."""
    samples = np.asarray(samples)
    highest = int(samples.max(initial=0))
    if highest >= _LONGEST:
        raise ArgumentProblem("history", f"reaches {highest}", "give counts of shorter periods")
    n, m = samples.shape
    cells = np.arange(n)[:, None] * (highest + 1) + samples.astype(np.int64)
    counts = np.bincount(cells.ravel(), minlength=n * (highest + 1)).reshape(n, -1)
    return Forecast(np.cumsum(counts, axis=1) / m, samples.mean(axis=1))
