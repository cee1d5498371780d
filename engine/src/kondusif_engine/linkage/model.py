"""The fitted model of a pair of reports: what is measured, what it weighs, and how far to trust it."""

import json
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray

from kondusif_engine.checks import real_number

FEATURES = (
    "text_alike",
    "text_unlike",
    "shared_words",
    "same_station",
    "different_station",
    "same_number",
    "different_number",
    "same_topic",
    "different_topic",
    "distance",
    "distance_unknown",
    "same_village",
    "different_village",
    "hours_apart",
    "same_category",
    "different_category",
)


@dataclass(frozen=True, slots=True)
class Coefficients:
    """The fitted model: log-odds = intercept + weights . features.

    Attributes
    ----------
    intercept : float
    weights : NDArray[np.float64], shape (16,)
        In the order of `FEATURES`.
    prior : dict of int to float
        Bucket of an n-gram -> share of messages that hold it, for the first hours of a stream.
    provenance : dict
        What it was fitted on, how, and how well it did on held-out data.
    trust : float
        In (0, 1]: log-odds above 0 are multiplied by it. People name one matter in more words than made-up
        reports do, and two matters in the same ones, so a model of made-up reports is too sure of itself.
    """

    intercept: float
    weights: NDArray[np.float64]
    prior: dict[int, float]
    provenance: dict
    trust: float = 1.0

    def __post_init__(self) -> None:
        real_number(self.trust, "trust", above=0.0, most=1.0)

    def probability(self, log_odds: NDArray[np.float64] | float) -> NDArray[np.float64]:
        """Return the probability that goes with log-odds: 1 / (1 + exp(-x)), above 0 less sure by `trust`."""
        log_odds = np.asarray(log_odds, dtype=np.float64)
        return sigmoid(np.minimum(log_odds, self.trust * log_odds))


@lru_cache(maxsize=1)
def coefficients() -> Coefficients:
    """Return the model that ships with the package."""
    kept = json.loads(files("kondusif_engine.linkage").joinpath("coefficients.json").read_text())
    return Coefficients(
        float(kept["intercept"]),
        np.array([kept["weights"][name] for name in FEATURES]),
        {int(bucket): share for bucket, share in kept["prior"].items()},
        kept["provenance"],
        float(kept["trust"]),
    )


def sigmoid(log_odds: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return 1 / (1 + exp(-x)) without overflow."""
    return 0.5 * (1.0 + np.tanh(0.5 * np.asarray(log_odds)))
