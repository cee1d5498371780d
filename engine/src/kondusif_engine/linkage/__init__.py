"""Streaming links between short Indonesian reports of one event."""

from kondusif_engine.linkage.decision import Candidate, Decision, Settings
from kondusif_engine.linkage.evaluation import (
    ClusterScore,
    PairwiseScore,
    evaluate,
    evaluate_pairs,
)
from kondusif_engine.linkage.events import Operation
from kondusif_engine.linkage.fitting import fit
from kondusif_engine.linkage.grams import Rarity
from kondusif_engine.linkage.linker import Linker
from kondusif_engine.linkage.model import FEATURES, Coefficients, coefficients
from kondusif_engine.linkage.normalise import Normalised, Normaliser
from kondusif_engine.linkage.pair import PairScore, Reason, score_pair, score_pairs
from kondusif_engine.linkage.snippet import Snippet

__all__ = [
    "FEATURES",
    "Candidate",
    "ClusterScore",
    "Coefficients",
    "Decision",
    "Linker",
    "Normalised",
    "Normaliser",
    "Operation",
    "PairScore",
    "PairwiseScore",
    "Rarity",
    "Reason",
    "Settings",
    "Snippet",
    "coefficients",
    "evaluate",
    "evaluate_pairs",
    "fit",
    "score_pair",
    "score_pairs",
]
