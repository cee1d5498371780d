"""Every write of the channels room."""

from kondusif.channels.actions.letters import (
    MAX_TRIES,
    deliver,
    queue_alert,
    queue_commitment,
    queue_directive,
    queue_measure,
    queue_meeting,
    queue_task,
)
from kondusif.channels.actions.replies import take_reply

__all__ = [
    "MAX_TRIES",
    "deliver",
    "queue_alert",
    "queue_commitment",
    "queue_directive",
    "queue_measure",
    "queue_meeting",
    "queue_task",
    "take_reply",
]
