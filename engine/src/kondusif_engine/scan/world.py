"""One stream of counts, made ready for scanning: windows, exposure and the statistic.

Whatever the model, the expected count of a zone in window v is::

    expected = (sum over the zone of base[upper[v]] - base[lower[v]]) * factor[v] / divisor

so the kernels and the oracle know nothing of models but this sum and one score function. Integers
(populations, margins) are summed before anything is divided, hence the sums are exact.
"""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from kondusif_engine.checks import ArgumentProblem, count_array, plain_array, real_array, whole_number
from kondusif_engine.scan.places import Neighbours

MODELS = ("stp", "poisson", "ebp", "bayes")
CONDITIONAL, EXPECTATION, BAYES, DEFICIT = 0, 1, 2, 3  # the scores


class Windows(NamedTuple):
    """Stretches of days: window v covers first[v] .. last[v], both inside."""

    first: NDArray[np.int64]
    last: NDArray[np.int64]


class Exposure(NamedTuple):
    """What the expected count is made of; see the module."""

    base: NDArray[np.float64]  # [rows, sites]
    upper: NDArray[np.int64]  # [windows], a row of base
    lower: NDArray[np.int64]  # [windows], a row of base
    factor: NDArray[np.float64]  # [windows]
    divisor: float


class Score(NamedTuple):
    """Which statistic, and its constants: total cases, then for "bayes" strength and effects."""

    kind: int
    constants: NDArray[np.float64]
    min_cases: int


class Prior(NamedTuple):
    """What "bayes" believes before it sees the counts.

    The rate relative to the baseline is Gamma(strength, strength) everywhere without an outbreak, and
    Gamma(effect * strength, strength) inside the zone with one, each effect equally likely; an outbreak
    somewhere has the probability `outbreak`, spread evenly over all zones and windows.
    """

    strength: float = 10.0
    effects: tuple[float, ...] = (1.5, 2.0, 3.0)
    outbreak: float = 0.05


@dataclass(frozen=True, eq=False)
class World:
    """Counts by site and day with everything a scan needs to know of them."""

    model: str
    counts: NDArray[np.int64]  # [sites, days]
    windows: Windows
    exposure: Exposure
    score: Score
    weights: NDArray[np.float64]  # [days or 1, sites], the null distribution over sites
    day_means: NDArray[np.float64]  # [days], expected cases per day under the null

    @property
    def total(self) -> int:
        return int(self.counts.sum())

    @property
    def n_days(self) -> int:
        return self.counts.shape[1]


def build_windows(n_days: int, min_window: int, max_window: int, prospective: bool) -> Windows:
    """List the windows, by last day from the latest back, then by length from the shortest."""
    ends = [n_days - 1] if prospective else range(n_days - 1, -1, -1)
    pairs = [
        (end - length + 1, end) for end in ends for length in range(min_window, min(max_window, end + 1) + 1)
    ]
    return Windows(
        np.array([first for first, _ in pairs], np.int64),
        np.array([last for _, last in pairs], np.int64),
    )


def checked_counts(counts: ArrayLike, n_places: int) -> NDArray[np.int64]:
    """Return counts as int64 [streams, places, days]; one day and one stream may be left out."""
    _refuse_dates_as_rows(counts, "counts")
    array = plain_array(counts, "counts")
    rows = array.shape[0] if array.ndim in (1, 2) else n_places
    if rows != n_places:
        turned = array.ndim == 2 and array.shape[1] == n_places
        now = f"give {n_places} rows, one for each place" + ("; transpose it" if turned else "")
        raise ArgumentProblem("counts", f"has shape {array.shape}", now)
    # Judged in the shape in which it was given, so that what is wrong is named as the caller knows it.
    shape = {1: (n_places,), 2: (n_places, None)}.get(array.ndim, (None, n_places, None))
    clean = count_array(array, "counts", shape=shape)
    clean = clean.reshape((1, n_places, -1)) if array.ndim < 3 else clean
    if clean.shape[0] == 0 or clean.shape[2] == 0:
        raise ArgumentProblem("counts", f"has shape {clean.shape}", "give at least one day")
    if clean.sum(dtype=np.float64) >= 2**31:
        raise ArgumentProblem("counts", "add up to 2**31 or more", "split the data")
    return clean


def _refuse_dates_as_rows(values: object, name: str) -> None:
    """A table whose rows are days would pass for one whose rows are places where both are as many."""
    rows = str(getattr(getattr(values, "index", None), "dtype", ""))
    if rows.startswith(("datetime64", "period")):
        raise ArgumentProblem(name, "has dates as rows", "give a row for each place: transpose it")


