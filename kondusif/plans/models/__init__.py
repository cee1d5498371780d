"""Rows of the room, by noun."""

from kondusif.plans.models.conflict import ConflictStatus, StatusPaper
from kondusif.plans.models.issue import StrategicIssue, Tie
from kondusif.plans.models.plan import ActionPlan, Measure, ResultCut, Supporter
from kondusif.plans.models.report import PeriodReport, ReportFile

__all__ = [
    "ActionPlan",
    "ConflictStatus",
    "Measure",
    "PeriodReport",
    "ReportFile",
    "ResultCut",
    "StatusPaper",
    "StrategicIssue",
    "Supporter",
    "Tie",
]
