"""A predictive distribution of counts for each area."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from kondusif_engine.checks import ArgumentProblem, count_array, real_array, real_number

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


def negative_binomial(mean: ArrayLike, size: float) -> Forecast:
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
    from scipy.special import gammaln  # scipy costs more to load than the whole package
    from scipy.stats import nbinom, poisson

    mean = real_array(mean, "mean", shape=(None,), least=0.0)
    size = np.inf if isinstance(size, float) and size == np.inf else real_number(size, "size", above=0.0)
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


def empirical(samples: ArrayLike) -> Forecast:
    """This function will make forecasts from equally likely past counts.

    Parameters
    ----------
    samples : array_like of int, shape (n, samples)
        Not negative, below 20,000; at least one sample.

    Raises
    ------
    ArgumentProblem
        If a count does not fit or there is no sample.
    """
    samples = count_array(samples, "samples", shape=(None, None))
    if samples.shape[1] == 0:
        raise ArgumentProblem("samples", "are none", "give at least one")
    highest = int(samples.max(initial=0))
    if highest >= _LONGEST:
        raise ArgumentProblem("samples", f"reaches {highest}", "give counts of shorter periods")
    n, m = samples.shape
    cells = np.arange(n)[:, None] * (highest + 1) + samples
    counts = np.bincount(cells.ravel(), minlength=n * (highest + 1)).reshape(n, highest + 1)
    return Forecast(np.cumsum(counts, axis=1) / m, samples.mean(axis=1))
