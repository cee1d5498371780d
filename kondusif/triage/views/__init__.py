"""Pages of the triage room: each view translates, calls one action or query, and says in words what went wrong."""

from kondusif.triage.views.deeds import (
    answer,
    claim,
    close,
    confirm,
    duplicate,
    link,
    open_new,
    refer,
    release,
    screen,
    start,
    suspect,
    unlink,
    unverify,
    verify,
)
from kondusif.triage.views.incidents import describe, incident, incident_list, incident_points, merge, move, unmerge
from kondusif.triage.views.queue import find, queue, take_next
from kondusif.triage.views.work import point, work

__all__ = [
    "answer",
    "claim",
    "close",
    "confirm",
    "describe",
    "duplicate",
    "find",
    "incident",
    "incident_list",
    "incident_points",
    "link",
    "merge",
    "move",
    "open_new",
    "point",
    "queue",
    "refer",
    "release",
    "screen",
    "start",
    "suspect",
    "take_next",
    "unlink",
    "unmerge",
    "unverify",
    "verify",
    "work",
]
