"""How sure are class and rank, when weights and methods could have been others?"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from kondusif_engine.checks import (
    ArgumentProblem,
    instance_of,
    one_of,
    real_array,
    real_number,
    seed_number,
    sequence_of,
    whole_number,
)
from kondusif_engine.index.classes import Absolute, Scheme, SdLocal, SdReference, _cuts
from kondusif_engine.index.hierarchy import AGGREGATES, Hierarchy, _weights
from kondusif_engine.index.normalisation import METHODS

_BLOCK = 500
_ONE_THREAD = 200_000  # multiplications; OpenBLAS shares out products from 2**18


@dataclass(frozen=True, slots=True)
class IndexUncertainty:
    """What the draws say.

    Attributes
    ----------
    p_zone : NDArray[np.float64], shape (n, 3)
        Share of draws in which the area is low, moderate, high; rows sum to 1.
    rank_q05, rank_median, rank_q95 : NDArray[np.int64], shape (n,)
        Rank 1 is the most vulnerable; areas whose indicators are all equal share the first of their ranks.
    index_mean, index_sd : NDArray[np.float64], shape (n,)
    draws : int
    seed : int
    """

    p_zone: NDArray[np.float64]
    rank_q05: NDArray[np.int64]
    rank_median: NDArray[np.int64]
    rank_q95: NDArray[np.int64]
    index_mean: NDArray[np.float64]
    index_sd: NDArray[np.float64]
    draws: int
    seed: int


def uncertainty(
    hierarchy: Hierarchy,
    values: ArrayLike,
    weights: ArrayLike,
    *,
    scheme: Scheme,
    seed: int,
    draws: int = 10_000,
    concentration: float = 200.0,
    normalisations: Sequence[str] = METHODS,
    aggregates: Sequence[str] = ("arithmetic",),
) -> IndexUncertainty:
    """This function will redraw weights and methods and count where each area lands.

    Parameters
    ----------
    hierarchy : Hierarchy
    values : array_like of float, shape (n, k)
        As for `Hierarchy.score`; the n >= 2 areas are their own reference set.
    weights : array_like of float, shape (k,)
        Expert weights; each draw takes Dirichlet(concentration x weights).
    scheme : SdLocal, SdReference or Absolute
        Classes; `SdLocal` finds its cuts anew in every draw.
    seed : int
    draws : int
        Shared evenly among the combinations of methods, at least one each.
    concentration : float
        How sure the weights are: the relative SD of a weight b is about
        sqrt((1 - b) / (b x concentration)).
    normalisations, aggregates : sequence of str
        Methods to draw from.

    Returns
    -------
    IndexUncertainty

    Raises
    ------
    ArgumentProblem
        If an argument does not fit, or the scheme is Official.

    Notes
    -----
    Cost: O(draws x n x (k + log n)); 514 areas and 10,000 draws in about 0.4 CPU-s.
    Memory: 2 bytes for each draw and area (4 from 65,536 areas). Saisana,
    Saltelli and Tarantola (2005), "Uncertainty and sensitivity analysis techniques as tools for the
    quality assessment of composite indicators", doi:10.1111/j.1467-985X.2005.00350.x.
    """
    instance_of(hierarchy, "hierarchy", Hierarchy)
    values = real_array(values, "values", shape=(None, len(hierarchy.indicators)), least=0.0)
    weights = _weights(weights, values.shape[1])
    if len(values) < 2:
        raise ArgumentProblem("values", f"have {len(values)} areas", "give at least 2")
    if not isinstance(scheme, SdLocal | SdReference | Absolute):
        raise ArgumentProblem("scheme", f"is {scheme!r}", "give a scheme that has cuts")
    methods = [
        (one_of(n, "normalisations", METHODS), one_of(a, "aggregates", AGGREGATES))
        for n in sequence_of(normalisations, "normalisations")
        for a in sequence_of(aggregates, "aggregates")
    ]
    draws = whole_number(draws, "draws", least=max(1, len(methods)), most=10_000_000)
    concentration = real_number(concentration, "concentration", above=0.0)
    if not methods:
        raise ArgumentProblem("normalisations, aggregates", "are none")
    rng = np.random.default_rng(seed_number(seed))
    tally = _Tally(values, draws, scheme)
    for number, method in enumerate(methods):
        left = draws // len(methods) + (number < draws % len(methods))
        while left:
            size = min(left, _BLOCK)
            drawn = rng.standard_gamma(concentration * weights, (size, len(weights)))
            tally.add(index_draws(hierarchy, values, drawn, *method))
            left -= size
    return tally.result(seed)


def index_draws(
    hierarchy: Hierarchy,
    values: NDArray[np.float64],
    weights: NDArray[np.float64],
    normalisation: str,
    aggregate: str,
) -> NDArray[np.float32]:
    """Return the index under each row of weights (any positive scale), shape (draws, n)."""
    # A draw of gammas over its sum is Dirichlet; tiny weights keep the logarithms finite.
    weights = np.maximum(weights, 1e-300)
    weights = weights / weights.sum(axis=1, keepdims=True)
    # Single precision halves the time; classes and ranks of real indexes do not hang on 1e-6.
    total = np.zeros((len(weights), len(values)), dtype=np.float32)
    for dimension in range(len(hierarchy.dimensions)):
        mine = hierarchy.dimension_of == dimension
        shares = weights[:, mine].sum(axis=1, keepdims=True)
        # Scaling a dimension cancels in every normalisation, so divide by its share at once.
        inner = (weights[:, mine] / shares).astype(np.float32)
        part = _normalise_rows(_product(inner, values[:, mine].astype(np.float32)), normalisation)
        if aggregate == "geometric":
            part = np.log(np.maximum(part, 1.0, out=part), out=part)
        part *= shares.astype(np.float32)
        total += part
    return np.exp(total, out=total) if aggregate == "geometric" else total


def _product(weights: NDArray[np.float32], values: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return weights @ values.T in pieces too small for BLAS to wake a second thread.

    The product is far too short to share; on a busy machine the waiting threads cost five times
    the work.
    """
    result = np.empty((len(weights), len(values)), dtype=np.float32)
    rows = max(1, _ONE_THREAD // values.size)
    for start in range(0, len(weights), rows):
        stop = start + rows
        np.matmul(weights[start:stop], values.T, out=result[start:stop])
    return result


def _normalise_rows(raw: NDArray[np.float32], method: str) -> NDArray[np.float32]:
    """`normalisation.normalise` for each row of (draws, areas), the areas being the reference."""
    if method == "minmax":
        low = raw.min(axis=1, keepdims=True)
        width = raw.max(axis=1, keepdims=True) - low
        raw -= low
        raw *= np.divide(100.0, width, out=np.zeros_like(width), where=width > 0)
        return raw
    if method == "zscore":
        spread = raw.std(axis=1, ddof=1, keepdims=True)
        flat = np.ptp(raw, axis=1, keepdims=True) == 0
        raw -= raw.mean(axis=1, keepdims=True)
        raw *= np.divide(15.0, spread, out=np.zeros_like(spread), where=~flat & (spread > 0))
        raw += np.float32(50.0)
        return raw
    return _rank_rows(raw)


def order_rows(values: NDArray[np.float32]) -> NDArray[np.int64]:
    """Return the stable argsort of each row.

    The bits of a float and the column make one whole number; sorting those is several times
    faster than an argsort, and equal values keep their order on every processor.
    """
    bits = (values + np.float32(0.0)).view(np.int32)
    keys = (bits ^ ((bits >> 31) & np.int32(0x7FFFFFFF))).astype(np.int64)
    keys <<= 32
    keys |= np.arange(values.shape[1])
    keys.sort(axis=1)
    keys &= 0xFFFFFFFF
    return keys


def _rank_rows(raw: NDArray[np.float32]) -> NDArray[np.float32]:
    """Mid-ranks as shares x 100; ties are found on the sorted rows."""
    n = raw.shape[1]
    order = order_rows(raw)
    ordered = np.take_along_axis(raw, order, axis=1)
    place = np.arange(n, dtype=np.int32)
    first = np.ones(ordered.shape, dtype=bool)
    first[:, 1:] = ordered[:, 1:] != ordered[:, :-1]
    if first.all():
        ranks = np.broadcast_to(((place + 0.5) * (100.0 / n)).astype(np.float32), ordered.shape)
    else:
        start = np.maximum.accumulate(np.where(first, place, 0), axis=1)
        last = np.ones(ordered.shape, dtype=bool)
        last[:, :-1] = first[:, 1:]
        stop = np.minimum.accumulate(np.where(last, place, n)[:, ::-1], axis=1)[:, ::-1] + 1
        ranks = ((start + stop) * (50.0 / n)).astype(np.float32)
    np.put_along_axis(raw, order, ranks, axis=1)
    return raw


def _alike(values: NDArray[np.float64]) -> list[NDArray[np.int64]]:
    """Return the groups of two or more areas with the same indicators."""
    group = np.unique(values, axis=0, return_inverse=True)[1].ravel()
    order = np.argsort(group, kind="stable")
    parts = np.split(order, np.flatnonzero(np.diff(group[order])) + 1)
    return [part for part in parts if len(part) > 1]


class _Tally:
    """Counts classes and keeps ranks block by block; small whole numbers hold the ranks."""

    def __init__(self, values: NDArray[np.float64], draws: int, scheme: Scheme) -> None:
        n = len(values)
        self._alike = _alike(values)
        self._scheme, self._draws, self._done = scheme, draws, 0
        self._zones = np.zeros((n, 3))
        self._ranks = np.empty((draws, n), dtype=np.uint16 if n < 1 << 16 else np.uint32)
        self._sum, self._squares = np.zeros(n), np.zeros(n)

    def add(self, index: NDArray[np.float32]) -> None:
        low, high = self._cuts(index)
        self._zones[:, 0] += (index < low).sum(axis=0)
        self._zones[:, 2] += (index > high).sum(axis=0)
        block = self._ranks[self._done : self._done + len(index)]
        places = np.arange(1, index.shape[1] + 1, dtype=block.dtype)
        np.put_along_axis(block, order_rows(-index), places[None], axis=1)
        for areas in self._alike:
            # Alike in every indicator, they are alike in every draw; the order they are given in is no news.
            block[:, areas] = block[:, areas].min(axis=1, keepdims=True)
        self._sum += index.sum(axis=0, dtype=np.float64)
        self._squares += np.einsum("ij,ij->j", index, index, dtype=np.float64)
        self._done += len(index)

    def _cuts(self, index):
        if isinstance(self._scheme, SdLocal):
            mean = index.mean(axis=1, keepdims=True)
            sd = index.std(axis=1, ddof=1, keepdims=True)
            return mean - sd, mean + sd
        return _cuts(index[0], self._scheme)[:2]

    def result(self, seed: int) -> IndexUncertainty:
        draws = self._draws
        self._zones[:, 1] = draws - self._zones[:, 0] - self._zones[:, 2]
        at = [max(math.ceil(round(q * draws, 9)) - 1, 0) for q in (0.05, 0.5, 0.95)]
        columns = np.ascontiguousarray(self._ranks.T)
        columns.sort(axis=1)
        q05, median, q95 = (columns[:, i].astype(np.int64) for i in at)
        mean = self._sum / draws
        sd = np.sqrt(np.maximum(self._squares / draws - mean**2, 0.0))
        return IndexUncertainty(self._zones / draws, q05, median, q95, mean, sd, draws, seed)
