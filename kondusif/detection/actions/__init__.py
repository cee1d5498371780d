"""Every write of scans and clusters."""

from kondusif.detection.actions.calibrating import calibrate, campaigns_like, order_calibrations
from kondusif.detection.actions.forecasting import is_forecast_reproduced, make_forecast
from kondusif.detection.actions.judging import judge_cluster
from kondusif.detection.actions.requesting import request_run
from kondusif.detection.actions.running import recompute, run_detection

__all__ = [
    "calibrate", "campaigns_like", "is_forecast_reproduced", "judge_cluster", "make_forecast", "order_calibrations", "recompute",
    "request_run", "run_detection",
]  # fmt: skip
