"""How this room's events and states are told to people."""

from django.utils.translation import gettext_lazy as _

from kondusif.coordination.states import Nature, TaskState

EVENTS = {
    "task.given": _("Given"),
    "task.read": _("Opened by the office that does it"),
    "task.accepted": _("Accepted"),
    "task.progressed": _("Progress reported"),
    "task.done": _("Done, waits for verification"),
    "task.sent_back": _("Sent back"),
    "task.verified": _("Verified"),
    "task.cancelled": _("Cancelled"),
    "task.reminded": _("Office reminded"),
    "task.raised": _("Superior told that nobody accepted it"),
    "task.due_moved": _("Due date follows the voting day"),
}
STATES = {
    TaskState.OPEN: _("not accepted yet"),
    TaskState.ACCEPTED: _("accepted"),
    TaskState.IN_PROGRESS: _("in progress"),
    TaskState.DONE: _("done, waits for verification"),
    TaskState.VERIFIED: _("verified"),
    TaskState.CANCELLED: _("cancelled"),
}
NATURES = {
    Nature.INSTRUCTION: _("instruction"),
    Nature.REQUEST: _("request"),
    Nature.APPEAL: _("appeal"),
}


# Where a task was born: the word, and the page of the thing in a room that may come later.
SOURCES = {
    "alert": (_("Warning"), "alerts:one"),
    "meeting": (_("Meeting"), "meetings:one"),
    "plan": (_("Action plan"), "plans:one"),
    "commitment": (_("Commitment"), "commitments:one"),
}


def source_of(task) -> tuple[str, str, object] | None:
    """This function will return the word, the page and the number of what *task* came from, where there is such."""
    if task.alert_id:
        word, view = SOURCES["alert"]
        return f"{word} {task.alert.number}", view, task.alert_id
    if task.source_type not in SOURCES:
        return None
    word, view = SOURCES[task.source_type]
    return str(word), view, task.source_id


def timeline(events) -> list[dict[str, object]]:
    """This function will turn events into the entries of the timeline macro, oldest first."""
    return [{"at": e.at, "title": EVENTS.get(e.name, e.name), "by": e.by_title} for e in events]
