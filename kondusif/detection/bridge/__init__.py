"""The only door to the engine: scans, single series, forecasts."""

from kondusif.detection.bridge.apart import Unfinished, machine_is_busy, run_apart
from kondusif.detection.bridge.campaigns import (
    Level,
    QuietCampaigns,
    alarm_level,
    chance_of,
    has_habits,
    simulate_campaigns,
)
from kondusif.detection.bridge.forecasts import AreaOutlook, ForecastInputs, Outlook, look_ahead
from kondusif.detection.bridge.opinions import opinions_on
from kondusif.detection.bridge.scans import (
    ENGINE_VERSION,
    METHODS,
    Finding,
    Outcome,
    Parameters,
    ScanRefused,
    scan_counted,
)
from kondusif.detection.bridge.series import risen_series

__all__ = [
    "ENGINE_VERSION", "METHODS", "AreaOutlook", "Finding", "ForecastInputs", "Level", "Outcome", "Outlook", "Parameters",
    "QuietCampaigns", "ScanRefused", "Unfinished", "alarm_level", "chance_of", "has_habits", "look_ahead",
    "machine_is_busy", "opinions_on", "risen_series", "run_apart", "scan_counted", "simulate_campaigns",
]  # fmt: skip
