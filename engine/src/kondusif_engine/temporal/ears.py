"""EARS C1, C2 and C3: is today above the last seven days?"""

from dataclasses import dataclass
from statistics import NormalDist

import numpy as np
from numpy.typing import ArrayLike, NDArray

from kondusif_engine.checks import ArgumentProblem, count_array, one_of, real_number, whole_number

_LAG = {"C1": 0, "C2": 2, "C3": 2}
_ALPHA = {"C1": 0.001, "C2": 0.001, "C3": 0.025}


@dataclass(frozen=True, eq=False)
class EarsResult:
    """What EARS says of every series and bin judged.

    Attributes
    ----------
    upper : float64[s, judged]
        The largest count that is still usual; NaN where history is too short.
    alarm : bool[s, judged]
        Whether the count is above it.
    """

    upper: NDArray[np.float64]
    alarm: NDArray[np.bool_]


def ears(
    counts: ArrayLike,
    method: str = "C1",
    *,
    baseline: int = 7,
    alpha: float | None = None,
    min_sd: float = 0.0,
    last: int | None = None,
) -> EarsResult:
    """Compare each bin with the mean and spread of the bins before it.

    Parameters
    ----------
    counts : int[s, T]
        Series by bin (day), oldest first, >= 0.
    method : {"C1", "C2", "C3"}
        C1: the `baseline` bins right before. C2: two bins lie between, so that an outbreak does not raise
        its own bar. C3: C2 with what the two bins before had in excess.
    baseline : int
        Bins to compare with, >= 2.
    alpha : float, optional
        Sets the normal quantile z, in (0, 0.5]; 0.001, for C3 0.025, if absent. It is not the share of
        false alarms; see the notes.
    min_sd : float
        The least spread, >= 0; 0.5 keeps quiet series from alarming at a single report.
    last : int, optional
        Judge only so many of the latest bins; all if absent.

    Returns
    -------
    EarsResult

    Raises
    ------
    ArgumentProblem
        If an argument cannot be used.

    Notes
    -----
    Cost: O(s x judged x baseline). Upper bounds: C1, C2: mean + z sd; C3: mean + sd (z - sum over the
    two bins before of max(0, C2 - 1)), as in Hutwagner, Thompson, Seeman, Treadwell (2003),
    doi:10.1007/PL00022319, and Salmon, Schumacher, Höhle (2016), doi:10.18637/jss.v070.i10.

    The spread of seven bins is a guess, so quiet bins alarm far oftener than `alpha`: at the defaults
    1.4 % of normal ones for C1 and C2 (Student's t with 6 degrees of freedom) and 12 % for C3; of Poisson
    counts around 3 a bin 2.4 % and 15 %, around 1 a bin 3 % and 16 %
    (``engine/benchmarks/temporal_alarms.py``). EARS is a screen; where a share of false alarms is promised,
    use :func:`nb_cusum` with its threshold, or count alarms in quiet series.
    """
    method = one_of(method, "method", _LAG)
    series = count_array(counts, "counts", shape=(None, None)).astype(np.float64)
    width = whole_number(baseline, "baseline", least=2)
    least = real_number(min_sd, "min_sd", least=0.0)
    level = _ALPHA[method] if alpha is None else real_number(alpha, "alpha", above=0.0, most=0.5)
    n_bins = series.shape[1]
    if n_bins == 0:
        raise ArgumentProblem("counts", "holds no bin", "give at least one")
    judged = n_bins if last is None else whole_number(last, "last", least=1, most=n_bins)
    z = NormalDist().inv_cdf(1 - level)
    mean, sd = _history(series, judged + (2 if method == "C3" else 0), width, _LAG[method], least)
    upper = mean[:, -judged:] + z * sd[:, -judged:]
    if method == "C3":
        upper -= sd[:, -judged:] * _carried_over(series, mean, sd, judged)
    with np.errstate(invalid="ignore"):
        return EarsResult(upper, series[:, n_bins - judged :] > upper)


def _history(series, judged: int, width: int, lag: int, least: float):
    """Return mean and spread of the baseline of each of the last `judged` bins, NaN before the data."""
    # Only what is looked at is copied: with one bin to judge, a dozen columns of a long history.
    needed = judged + width + lag
    padded = np.full((series.shape[0], needed), np.nan)
    held = min(needed, series.shape[1])
    padded[:, needed - held :] = series[:, series.shape[1] - held :]
    shifted = [padded[:, width - back : width - back + judged] for back in range(1, width + 1)]
    mean = sum(shifted) / width
    variance = sum((values - mean) ** 2 for values in shifted) / (width - 1)
    return mean, np.maximum(np.sqrt(variance), least)


def _carried_over(series, mean, sd, judged: int):
    """Return what the two bins before each had above one spread, in spreads."""
    held = min(judged + 2, series.shape[1])
    counts = np.full(mean.shape, np.nan)
    counts[:, mean.shape[1] - held :] = series[:, series.shape[1] - held :]
    with np.errstate(divide="ignore", invalid="ignore"):
        over = np.where(counts > mean, (counts - mean) / sd, 0.0)
    over = np.maximum(0.0, over - 1.0)
    over = np.where(np.isnan(mean), 0.0, over)
    # A bin above a baseline without spread is infinitely far above it; keep the bound a number.
    over = np.minimum(over, 1e6)
    return over[:, 1 : 1 + judged] + over[:, :judged]
