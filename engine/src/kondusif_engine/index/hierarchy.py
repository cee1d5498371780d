"""Composite index: indicators under subdimensions under dimensions, weighted by experts."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from kondusif_engine.checks import ArgumentProblem, instance_of, one_of, real_array, sequence_of
from kondusif_engine.index.normalisation import METHODS, normalise

LEVEL_WEIGHTS = (1.0, 2.0, 3.0, 4.0, 5.0)
AGGREGATES = ("arithmetic", "geometric")


@dataclass(frozen=True, slots=True)
class Subdimension:
    """A group of indicators.

    Attributes
    ----------
    name : str
    indicators : tuple of str
        At least one; each belongs to one subdimension only.
    """

    name: str
    indicators: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Dimension:
    """A group of subdimensions."""

    name: str
    subdimensions: tuple[Subdimension, ...]


@dataclass(frozen=True, slots=True)
class IndexScore:
    """An index and the parts it is made of.

    Attributes
    ----------
    index : NDArray[np.float64], shape (n,)
        0-100 by min-max or rank inside the reference set; 50 on the average by z-score.
    dimensions : NDArray[np.float64], shape (n, d)
        Normalised dimensions.
    subdimensions : NDArray[np.float64], shape (n, s)
        Normalised subdimensions, for explanation; the index is built from the dimensions.
    dimension_weights : NDArray[np.float64], shape (d,)
        Sum of the weights of their indicators.
    reference_low, reference_high : NDArray[np.float64], shape (d,)
        Minimum and maximum of each raw dimension in the reference set, to be stated with the index.
    warnings : tuple of str
        "constant:<dimension>": the reference set does not differ in it, so it cannot be scaled.
        "outside:<dimension>": an area lies outside the range of the reference set.
    """

    index: NDArray[np.float64]
    dimensions: NDArray[np.float64]
    subdimensions: NDArray[np.float64]
    dimension_weights: NDArray[np.float64]
    reference_low: NDArray[np.float64]
    reference_high: NDArray[np.float64]
    warnings: tuple[str, ...]


class Hierarchy:
    """The structure of an index; it holds no data.

    Parameters
    ----------
    dimensions : sequence of Dimension
        At least one, with at least one subdimension and indicator each; names differ.

    Raises
    ------
    ArgumentProblem
        If a group is empty or a name occurs twice.
    """

    def __init__(self, dimensions: Sequence[Dimension]) -> None:
        self.dimensions = sequence_of(dimensions, "dimensions", Dimension)
        for dimension in self.dimensions:
            for sub in sequence_of(dimension.subdimensions, "subdimensions", Subdimension):
                sequence_of(sub.indicators, "indicators", str)
                instance_of(sub.name, "name", str)
            instance_of(dimension.name, "name", str)
        subdimensions = [sub for dimension in self.dimensions for sub in dimension.subdimensions]
        self.indicators = tuple(name for sub in subdimensions for name in sub.indicators)
        if not self.dimensions or not all(len(d.subdimensions) for d in self.dimensions):
            raise ArgumentProblem("dimensions", "hold an empty dimension, or are none")
        if not all(len(sub.indicators) for sub in subdimensions):
            raise ArgumentProblem("dimensions", "hold an empty subdimension")
        for names in (
            [dimension.name for dimension in self.dimensions],
            [sub.name for sub in subdimensions],
            self.indicators,
        ):
            twice = {name for name in names if list(names).count(name) > 1}
            if twice:
                raise ArgumentProblem("dimensions", f"name {min(twice)!r} twice")
        self.subdimension_of = np.repeat(
            np.arange(len(subdimensions)), [len(sub.indicators) for sub in subdimensions]
        )
        self.dimension_of = np.repeat(
            np.arange(len(self.dimensions)),
            [sum(len(sub.indicators) for sub in d.subdimensions) for d in self.dimensions],
        )

    def score(
        self,
        values: ArrayLike,
        weights: ArrayLike,
        *,
        reference: ArrayLike | None = None,
        normalisation: str = "minmax",
        aggregate: str = "arithmetic",
    ) -> IndexScore:
        """Return the index of each area.

        Parameters
        ----------
        values : array_like of float, shape (n, k)
            Indicators of n areas in the order of `indicators`, not negative (`indicator_values`).
        weights : array_like of float, shape (k,)
            Expert weights, positive; they are scaled to sum to 1 (`expert_weights`).
        reference : array_like of float, shape (r, k), optional
            Areas that set the scale, r >= 2; the areas themselves without it.
        normalisation : {"minmax", "zscore", "rank"}
        aggregate : {"arithmetic", "geometric"}
            The geometric mean lets one bad dimension be compensated less by good ones; dimensions
            below 1 count as 1 in it.

        Raises
        ------
        ArgumentProblem
            If a shape does not fit, a value is negative or not finite, or a weight is not positive.

        Notes
        -----
        D = sum(I b) over a dimension, scaled to 0-100 over the reference set; index = sum(D B), B =
        sum of b in the dimension. Cost: O((n + r) k). Handbook on Constructing Composite Indicators
        (OECD and JRC 2008), chapters 5-6, doi:10.1787/9789264043466-en.
        """
        k = len(self.indicators)
        values = real_array(values, "values", shape=(None, k), least=0.0)
        weights = _weights(weights, k)
        base = values if reference is None else real_array(
            reference, "reference", shape=(None, k), least=0.0
        )  # fmt: skip
        if len(values) == 0 or len(base) < 2:
            raise ArgumentProblem("reference", f"has {len(base)} areas", "give at least 2")
        one_of(normalisation, "normalisation", METHODS)
        one_of(aggregate, "aggregate", AGGREGATES)
        raw = self.gather(values * weights, self.dimension_of)
        scale = self.gather(base * weights, self.dimension_of)
        parts = normalise(raw, scale, normalisation)
        shares = np.bincount(self.dimension_of, weights)
        subs = normalise(
            self.gather(values * weights, self.subdimension_of),
            self.gather(base * weights, self.subdimension_of),
            normalisation,
        )
        low, high = scale.min(axis=0), scale.max(axis=0)
        return IndexScore(
            combine(parts, shares, aggregate), parts, subs, shares, low, high,
            self._warnings(raw, low, high),
        )  # fmt: skip

    @staticmethod
    def gather(columns: NDArray[np.float64], group: NDArray[np.int64]) -> NDArray[np.float64]:
        """Return the sums of the columns of each group, shape (n, groups)."""
        starts = np.flatnonzero(np.diff(group, prepend=-1))
        return np.add.reduceat(columns, starts, axis=1)

    def _warnings(self, raw, low, high) -> tuple[str, ...]:
        found = []
        for i, dimension in enumerate(self.dimensions):
            if low[i] == high[i]:
                found.append(f"constant:{dimension.name}")
            if raw[:, i].min() < low[i] or raw[:, i].max() > high[i]:
                found.append(f"outside:{dimension.name}")
        return tuple(found)


def combine(parts: NDArray[np.float64], shares: NDArray[np.float64], aggregate: str) -> NDArray[np.float64]:
    """Return the weighted mean of dimensions along the last axis."""
    if aggregate == "arithmetic":
        return (parts * shares).sum(axis=-1)
    return np.exp((np.log(np.maximum(parts, 1.0)) * shares).sum(axis=-1))


def indicator_values(
    counts: ArrayLike, level_weights: Sequence[float] = LEVEL_WEIGHTS
) -> NDArray[np.float64]:
    """This function will weigh events by the level at which they happened: I = sum(n_e w(level_e)).

    Parameters
    ----------
    counts : array_like of float, shape (n, k, levels)
        Events of n areas by indicator and level (station, village, subdistrict, regency, province).
    level_weights : sequence of float, length levels
        Not negative.

    Returns
    -------
    NDArray[np.float64], shape (n, k)

    Raises
    ------
    ArgumentProblem
        If a count or weight is negative or not finite, or the levels do not fit.
    """
    level_weights = real_array(level_weights, "level_weights", shape=(None,), least=0.0)
    counts = real_array(counts, "counts", shape=(None, None, len(level_weights)), least=0.0)
    return counts @ level_weights


def expert_weights(scores: ArrayLike) -> NDArray[np.float64]:
    """This function will turn the experts' scores into weights that sum to 1.

    Parameters
    ----------
    scores : array_like of float, shape (experts, k)
        1 (least important) to 4 (most) for each indicator.

    Returns
    -------
    NDArray[np.float64], shape (k,)
        Sum of the scores on the indicator over the sum of all scores.

    Raises
    ------
    ArgumentProblem
        If a score is outside 1-4 or there is no expert.
    """
    scores = real_array(scores, "scores", shape=(None, None), least=1.0, most=4.0)
    if scores.size == 0:
        raise ArgumentProblem("scores", f"has shape {scores.shape}", "give at least one expert")
    return scores.sum(axis=0) / scores.sum()


def _weights(weights: ArrayLike, k: int) -> NDArray[np.float64]:
    weights = real_array(weights, "weights", shape=(k,))
    if not (weights > 0).all():
        raise ArgumentProblem("weights", "hold a value that is not positive")
    return weights / weights.sum()
