"""Self-exciting negative binomial: trouble breeds trouble, here and next door."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import ArrayLike, NDArray

from kondusif_engine.checks import ArgumentProblem, count_array, plain_array, real_array, whole_number
from kondusif_engine.forecast.distribution import Forecast, negative_binomial

if TYPE_CHECKING:
    from scipy import sparse

FEATURES = (
    "last",
    "recent_weeks",
    "recent_months",
    "long_run",
    "neighbours_last",
    "neighbours_recent",
    "everywhere",
)
WARM_UP = 13
_FAST, _SLOW = 0.6, 0.9
_LONG_RUN_PRIOR = 8.0
_REWEIGHTINGS = 4
_CALENDAR_RIDGE = 4.0
_LEAST_MEAN = 1e-4


@dataclass(frozen=True, slots=True)
class SelfExciting:
    """A fitted model for one horizon.

    Attributes
    ----------
    horizon : int
        Periods ahead.
    weights : NDArray[np.float64], shape (7,)
        Not negative, in the order of `FEATURES`: expected counts per unit of each.
    calendar_effects : NDArray[np.float64], shape (q,)
        Log factor on the mean per unit of each calendar column.
    size : float
        Of the negative binomial: variance = mean + mean^2 / size.
    neighbours : scipy.sparse.csr_array, shape (n, n)
        Rows of equal weights that sum to 1, or of zeros.
    """

    horizon: int
    weights: NDArray[np.float64]
    calendar_effects: NDArray[np.float64]
    size: float
    neighbours: "sparse.csr_array"

    def parts(self, history: ArrayLike, calendar_row: ArrayLike | None = None) -> NDArray[np.float64]:
        """Return what each feature adds to the expected count, shape (n, 7); rows sum to the mean.

        Parameters
        ----------
        history : array_like of int, shape (n, t)
            All counts so far, t >= 13.
        calendar_row : array_like of float, shape (q,)
            The calendar of the period that is forecast.

        Raises
        ------
        ArgumentProblem
            If a shape does not fit.
        """
        history = count_array(history, "history", shape=(self.neighbours.shape[0], None))
        if history.shape[1] < WARM_UP:
            raise ArgumentProblem("history", f"has {history.shape[1]} periods", f"give {WARM_UP}")
        row = real_array(
            () if calendar_row is None else calendar_row,
            "calendar_row",
            shape=self.calendar_effects.shape,
        )
        last = features(history.astype(np.float64), self.neighbours)[-1]
        return last * self.weights * np.exp(row @ self.calendar_effects)

    def predict(self, history: ArrayLike, calendar_row: ArrayLike | None = None) -> Forecast:
        """Return the forecast for `horizon` periods after the end of `history`; as `parts`."""
        mean = self.parts(history, calendar_row).sum(axis=1)
        return negative_binomial(np.maximum(mean, _LEAST_MEAN), self.size)


def fit(
    history: ArrayLike,
    edges: ArrayLike,
    *,
    horizon: int = 1,
    calendar: ArrayLike | None = None,
    fit_periods: int = 104,
) -> SelfExciting:
    """This function will fit the self-exciting model.

    mean(area, t + horizon) = exp(calendar(t + horizon) . effects) x sum(weights x features(t)),
    where the features are the last count, its averages over about 2 and 10 periods, the long-run
    mean (shrunk to the mean of all areas), the neighbours' last and recent counts, and the recent
    level everywhere.

    Parameters
    ----------
    history : array_like of int, shape (n, T)
        Counts of n areas in T periods; T >= 26 + horizon.
    edges : array_like of int, shape (m, 2)
        Neighbours.
    horizon : int
        At least 1.
    calendar : array_like of float, shape (>= T, q), optional
        Campaign, voting weeks, holidays: one row per period; 0 is an ordinary period. Columns that
        are 0 in the whole fit get the effect 0.
    fit_periods : int
        Only the last so many periods are fitted.

    Returns
    -------
    SelfExciting

    Raises
    ------
    ArgumentProblem
        If an argument does not fit, or nothing ever happened.

    Notes
    -----
    Non-negative weighted least squares, reweighted by the negative binomial variance; calendar
    effects by ridge Poisson regression on the totals; size by maximum likelihood. Cost: O(n T).
    A discrete relative of Mohler et al. (2011), doi:10.1198/jasa.2011.ap09546, and of the
    "endemic-epidemic" models of Held, Hoehle and Hofmann (2005), doi:10.1191/1471082X05st098oa.
    """
    counts = count_array(history, "history", shape=(None, None)).astype(np.float64)
    n, periods = counts.shape
    horizon = whole_number(horizon, "horizon", least=1)
    fit_periods = whole_number(fit_periods, "fit_periods", least=WARM_UP)
    if n == 0 or periods < 2 * WARM_UP + horizon:
        raise ArgumentProblem(
            "history", f"has {n} areas and {periods} periods", f"give {2 * WARM_UP + horizon}"
        )
    if counts.sum() == 0:
        raise ArgumentProblem("history", "holds no event", "there is nothing to learn from")
    table = _calendar(calendar, periods)
    neighbours = neighbour_means(edges, n)
    start = max(WARM_UP - 1, periods - horizon - fit_periods)
    seen = np.arange(start, periods - horizon)
    x = features(counts, neighbours)[seen]
    y = counts.T[seen + horizon]
    weights, effects, size = _alternate(x, y, table[seen + horizon])
    return SelfExciting(horizon, weights, effects, size, neighbours)


def features(counts: NDArray[np.float64], neighbours: "sparse.csr_array") -> NDArray[np.float64]:
    """Return the features known at the end of each period, shape (T, n, 7)."""
    n, periods = counts.shape
    table = np.empty((periods, n, len(FEATURES)))
    fast = slow = counts[:, 0]
    total = np.zeros(n)
    for t in range(periods):
        now = counts[:, t]
        fast = _FAST * fast + (1.0 - _FAST) * now
        slow = _SLOW * slow + (1.0 - _SLOW) * now
        total = total + now
        prior = _LONG_RUN_PRIOR * total.mean() / (t + 1)
        long_run = (total + prior) / (t + 1 + _LONG_RUN_PRIOR)
        around = neighbours @ np.column_stack([now, fast])
        level = counts[:, max(0, t - 3) : t + 1].mean()
        table[t, :, :4] = np.column_stack([now, fast, slow, long_run])
        table[t, :, 4:6] = around
        table[t, :, 6] = level
    return table


def neighbour_means(edges: ArrayLike, n: int) -> "sparse.csr_array":
    """Return the matrix that averages over neighbours; edges count both ways and once."""
    from scipy import sparse  # scipy costs more to load than the whole package

    pairs = plain_array(edges, "edges")
    if pairs.size == 0:
        return sparse.csr_array((n, n))
    pairs = count_array(pairs, "edges", shape=(None, 2))
    if pairs.max() >= n:
        raise ArgumentProblem("edges", f"name area {pairs.max()} of {n}", "count from 0")
    if (pairs[:, 0] == pairs[:, 1]).any():
        raise ArgumentProblem("edges", "join an area to itself")
    both = np.unique(np.vstack([pairs, pairs[:, ::-1]]), axis=0)
    degree = np.bincount(both[:, 0], minlength=n)
    return sparse.csr_array((1.0 / degree[both[:, 0]], (both[:, 0], both[:, 1])), shape=(n, n))


def _calendar(calendar: ArrayLike | None, periods: int) -> NDArray[np.float64]:
    if calendar is None:
        return np.zeros((periods, 0))
    table = real_array(calendar, "calendar", shape=(None, None))
    if len(table) < periods:
        raise ArgumentProblem("calendar", f"has {len(table)} rows", f"give {periods}")
    return table


def _alternate(x, y, calendar):
    """Fit weights, then effects, then size, in turn; x (t, n, p), y (t, n), calendar (t, q)."""
    p = x.shape[2]
    flat, target = x.reshape(-1, p), y.ravel()
    effects = np.zeros(calendar.shape[1])
    mean = np.maximum(flat[:, FEATURES.index("long_run")], _LEAST_MEAN)
    size = 1.0
    for _ in range(_REWEIGHTINGS):
        factor = np.repeat(np.exp(calendar @ effects), y.shape[1])
        pull = factor / np.maximum(mean + mean**2 / size, _LEAST_MEAN)
        gram = (flat * (pull * factor)[:, None]).T @ flat
        weights = _non_negative(gram, flat.T @ (pull * target))
        base = flat @ weights
        effects = _effects(base.reshape(y.shape).sum(axis=1), y.sum(axis=1), calendar, effects)
        mean = np.maximum(base * np.repeat(np.exp(calendar @ effects), y.shape[1]), _LEAST_MEAN)
        size = _size(target, mean)
    return weights, effects, size


def _non_negative(gram, side):
    """Minimise w' gram w / 2 - side w over w >= 0, by least squares on the root of gram."""
    from scipy.optimize import nnls  # scipy costs more to load than the whole package

    values, vectors = np.linalg.eigh(gram)
    root = np.sqrt(np.maximum(values, values.max() * 1e-12))
    return nnls((vectors * root).T, (vectors / root).T @ side)[0]


