"""Every write of this room, by noun: claims, verdicts, incidents, clocks, suggestions, search."""

from kondusif.triage.actions.claims import claim_next, claim_report, release
from kondusif.triage.actions.clocks import escalate_overdue
from kondusif.triage.actions.filing import file_incident, file_report
from kondusif.triage.actions.following import follow_task
from kondusif.triage.actions.incidents import (
    describe_incident,
    link_report,
    merge_incidents,
    move_incident,
    open_incident,
    unlink_report,
    unmerge_incident,
)
from kondusif.triage.actions.screening import mark_duplicate, refer_report, screen_report, start_verification
from kondusif.triage.actions.suggesting import reconsider_likeness, refuse_likeness, suggest_duplicates
from kondusif.triage.actions.verdicts import close_report, confirm_hoax, mark_unverified, propose_hoax, verify_report

__all__ = [
    "claim_next",
    "claim_report",
    "close_report",
    "confirm_hoax",
    "describe_incident",
    "escalate_overdue",
    "file_incident",
    "file_report",
    "follow_task",
    "link_report",
    "mark_duplicate",
    "mark_unverified",
    "merge_incidents",
    "move_incident",
    "open_incident",
    "propose_hoax",
    "reconsider_likeness",
    "refer_report",
    "refuse_likeness",
    "release",
    "screen_report",
    "start_verification",
    "suggest_duplicates",
    "unlink_report",
    "unmerge_incident",
    "verify_report",
]
