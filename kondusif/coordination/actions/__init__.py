"""Every write of the coordination room."""

from kondusif.coordination.actions.following import follow_reports
from kondusif.coordination.actions.giving import NewTask, RowFaults, give_task, give_tasks
from kondusif.coordination.actions.judging import cancel_task, send_task_back, verify_task
from kondusif.coordination.actions.working import accept_task, add_progress, complete_task, read_task

__all__ = [
    "NewTask",
    "RowFaults",
    "accept_task",
    "add_progress",
    "cancel_task",
    "complete_task",
    "follow_reports",
    "give_task",
    "give_tasks",
    "read_task",
    "send_task_back",
    "verify_task",
]
