"""How calls, their ends and their events are told."""

from django.utils.translation import gettext_lazy as _

from kondusif.channels.states import CallOutcome

OUTCOMES = {
    CallOutcome.REPORT: _("a report was taken"),
    CallOutcome.INFORMATION: _("asked for information"),
    CallOutcome.BROKEN_OFF: _("broken off, or a wrong number"),
    CallOutcome.NUISANCE: _("nuisance or false alarm"),
}
EVENTS = {
    "call.began": _("Call taken"),
    "call.ended": _("Call ended"),
    "caller.looked_up": _("Number looked up"),
    "caller.flagged": _("Caller flagged as a nuisance"),
    "caller.flag_cleared": _("Flag of a caller cleared"),
    "caller.forgotten": _("Caller forgotten by wish"),
}
