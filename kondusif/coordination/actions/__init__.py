"""Every write of the coordination room."""

from kondusif.coordination.actions.following import follow_reports
from kondusif.coordination.actions.giving import NewTask, RowFaults, check_tasks, give_task, give_tasks
from kondusif.coordination.actions.judging import cancel_task, move_due, send_task_back, verify_task
from kondusif.coordination.actions.reminding import remind_task, remind_tasks, remind_unaccepted
from kondusif.coordination.actions.working import accept_task, add_progress, complete_task, read_task

__all__ = [
    "NewTask",
    "RowFaults",
    "accept_task",
    "add_progress",
    "cancel_task",
    "check_tasks",
    "complete_task",
    "follow_reports",
    "give_task",
    "give_tasks",
    "move_due",
    "read_task",
    "remind_task",
    "remind_tasks",
    "remind_unaccepted",
    "send_task_back",
    "verify_task",
]
