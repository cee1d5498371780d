"""Composite vulnerability index: score, class, uncertainty, sensitivity, small-area smoothing."""

from kondusif_engine.index.classes import (
    Absolute,
    Classes,
    Official,
    SdLocal,
    SdReference,
    classify,
    z_limit,
)
from kondusif_engine.index.hierarchy import (
    LEVEL_WEIGHTS,
    Dimension,
    Hierarchy,
    IndexScore,
    Subdimension,
    expert_weights,
    indicator_values,
)
from kondusif_engine.index.sensitivity import Sensitivity, rank_sensitivity, sobol
from kondusif_engine.index.smoothing import Smoothed, smooth
from kondusif_engine.index.uncertainty import IndexUncertainty, uncertainty

__all__ = [
    "LEVEL_WEIGHTS",
    "Absolute",
    "Classes",
    "Dimension",
    "Hierarchy",
    "IndexScore",
    "IndexUncertainty",
    "Official",
    "SdLocal",
    "SdReference",
    "Sensitivity",
    "Smoothed",
    "Subdimension",
    "classify",
    "expert_weights",
    "indicator_values",
    "rank_sensitivity",
    "smooth",
    "sobol",
    "uncertainty",
    "z_limit",
]
