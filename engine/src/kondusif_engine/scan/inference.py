"""From null maxima to p-values."""

import numpy as np
from numpy.typing import NDArray


def p_value(llr: float, maxima: NDArray[np.float64], stop_at: int | None) -> float:
    """Return the Monte-Carlo p-value of a statistic.

    Full: (1 + exceedances) / (1 + replicates). Sequential: h / l when the h-th exceedance is replicate
    l, which is exact too (Besag, Clifford 1991, doi:10.1093/biomet/78.2.301).
    """
    exceeding = np.flatnonzero(maxima >= llr)
    if stop_at is not None and exceeding.size >= stop_at:
        return stop_at / (int(exceeding[stop_at - 1]) + 1)
    return (1 + exceeding.size) / (1 + maxima.size)


def stopping_point(llr: float, maxima: NDArray[np.float64], stop_at: int | None) -> int | None:
    """Return how many replicates a sequential test uses; None while it has to go on."""
    exceeding = np.flatnonzero(maxima >= llr)
    if stop_at is None or exceeding.size < stop_at:
        return None
    return int(exceeding[stop_at - 1]) + 1


def gumbel_p_value(llr: float, maxima: NDArray[np.float64]) -> float:
    """Return P(maximum >= llr) from a Gumbel curve with the mean and spread of the null maxima.

    Abrams, Kulldorff, Kleinman (2010), doi:10.1186/1476-072X-9-61, found it the best of the
    curves tried. NaN with fewer than 20 maxima or no spread.
    """
    if maxima.size < 20 or not maxima.std(ddof=1) > 0:
        return float("nan")
    scale = float(maxima.std(ddof=1)) * np.sqrt(6.0) / np.pi
    mode = float(maxima.mean()) - np.euler_gamma * scale
    return float(-np.expm1(-np.exp(-(llr - mode) / scale)))
