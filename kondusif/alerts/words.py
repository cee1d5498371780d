"""How this room's events and states are told to people."""

from django.utils.translation import gettext_lazy as _

from kondusif.alerts.models import Alert
from kondusif.alerts.states import AlertState
from kondusif.detection import words as found_words

EVENTS = {
    "alert.drafted": _("Drafted"),
    "alert.edited": _("Draft changed"),
    "alert.change_asked": _("A change was asked for"),
    "alert.grown": _("New reports joined"),
    "alert.signed": _("Signed"),
    "alert.issued": _("Issued"),
    "alert.acknowledged": _("Acknowledged"),
    "alert.reminded": _("Reminder sent"),
    "alert.escalated": _("Raised to the superiors"),
    "alert.addressed": _("Addressed to further offices"),
    "alert.climbed": _("Nobody answered: the next step of the call tree was told"),
    "alert.climb_ended": _("The call tree came to rest"),
    "alert.stood_down": _("Ended by decision"),
    "alert.expired": _("Expired"),
    "alert.declined": _("Draft declined"),
}
STATES = {
    AlertState.DRAFT: _("draft, waits for a signature"),
    AlertState.SIGNED: _("waits for the second signature"),
    AlertState.ISSUED: _("in force"),
    AlertState.ESCALATED: _("in force, raised"),
    AlertState.STOOD_DOWN: _("ended"),
    AlertState.EXPIRED: _("expired"),
    AlertState.DECLINED: _("declined"),
}


def chance(alert: Alert) -> str:
    """This function will say how often chance alone raises an alarm like the one *alert* rests on; empty where it rests on none."""
    return found_words.chance(alert.cluster) if alert.cluster else ""


def chance_briefly(alert: Alert) -> str:
    """This function will say the same in few words, for a line of a list."""
    return found_words.how_often_briefly(alert.cluster) if alert.cluster else ""


def chance_shortest(alert: Alert) -> str:
    """This function will say the same in the least words, for an SMS."""
    return found_words.how_often_shortest(alert.cluster) if alert.cluster else ""


def timeline(events) -> list[dict[str, object]]:
    """This function will turn events into the entries of the timeline macro, oldest first."""
    return [{"at": e.at, "title": EVENTS.get(e.name, e.name), "by": e.by_title} for e in events]
