"""Pages of the channels room: each view translates and calls one action or query."""

from kondusif.channels.views.answering import answer
from kondusif.channels.views.inward import register_telegram, retry, ways_in
from kondusif.channels.views.overview import held_back, told
from kondusif.channels.views.own import (
    add_number,
    change,
    link,
    push_subscribe,
    push_unsubscribe,
    quiet,
    settings_page,
    verify,
)
from kondusif.channels.views.roster import duties, remove_duty, remove_rule, rules

__all__ = [
    "register_telegram",
    "retry",
    "ways_in",
    "add_number",
    "answer",
    "change",
    "duties",
    "held_back",
    "link",
    "push_subscribe",
    "push_unsubscribe",
    "quiet",
    "remove_duty",
    "remove_rule",
    "rules",
    "settings_page",
    "told",
    "verify",
]
