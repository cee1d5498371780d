"""Put dimensions on one scale."""

import numpy as np
from numpy.typing import NDArray

METHODS = ("minmax", "zscore", "rank")
_Z_MEAN, _Z_SPREAD = 50.0, 15.0


def normalise(raw: NDArray[np.float64], scale: NDArray[np.float64], method: str) -> NDArray[np.float64]:
    """Return `raw` on the scale set by the reference set `scale`; both (areas, dimensions).

    "minmax": 0 at the minimum and 100 at the maximum of the reference set, not cut off beyond;
    "zscore": 50 + 15 x (value - mean) / sample SD; "rank": share of the reference set below, ties
    counted half, x 100. A dimension in which the reference set does not differ becomes 0, 50 or
    50: it cannot tell areas apart.
    """
    if method == "minmax":
        low, width = scale.min(axis=0), np.ptp(scale, axis=0)
        return 100.0 * _ratio(raw - low, width)
    if method == "zscore":
        return _Z_MEAN + _Z_SPREAD * _ratio(raw - scale.mean(axis=0), _spread(scale))
    columns = [_rank(raw[:, i], scale[:, i]) for i in range(raw.shape[1])]
    return np.column_stack(columns)


def _spread(scale: NDArray[np.float64]) -> NDArray[np.float64]:
    # A constant column has a standard deviation of rounding errors; call it what it is.
    return np.where(np.ptp(scale, axis=0) == 0.0, 0.0, scale.std(axis=0, ddof=1))


def _ratio(over: NDArray[np.float64], under: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.divide(over, under, out=np.zeros_like(over), where=under > 0)


def _rank(values: NDArray[np.float64], scale: NDArray[np.float64]) -> NDArray[np.float64]:
    ordered = np.sort(scale)
    below = np.searchsorted(ordered, values, side="left")
    upto = np.searchsorted(ordered, values, side="right")
    return 100.0 * (below + upto) / (2.0 * len(ordered))
