"""Fit the model of a pair again, on pairs that people have judged."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray

from kondusif_engine.checks import ArgumentProblem, flag, given, real_array, real_number, sequence_of
from kondusif_engine.linkage.grams import Rarity
from kondusif_engine.linkage.model import FEATURES, Coefficients, coefficients, sigmoid
from kondusif_engine.linkage.normalise import Normaliser
from kondusif_engine.linkage.pair import features, read
from kondusif_engine.linkage.snippet import Snippet

_FOR, _AGAINST, _EITHER = (0.0, None), (None, 0.0), (None, None)
_PAIRS_OF_TRUST = 200  # after so many judged pairs half of the doubt in the model at the start is gone
# Likeness may not speak against one event, nor distance for it: nobody could explain that to an officer.
SIGNS = {
    name: _AGAINST
    if name.startswith("different") or name in ("text_unlike", "distance", "hours_apart")
    else _EITHER
    if name == "distance_unknown"
    else _FOR
    for name in FEATURES
}


def fit(
    pairs: Sequence[tuple[Snippet, Snippet, bool]],
    *,
    provenance: dict,
    ridge: float = 5.0,
    start: Coefficients | None = None,
    normaliser: Normaliser | None = None,
) -> Coefficients:
    """This function will fit the model on judged pairs, holding on to the shipped one where they are few.

    Parameters
    ----------
    pairs : sequence of (Snippet, Snippet, bool)
        Two reports and whether they told of one event. Take all pairs that were near one another,
        also the plainly different ones: the probability is calibrated to the mixture given.
    provenance : dict
        Whose judgements, from when: it is kept in the result.
    ridge : float
        How many half-certain pairs the model at the start is worth, in each weight; not negative.
    start : Coefficients, optional
        The model to hold on to; the shipped one without it.
    normaliser : Normaliser, optional
        Yours, if you have more spellings; give the same one to the linker.

    Returns
    -------
    Coefficients
        Give it to `Linker` or `score_pair`.

    Raises
    ------
    ArgumentProblem
        If there are not both kinds of pairs, or `provenance` is empty.

    Notes
    -----
    Logistic regression with a Gaussian prior around `start`; the intercept is free. `Coefficients.trust` goes
    from that of `start` towards 1, half of the way with 200 pairs: these are pairs of real reports.
    Cost: about 0.3 ms a pair, then under a second.
    """
    if not isinstance(provenance, dict) or not provenance:
        raise ArgumentProblem("provenance", "is empty", "say whose judgements these are")
    start = given(start, "start", Coefficients) or coefficients()
    normaliser = given(normaliser, "normaliser", Normaliser) or Normaliser()
    ridge = real_number(ridge, "ridge", least=0.0)
    rarity = Rarity(start.prior)
    rows, truth = [], []
    for one in sequence_of(pairs, "pairs"):
        a, b, same = _pair(one)
        rows.append(features(read(a, normaliser), [read(b, normaliser)], rarity)[0])
        truth.append(float(same))
    if not 0.0 < sum(truth) < len(truth):
        raise ArgumentProblem("pairs", "are of one kind, or none", "give both kinds")
    beta = fit_features(
        np.array(rows), truth, ridge=ridge, towards=np.concatenate([[start.intercept], start.weights])
    )
    learnt = len(truth) / (len(truth) + _PAIRS_OF_TRUST)
    trust = start.trust + (1.0 - start.trust) * learnt
    return Coefficients(float(beta[0]), beta[1:], start.prior, dict(provenance), trust)


def _pair(one: object) -> tuple[Snippet, Snippet, bool]:
    parts = sequence_of(one, "pairs")
    if len(parts) != 3 or not all(isinstance(report, Snippet) for report in parts[:2]):
        raise ArgumentProblem("pairs", "hold one that is not (Snippet, Snippet, bool)")
    return parts[0], parts[1], flag(parts[2], "pairs")


def fit_features(
    table: ArrayLike, truth: ArrayLike, *, ridge: float, towards: ArrayLike | None = None
) -> NDArray[np.float64]:
    """This function will fit intercept and weights to features, with the signs kept.

    Parameters
    ----------
    table : array_like of float, shape (n, 16)
        Features of pairs.
    truth : array_like of 0/1, shape (n,)
    ridge : float
        Not negative.
    towards : array_like of float, shape (17,), optional
        Where the ridge pulls; 0 without it. The intercept is where the search starts, no more.

    Returns
    -------
    NDArray[np.float64], shape (17,)
        Intercept, then weights.

    Raises
    ------
    ArgumentProblem
        If a shape does not fit or a number is out of range.
    """
    # Imported late: who only scores pairs should not wait for it.
    from scipy.optimize import minimize

    table = real_array(table, "table", shape=(None, len(FEATURES)))
    truth = real_array(truth, "truth", shape=(len(table),), least=0.0, most=1.0)
    ridge = real_number(ridge, "ridge", least=0.0)
    width = len(FEATURES) + 1
    towards = real_array(np.zeros(width) if towards is None else towards, "towards", shape=(width,))
    design = np.column_stack([np.ones(len(table)), table])
    pull = np.full(width, ridge)
    pull[0] = 0.0

    def loss(beta):
        z, away = design @ beta, beta - towards
        value = np.logaddexp(0.0, z).sum() - truth @ z + 0.5 * pull @ away**2
        gradient = design.T @ (sigmoid(z) - truth) + pull * away
        return value / len(truth), gradient / len(truth)

    found = minimize(
        loss,
        towards,
        jac=True,
        bounds=[_EITHER, *SIGNS.values()],
        method="L-BFGS-B",
        options={"maxiter": 2000, "ftol": 1e-13, "gtol": 1e-9},
    )
    return found.x
