"""Every write to reports: taking them in, moving them on, talking with the reporter."""

from kondusif.reports.actions.clocks import run_clock
from kondusif.reports.actions.converse import answer_reporter, reopen_report, write_to_desk
from kondusif.reports.actions.disclose import (
    approve_disclosure,
    ask_for_contact,
    disclose_contact,
    refuse_disclosure,
)
from kondusif.reports.actions.move import move_report
from kondusif.reports.actions.photos_later import add_photos
from kondusif.reports.actions.reading import note_reading, note_readings
from kondusif.reports.actions.receive import Received, receive_each, receive_reports
from kondusif.reports.actions.send import Sent, send_report

__all__ = [
    "Received",
    "Sent",
    "add_photos",
    "answer_reporter",
    "approve_disclosure",
    "ask_for_contact",
    "disclose_contact",
    "move_report",
    "note_reading",
    "note_readings",
    "receive_each",
    "receive_reports",
    "refuse_disclosure",
    "reopen_report",
    "run_clock",
    "send_report",
    "write_to_desk",
]
