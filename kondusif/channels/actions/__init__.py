"""Every write of the channels room."""

from kondusif.channels.actions.addresses import (
    add_number,
    end_address,
    link_by_word,
    renew_device,
    set_quiet_hours,
    start_linking,
    subscribe_device,
    switch_address,
    unsubscribe_device,
    verify_number,
)
from kondusif.channels.actions.alerts import queue_alert
from kondusif.channels.actions.climbing import climb_on, start_climb
from kondusif.channels.actions.letters import (
    queue_commitment,
    queue_daily_report,
    queue_directive,
    queue_measure,
    queue_meeting,
    queue_task,
)
from kondusif.channels.actions.queuing import put_in_queue
from kondusif.channels.actions.registering import register_bot
from kondusif.channels.actions.replies import acknowledge_delivery, is_open_for_answers, take_reply
from kondusif.channels.actions.roster import add_duty, add_rule, remove_duty, remove_rule
from kondusif.channels.actions.sending import kinds_waiting, next_due, note_arrival, send_again, send_batch

__all__ = [
    "acknowledge_delivery",
    "add_duty",
    "add_number",
    "add_rule",
    "climb_on",
    "end_address",
    "is_open_for_answers",
    "kinds_waiting",
    "link_by_word",
    "next_due",
    "note_arrival",
    "put_in_queue",
    "queue_alert",
    "queue_commitment",
    "queue_daily_report",
    "queue_directive",
    "queue_measure",
    "queue_meeting",
    "queue_task",
    "register_bot",
    "remove_duty",
    "remove_rule",
    "renew_device",
    "send_again",
    "send_batch",
    "set_quiet_hours",
    "start_climb",
    "start_linking",
    "subscribe_device",
    "switch_address",
    "take_reply",
    "unsubscribe_device",
    "verify_number",
]
