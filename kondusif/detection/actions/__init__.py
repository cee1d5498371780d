"""Every write of scans and clusters."""

from kondusif.detection.actions.judging import judge_cluster
from kondusif.detection.actions.requesting import request_run
from kondusif.detection.actions.running import recompute, run_detection

__all__ = ["judge_cluster", "recompute", "request_run", "run_detection"]
