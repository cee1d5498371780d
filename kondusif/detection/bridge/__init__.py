"""The only door to the engine: scans, single series, forecasts."""

from kondusif.detection.bridge.forecasts import AreaOutlook, ForecastInputs, Outlook, look_ahead
from kondusif.detection.bridge.scans import (
    ENGINE_VERSION,
    METHODS,
    Finding,
    Level,
    Outcome,
    Parameters,
    QuietCampaigns,
    ScanRefused,
    alarm_level,
    chance_of,
    scan_counted,
)
from kondusif.detection.bridge.series import risen_series

__all__ = [
    "ENGINE_VERSION", "METHODS", "AreaOutlook", "Finding", "ForecastInputs", "Level", "Outcome", "Outlook", "Parameters",
    "QuietCampaigns", "ScanRefused", "alarm_level", "chance_of", "look_ahead", "risen_series", "scan_counted",
]  # fmt: skip