def checked_window(max_window: int | None, min_window: int, n_days: int) -> tuple[int, int]:
    """Return (min_window, max_window) in bins; half of the data when no maximum is given."""
    if max_window is None:
        most = max(1, n_days // 2)
    else:
        most = whole_number(max_window, "max_window", least=1)
        if most > n_days:
            raise ArgumentProblem(
                "max_window", f"is {most} but counts hold {n_days} bins", f"give at most {n_days}"
            )
    least = whole_number(min_window, "min_window", least=1)
    if least > most:
        raise ArgumentProblem("min_window", f"is {least}", f"give at most max_window = {most}")
    return least, most


def build_world(
    model: str,
    counts: NDArray[np.int64],
    exposure: NDArray[np.float64] | None,
    places: Neighbours,
    windows: Windows,
    min_cases: int,
    prior: Prior,
    deficit: bool = False,
) -> World:
    """Gather one stream (counts [places, days]) onto the sites and attach the model's null.

    `deficit` asks of "ebp" where cases are missing.
    """
    on_sites = _by_site(counts, places)
    total = float(counts.sum())
    constants = np.array([total], np.float64)
    if model == "stp":
        exposed = _margins(on_sites, windows)
        kind, weights, day_means = CONDITIONAL, np.zeros((1, places.n_sites)), on_sites.sum(axis=0)
    else:
        carried = _by_site(exposure, places)
        exposed = _carried(carried, windows, on_sites.shape[1], total, scaled=model != "ebp")
        kind = DEFICIT if deficit else {"poisson": CONDITIONAL, "ebp": EXPECTATION, "bayes": BAYES}[model]
        weights, day_means = _null_shape(carried, on_sites.shape[1], total, scaled=model != "ebp")
    if model == "bayes":
        constants = np.array([total, prior.strength, *prior.effects], np.float64)
    score = Score(kind, constants, min_cases)
    return World(model, on_sites, windows, exposed, score, weights, day_means.astype(np.float64))


def _by_site(values: NDArray, places: Neighbours) -> NDArray:
    gathered = np.zeros((places.n_sites, *values.shape[1:]), values.dtype)
    np.add.at(gathered, places.site, values)
    return gathered


def _margins(counts: NDArray[np.int64], windows: Windows) -> Exposure:
    # Kulldorff et al. (2005): expected = cases of the zone x cases of the days / all cases.
    base = np.zeros((2, counts.shape[0]))
    base[1] = counts.sum(axis=1)
    daily = np.concatenate(([0], counts.sum(axis=0).cumsum()))
    factor = (daily[windows.last + 1] - daily[windows.first]).astype(np.float64)
    ones = np.ones(factor.size, np.int64)
    return Exposure(base, ones, 0 * ones, factor, max(1.0, float(counts.sum())))


def _carried(carried, windows: Windows, n_days: int, total: float, scaled: bool) -> Exposure:
    if carried.ndim == 1:  # the same every day
        base = np.vstack((np.zeros(carried.size), carried))
        upper, lower = np.ones_like(windows.first), np.zeros_like(windows.first)
        length = (windows.last - windows.first + 1).astype(np.float64)
        if scaled:
            return Exposure(base, upper, lower, length * total, float(carried.sum()) * n_days)
        return Exposure(base, upper, lower, length, 1.0)
    base = np.zeros((n_days + 1, carried.shape[0]))
    np.cumsum(carried.T, axis=0, out=base[1:])
    factor = np.full(windows.first.size, total if scaled else 1.0)
    divisor = float(base[-1].sum()) if scaled else 1.0
    return Exposure(base, windows.last + 1, windows.first.copy(), factor, divisor)


def _null_shape(carried, n_days: int, total: float, scaled: bool):
    weights = carried[None] if carried.ndim == 1 else np.ascontiguousarray(carried.T)
    day_means = np.broadcast_to(weights.sum(axis=1), (n_days,))
    return weights, day_means * (total / day_means.sum()) if scaled else day_means


def checked_exposure(
    model: str, population, baseline, shape: tuple[int, int, int]
) -> NDArray[np.float64] | None:
    """Return the exposure as float64 [streams, places] or [streams, places, days]; None for "stp"."""
    given = [name for name, v in (("population", population), ("baseline", baseline)) if v is not None]
    if model == "stp":
        if given:
            raise ArgumentProblem(given[0], "has no place in model 'stp'", "leave it out")
        return None
    if len(given) != 1:
        raise ArgumentProblem(
            "baseline",
            f"and population: {len(given)} of them given",
            f"{model!r} needs exactly one",
        )
    if model == "ebp" and given == ["population"]:
        raise ArgumentProblem(
            "population", "cannot say how many cases 'ebp' expects", "give baseline, in cases"
        )
    return _on_streams(population if baseline is None else baseline, given[0], shape)


def _on_streams(values, name: str, shape: tuple[int, int, int]) -> NDArray[np.float64]:
    streams, n, days = shape
    _refuse_dates_as_rows(values, name)
    array = plain_array(values, name)
    if array.shape not in {(n,), (n, days), (streams, n), (streams, n, days)}:
        raise ArgumentProblem(name, f"has shape {array.shape}", f"give ({n},) or ({n}, {days})")
    clean = real_array(array, name, shape=array.shape, least=0.0)
    if array.shape in ((n,), (n, days)):
        clean = np.broadcast_to(clean, (streams, *clean.shape))
    if not (clean.reshape(streams, -1).sum(axis=1) > 0).all():
        raise ArgumentProblem(name, "is zero everywhere", "give what is at risk in each place")
    return clean


def check_cases_have_exposure(counts: NDArray, exposure: NDArray, name: str) -> None:
    """Refuse a case where nothing was at risk: its likelihood ratio would be infinite."""
    spread = exposure if exposure.ndim == 3 else exposure[:, :, None]
    bad = np.argwhere((counts > 0) & (spread <= 0))
    if bad.size:
        _, place, day = (int(i) for i in bad[0])
        raise ArgumentProblem(
            name,
            f"is zero at place {place}, bin {day}, where counts hold {int(counts[tuple(bad[0])])}",
            "give every place with cases something at risk",
        )
