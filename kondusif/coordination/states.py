"""A task's life: open until somebody accepts it, done with evidence, verified by the one who gave it."""

from enum import StrEnum


class TaskState(StrEnum):
    OPEN = "open"
    ACCEPTED = "accepted"
    IN_PROGRESS = "in_progress"
    DONE = "done"
    VERIFIED = "verified"
    CANCELLED = "cancelled"


S = TaskState
MOVES: dict[TaskState, frozenset[TaskState]] = {
    S.OPEN: frozenset({S.ACCEPTED, S.CANCELLED}),
    S.ACCEPTED: frozenset({S.IN_PROGRESS, S.DONE, S.CANCELLED}),
    S.IN_PROGRESS: frozenset({S.DONE, S.CANCELLED}),
    S.DONE: frozenset({S.VERIFIED, S.IN_PROGRESS}),  # sent back where the evidence does not show it
    S.VERIFIED: frozenset(),
    S.CANCELLED: frozenset(),
}
UNFINISHED = frozenset({S.OPEN, S.ACCEPTED, S.IN_PROGRESS})


class Nature(StrEnum):
    """How binding a task is for its addressee: an office may instruct its own, and only ask the others."""

    INSTRUCTION = "instruction"  # instruksi
    REQUEST = "request"  # permintaan
    APPEAL = "appeal"  # imbauan
