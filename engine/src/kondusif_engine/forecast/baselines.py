"""Forecasts that a model must beat before anybody should look at it."""

import numpy as np
from numpy.typing import ArrayLike, NDArray

from kondusif_engine.checks import ArgumentProblem, count_array, whole_number
from kondusif_engine.forecast.distribution import Forecast, empirical, negative_binomial


def zero(history: ArrayLike) -> Forecast:
    """This function will forecast that nothing happens."""
    n = len(_counts(history))
    return Forecast(np.ones((n, 1)), np.zeros(n))


def persistence(history: ArrayLike) -> Forecast:
    """This function will forecast Poisson counts with the last count as their mean.

    After a 0 the mean is 0.01, so that an event is unlikely and not impossible.
    """
    return negative_binomial(np.maximum(_counts(history)[:, -1], 0.01), np.inf)


def conflictology(history: ArrayLike, window: int) -> Forecast:
    """This function will forecast the area's own last `window` counts, each equally likely.

    The benchmark of the VIEWS prediction challenge, "hard to beat": Hegre et al. (2025),
    arXiv:2407.11045.
    """
    history = _counts(history)
    window = whole_number(window, "window", least=1, most=history.shape[1])
    return empirical(history[:, -window:])


def _counts(history: ArrayLike) -> NDArray[np.int64]:
    counts = count_array(history, "history", shape=(None, None))
    if counts.shape[1] == 0:
        raise ArgumentProblem("history", "holds no period", "give at least one")
    return counts
