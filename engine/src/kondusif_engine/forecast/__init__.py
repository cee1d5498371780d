"""Forecasts of counts per area, and the proof that they are better than plain habit."""

from kondusif_engine.forecast.backtest import (
    BASELINES,
    SELF_EXCITING,
    Backtest,
    Choice,
    Past,
    backtest,
    choose,
    diebold_mariano,
)
from kondusif_engine.forecast.baselines import conflictology, persistence, zero
from kondusif_engine.forecast.distribution import Forecast, empirical, negative_binomial
from kondusif_engine.forecast.exciting import FEATURES, SelfExciting, fit
from kondusif_engine.forecast.scores import Scores, auroc, pit_histogram, score

__all__ = [
    "BASELINES",
    "FEATURES",
    "SELF_EXCITING",
    "Backtest",
    "Choice",
    "Forecast",
    "Past",
    "Scores",
    "SelfExciting",
    "auroc",
    "backtest",
    "choose",
    "conflictology",
    "diebold_mariano",
    "empirical",
    "fit",
    "negative_binomial",
    "persistence",
    "pit_histogram",
    "score",
    "zero",
]
