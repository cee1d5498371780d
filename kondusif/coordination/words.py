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


def timeline(events) -> list[dict[str, object]]:
    """This function will turn events into the entries of the timeline macro, oldest first."""
    return [{"at": e.at, "title": EVENTS.get(e.name, e.name), "by": e.by_title} for e in events]
