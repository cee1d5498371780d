"""How good was a forecast? Proper scores and calibration."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from kondusif_engine.checks import ArgumentProblem, count_array, instance_of, real_array, whole_number
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
    instance_of(forecast, "forecast", Forecast)
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


def auroc(probability: ArrayLike, happened: ArrayLike) -> float:
    """Return the probability that a random hit was ranked above a random miss; NaN without both.

    Parameters
    ----------
    probability : array_like of float, shape (n,)
        Or any other number that ranks.
    happened : array_like of bool or 0/1, shape (n,)

    Raises
    ------
    ArgumentProblem
        If an array does not fit.
    """
    from scipy.stats import rankdata  # scipy costs more to load than the whole package

    probability = real_array(probability, "probability", shape=(None,))
    happened = count_array(happened, "happened", shape=probability.shape)
    if (happened > 1).any():
        raise ArgumentProblem("happened", "holds more than 0 and 1", "say whether, not how often")
    happened = happened == 1
    hits = int(happened.sum())
    misses = len(happened) - hits
    if not hits or not misses:
        return float("nan")
    ranks = rankdata(probability)[happened].sum()
    return float((ranks - hits * (hits + 1) / 2) / (hits * misses))


def pit_histogram(low: ArrayLike, high: ArrayLike, bins: int = 10) -> NDArray[np.float64]:
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
    low = real_array(low, "low", shape=(None,), least=0.0, most=1.0 + 1e-9)
    high = real_array(high, "high", shape=low.shape, least=0.0, most=1.0 + 1e-9)
    if low.size == 0:
        raise ArgumentProblem("low", "holds no forecast", "give at least one")
    edges = np.linspace(0.0, 1.0, whole_number(bins, "bins", least=2, most=10_000) + 1)
    width = np.maximum(high - low, 1e-12)
    filled = np.clip((edges - low[:, None]) / width[:, None], 0.0, 1.0)
    filled[:, 0], filled[:, -1] = 0.0, 1.0
    return np.diff(filled.mean(axis=0))