def _effects(expected, total, calendar, effects):
    """Ridge Poisson regression of the totals on the calendar, with `expected` as offset."""
    if not calendar.shape[1]:
        return effects
    for _ in range(50):
        mean = expected * np.exp(calendar @ effects)
        # Whole weeks move together, so totals scatter more than Poisson: weigh them down.
        scatter = max(1.0, ((total - mean) ** 2 / np.maximum(mean, 1.0)).mean())
        gradient = calendar.T @ (total - mean) / scatter - _CALENDAR_RIDGE * effects
        curve = (calendar * (mean / scatter)[:, None]).T @ calendar
        step = np.linalg.solve(curve + _CALENDAR_RIDGE * np.eye(len(effects)), gradient)
        effects = effects + np.clip(step, -0.5, 0.5)
        if np.abs(step).max() < 1e-8:
            break
    return effects


def _size(y, mean) -> float:
    """Maximum-likelihood size of the negative binomial at given means, between 0.05 and 1e4."""
    values, times = np.unique(y, return_counts=True)

    from scipy.optimize import minimize_scalar  # scipy costs more to load than the whole package
    from scipy.special import gammaln

    def loss(log_size):
        size = np.exp(log_size)
        shape = (times * (gammaln(values + size) - gammaln(size))).sum()
        spread = ((size + y) * np.log1p(mean / size)).sum() + (y * log_size).sum()
        return (spread - shape) / len(y)

    found = minimize_scalar(loss, bounds=(np.log(0.05), np.log(1e4)), method="bounded")
    return float(np.exp(found.x))
