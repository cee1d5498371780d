"""Detectors for many single series at once: which of them is unusual today?"""

from kondusif_engine.temporal.cusum import CusumResult, nb_cusum, nb_cusum_threshold
from kondusif_engine.temporal.ears import EarsResult, ears
from kondusif_engine.temporal.farrington import FarringtonResult, farrington

__all__ = [
    "CusumResult",
    "EarsResult",
    "FarringtonResult",
    "ears",
    "farrington",
    "nb_cusum",
    "nb_cusum_threshold",
]
