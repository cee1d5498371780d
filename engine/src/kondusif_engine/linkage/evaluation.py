"""How good are links? Pairs, B-cubed, cost of errors, and calibration."""

from collections import Counter
from collections.abc import Hashable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from kondusif_engine.checks import ArgumentProblem, count_array, real_array, real_number


@dataclass(frozen=True, slots=True)
class ClusterScore:
    """Agreement of found events with true ones.

    Attributes
    ----------
    precision, recall, f1 : float
        Over pairs of reports; 1 where there is nothing to find.
    b_cubed_precision, b_cubed_recall, b_cubed_f1 : float
        Mean over reports.
    false_merges, false_splits : int
        Pairs wrongly together and wrongly apart.
    cost : float
        `merge_cost` x false merges + false splits, per report.
    """

    precision: float
    recall: float
    f1: float
    b_cubed_precision: float
    b_cubed_recall: float
    b_cubed_f1: float
    false_merges: int
    false_splits: int
    cost: float


@dataclass(frozen=True, slots=True)
class PairwiseScore:
    """Quality of probabilities of pairs.

    Attributes
    ----------
    auroc, average_precision, best_f1 : float
    brier : float
        Mean squared error of the probability.
    calibration_error : float
        Mean over ten equal-width bins of |mean probability - share true|, weighted by size.
    """

    auroc: float
    average_precision: float
    best_f1: float
    brier: float
    calibration_error: float


def evaluate(
    truth: Sequence[Hashable], found: Sequence[Hashable], *, merge_cost: float = 5.0
) -> ClusterScore:
    """This function will compare found events with true ones.

    Parameters
    ----------
    truth, found : sequence of hashable, length n
        Event of each report, in the same order.
    merge_cost : float
        What a pair wrongly together costs, in pairs wrongly apart; not negative.

    Returns
    -------
    ClusterScore

    Raises
    ------
    ArgumentProblem
        If the lengths differ or are zero, or an event cannot be hashed.

    Notes
    -----
    B-cubed after Bagga and Baldwin (1998), "Algorithms for scoring coreference chains". Cost: O(n).
    """
    truth, found = _events("truth", truth), _events("found", found)
    if len(truth) != len(found) or not truth:
        raise ArgumentProblem("found", f"has {len(found)} events for {len(truth)} reports")
    merge_cost = real_number(merge_cost, "merge_cost", least=0.0)
    true_sizes, found_sizes = Counter(truth), Counter(found)
    both = Counter(zip(truth, found, strict=True))
    together = sum(_pairs(size) for size in both.values())
    merged = sum(_pairs(size) for size in found_sizes.values())
    real = sum(_pairs(size) for size in true_sizes.values())
    n = len(truth)
    b_precision = sum(size * size / found_sizes[event] for (_, event), size in both.items()) / n
    b_recall = sum(size * size / true_sizes[event] for (event, _), size in both.items()) / n
    precision = together / merged if merged else 1.0
    recall = together / real if real else 1.0
    cost = (merge_cost * (merged - together) + (real - together)) / n
    return ClusterScore(
        precision, recall, _f1(precision, recall),
        b_precision, b_recall, _f1(b_precision, b_recall),
        merged - together, real - together, cost,
    )  # fmt: skip


def evaluate_pairs(same: ArrayLike, probability: ArrayLike) -> PairwiseScore:
    """This function will score probabilities of pairs against the truth.

    Parameters
    ----------
    same : array_like of bool or 0/1, shape (n,)
        Whether the two reports of each pair told of one event.
    probability : array_like of float, shape (n,), 0-1

    Returns
    -------
    PairwiseScore

    Raises
    ------
    ArgumentProblem
        If a value is out of range, or all pairs are of one kind.

    Notes
    -----
    Cost: O(n log n). Calibration error as in Naeini, Cooper, Hauskrecht (2015), "Obtaining well
    calibrated probabilities using Bayesian binning", with ten bins of equal width.
    """
    probability = real_array(probability, "probability", shape=(None,), least=0.0, most=1.0)
    truth = count_array(same, "same", shape=probability.shape)
    if (truth > 1).any():
        raise ArgumentProblem("same", "holds more than 0 and 1")
    positives = truth.sum()
    if not 0 < positives < len(truth):
        raise ArgumentProblem("same", "holds one kind of pair only", "give both kinds")

    ranks = _ranks(probability)
    auroc = (ranks[truth == 1].sum() - positives * (positives + 1) / 2) / (
        positives * (len(truth) - positives)
    )
    recall, precision = _curve(truth, probability)
    steps = np.diff(np.concatenate([[0.0], recall]))
    total = recall + precision
    f1 = np.divide(2 * precision * recall, total, out=np.zeros_like(total), where=total > 0)
    return PairwiseScore(
        float(auroc),
        float(steps @ precision),
        float(f1.max()),
        float(((probability - truth) ** 2).mean()),
        _calibration_error(truth, probability),
    )


def _events(argument: str, events: Sequence[Hashable]) -> tuple[Hashable, ...]:
    try:
        members = tuple(events)
        hash(members)
    except TypeError as problem:
        raise ArgumentProblem(argument, "is no sequence of names or numbers of events") from problem
    return members


def _ranks(values):
    """Ranks from 1, ties sharing their mean; scipy.stats would be half a second of import."""
    _, place, times = np.unique(values, return_inverse=True, return_counts=True)
    return (np.cumsum(times) - (times - 1) / 2.0)[place]


def _curve(truth, probability):
    """Recall and precision at each distinct probability, from the highest down."""
    order = np.argsort(-probability, kind="stable")
    last = np.flatnonzero(np.diff(probability[order], append=np.nan) != 0)
    hits = np.cumsum(truth[order])[last]
    return hits / truth.sum(), hits / (last + 1)


def _calibration_error(truth, probability) -> float:
    bins = np.minimum((probability * 10).astype(int), 9)
    sizes = np.bincount(bins, minlength=10)
    gaps = np.bincount(bins, weights=probability - truth, minlength=10)
    return float(np.abs(gaps).sum() / sizes.sum())


def _pairs(size: int) -> int:
    return size * (size - 1) // 2


def _f1(precision: float, recall: float) -> float:
    return 2 * precision * recall / (precision + recall) if precision + recall else 0.0
