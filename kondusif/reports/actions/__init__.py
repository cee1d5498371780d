"""Every write to reports: taking them in, moving them on, talking with the reporter."""

from kondusif.reports.actions.clocks import run_clock
from kondusif.reports.actions.converse import answer_reporter, reopen_report, write_to_desk
from kondusif.reports.actions.move import move_report
from kondusif.reports.actions.receive import Received, receive_each, receive_reports
from kondusif.reports.actions.send import Sent, send_report

__all__ = [
    "Received",
    "Sent",
    "answer_reporter",
    "move_report",
    "receive_each",
    "receive_reports",
    "reopen_report",
    "run_clock",
    "send_report",
    "write_to_desk",
]
