"""How good was a forecast? Proper scores and calibration."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.stats import rankdata

from kondusif_engine.checks import count_array, whole_number
from kondusif_engine.forecast.distribution import Forecast

LOG_FLOOR = 1e-4


@dataclass(frozen=True, slots=True)
class Scores:
    """Scores of one forecast, area by area; smaller is better.

    Attributes
    ----------
    crps : NDArray[np.float64], shape (n,)
        Continuous ranked probability score, in counts.
    log : NDArray[np.float64], shape (n,)
        -ln of the probability given to what came, at most -ln(1e-4): a model that calls a thing
        impossible is punished, not banished.
    brier : NDArray[np.float64], shape (n,)
        Squared error of the probability of at least one.
    pit_low, pit_high : NDArray[np.float64], shape (n,)
        P(count < y) and P(count <= y).
    """

    crps: NDArray[np.float64]
    log: NDArray[np.float64]
    brier: NDArray[np.float64]
    pit_low: NDArray[np.float64]
    pit_high: NDArray[np.float64]


def score(forecast: Forecast, happened: ArrayLike) -> Scores:
    """This function will score a forecast against what happened.

    Parameters
    ----------
    forecast : Forecast
    happened : array_like of int, shape (n,)

    Raises
    ------
    ArgumentProblem
        If the counts do not fit the areas.

    Notes
    -----
    For counts CRPS = sum over x of (F(x) - 1{y <= x})^2: Wei and Held (2014), eq. 3,
    doi:10.1007/s11749-014-0380-8. Cost: O(n m).
    """
    y = count_array(happened, "happened", shape=(len(forecast.cdf),))
    cdf = forecast.cdf
    m = cdf.shape[1]
    step = np.arange(m) >= y[:, None]
    beyond = np.maximum(y - m, 0)
    crps = ((cdf - step) ** 2).sum(axis=1) + beyond
    high = np.where(y < m, cdf[np.arange(len(y)), np.minimum(y, m - 1)], 1.0)
    low = np.where(y == 0, 0.0, cdf[np.arange(len(y)), np.clip(y - 1, 0, m - 1)])
    low = np.where(y > m, 1.0, low)
    log = -np.log(np.maximum(high - low, LOG_FLOOR))
    return Scores(crps, log, (forecast.p_any - (y > 0)) ** 2, low, high)


def auroc(probability: NDArray[np.float64], happened: NDArray[np.bool_]) -> float:
    """Return the probability that a random hit was ranked above a random miss; NaN without both."""
    hits = int(happened.sum())
    misses = len(happened) - hits
    if not hits or not misses:
        return float("nan")
    ranks = rankdata(probability)[happened].sum()
    return float((ranks - hits * (hits + 1) / 2) / (hits * misses))


def pit_histogram(low: NDArray[np.float64], high: NDArray[np.float64], bins: int = 10) -> NDArray[np.float64]:
    """This function will return the mean PIT histogram; flat at 1 / bins is calibrated.

    Parameters
    ----------
    low, high : NDArray[np.float64], shape (n,)
        P(count < y) and P(count <= y) of each forecast.
    bins : int

    Returns
    -------
    NDArray[np.float64], shape (bins,)
        Sums to 1. U-shaped: too sure; hump-shaped: not sure enough.

    Notes
    -----
    Czado, Gneiting and Held (2009), eq. 2, doi:10.1111/j.1541-0420.2009.01191.x; not randomised.
    """
    edges = np.linspace(0.0, 1.0, whole_number(bins, "bins", least=2) + 1)
    width = np.maximum(high - low, 1e-12)
    filled = np.clip((edges - low[:, None]) / width[:, None], 0.0, 1.0)
    filled[:, 0], filled[:, -1] = 0.0, 1.0
    return np.diff(filled.mean(axis=0))
