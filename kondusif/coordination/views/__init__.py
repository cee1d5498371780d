"""Pages of tasks: each view translates, calls one action or query, and says in words what went wrong."""

from kondusif.coordination.views.giving import give, give_many, import_table
from kondusif.coordination.views.lists import lag, mine, remind_many, table, task_list
from kondusif.coordination.views.one import (
    accept,
    cancel,
    complete,
    evidence_photo,
    move_due,
    one_task,
    progress,
    remind,
    send_back,
    verify,
)

__all__ = [
    "accept",
    "cancel",
    "complete",
    "evidence_photo",
    "give",
    "give_many",
    "import_table",
    "lag",
    "mine",
    "move_due",
    "one_task",
    "progress",
    "remind",
    "remind_many",
    "send_back",
    "table",
    "task_list",
    "verify",
]
