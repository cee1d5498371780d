"""Every write of the channels room."""

from kondusif.channels.actions.alerts import queue_alert
from kondusif.channels.actions.climbing import climb_on, start_climb
from kondusif.channels.actions.letters import (
    queue_commitment,
    queue_directive,
    queue_measure,
    queue_meeting,
    queue_task,
)
from kondusif.channels.actions.queuing import put_in_queue
from kondusif.channels.actions.replies import acknowledge_delivery, take_reply
from kondusif.channels.actions.sending import kinds_waiting, next_due, note_arrival, send_again, send_batch

__all__ = [
    "acknowledge_delivery",
    "climb_on",
    "kinds_waiting",
    "next_due",
    "note_arrival",
    "put_in_queue",
    "queue_alert",
    "queue_commitment",
    "queue_directive",
    "queue_measure",
    "queue_meeting",
    "queue_task",
    "send_again",
    "send_batch",
    "start_climb",
    "take_reply",
]
