"""How this room's events, states and steps are told to people."""

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from kondusif.channels.kinds import NAMES, Kind
from kondusif.channels.reasons import TOO_LATE, Reason, number_in, reason_of
from kondusif.channels.states import DeliveryState, Step
from kondusif.core.models import Event

EVENTS = {
    "delivery.quarantined": _("Message held back after five tries"),
    "delivery.failed": _("Message could not arrive"),
    "delivery.retried": _("Message sent again by hand"),
    "message.quarantined": _("Incoming message set aside after five tries"),
    "message.retried": _("Incoming message tried again by hand"),
    "channel.registered": _("Provider delivers here"),
    "address.added": _("Number put down"),
    "address.verified": _("Way to be reached proved"),
    "address.ended": _("Way to be reached ended"),
    "duty.added": _("Put on duty"),
    "duty.removed": _("Duty taken back"),
    "tell_rule.added": _("Rule of telling added"),
    "tell_rule.removed": _("Rule of telling ended"),
}
STATES = {
    DeliveryState.QUEUED: _("waits to be sent"),
    DeliveryState.SENT: _("sent"),
    DeliveryState.DELIVERED: _("arrived"),
    DeliveryState.ACKNOWLEDGED: _("answered"),
    DeliveryState.FAILED: _("cannot arrive"),
    DeliveryState.QUARANTINED: _("held back after five tries"),
}
TONES = {
    DeliveryState.ACKNOWLEDGED: "good",
    DeliveryState.FAILED: "alarm",
    DeliveryState.QUARANTINED: "alarm",
}
NEWS = {
    "issued": _("warning"),
    "escalated": _("raised"),
    "climbed": _("next step"),
    "reminded": _("reminder"),
    "stood_down": _("ended"),
    "expired": _("expired"),
}
STEPS = {
    Step.GROUND: _("village heads, Bhabinkamtibmas and Babinsa"),
    Step.BELOW: _("heads of subdistrict"),
    Step.POST: _("the command post"),
    Step.AGENCY: _("the head of Kesbangpol"),
    Step.TOP: _("head of region, secretary, police and military command"),
}
OUTCOMES = {
    "answered": _("Answered"),
    "unanswered": _("Nobody answered up to the highest step"),
    "over": _("The warning ended"),
}
REASONS = {
    Reason.UNREADABLE: _("This message could not be read because of a fault on our side."),
    Reason.FORGOTTEN: _("The sender's address was already forgotten, a week after the last message."),
    Reason.NOT_SET_UP: _("This way is not set up here, or its secret is missing."),
    Reason.AWAY: _("The provider or gateway cannot be reached."),
    Reason.SLOW: _("The provider or gateway did not answer in time."),
    Reason.NOT_HTTP: _("The provider or gateway broke off, or answered something unreadable."),
    Reason.BUSY: _("The provider is busy or in trouble, or too many messages were sent."),
    Reason.SECRET_REFUSED: _("The provider refuses our token or password. Enter a valid one."),
    Reason.BLOCKED: _("The recipient stopped the bot."),
    Reason.NOBODY_THERE: _("Nobody is at this number or chat any more."),
    Reason.WINDOW_CLOSED: _("The recipient's last message is older than 24 hours; WhatsApp takes free text no longer."),
    Reason.SIGNED_OFF: _("The recipient's browser has signed off."),
    Reason.SUBSCRIPTION_BROKEN: _("The browser's subscription cannot be used."),
    Reason.MAIL_REFUSED: _("The mail server refused the letter."),
    Reason.REFUSED: _("The provider or gateway refused this message."),
    Reason.OTHER: _("Another fault of this way."),
}
_TOLD = {"alert.issued", "alert.escalated", "alert.acknowledged", "alert.reminded", "alert.stood_down", "alert.expired"}


def state_word(state: str) -> object:
    """This function will return how a message's state is told."""
    return STATES[DeliveryState(state)]


def sending_failed(said: str) -> str:
    """This function will return why a message could not be sent, with the other side's own number for it where it gave one."""
    reason = reason_of(said)
    # What nobody has sorted yet is better quoted than hidden: it may be a mail server's own sentence.
    more = said if reason is Reason.OTHER else number_in(said)
    return str(REASONS[reason]) + (f" ({more})" if more else "")


def reading_failed(error: str) -> str:
    """This function will return why a message could not be read; *error* is what the log calls it."""
    if error == TOO_LATE:
        return str(
            _(
                "Sent more than ten days ago: perhaps a copy of an old delivery. The sender was told; try it again if it is genuine."
            )
        )
    return f"{REASONS[Reason.UNREADABLE]} ({error})" if error else str(REASONS[Reason.UNREADABLE])


def kind_word(kind: str) -> object:
    """This function will return how a way is called."""
    return NAMES[Kind(kind)]


def climb_entries(events: Iterable[Event]) -> list[dict[str, object]]:
    """This function will return the entries of the timeline: issued, each step that was told, who answered."""
    from kondusif.alerts.words import EVENTS as OF_ALERTS

    entries = []
    for event in events:
        if event.name == "alert.climbed":
            told, silent = STEPS[Step(event.payload["step"])], STEPS[Step(event.payload["unanswered"])]
            text = _("No answer from: %(silent)s.") % {"silent": silent}
            entries.append(
                {"at": event.at, "title": _("Told: %(step)s") % {"step": told}, "text": text, "tone": "late"}
            )
        elif event.name == "alert.climb_ended":
            entries.append({"at": event.at, "title": OUTCOMES[event.payload["outcome"]]})
        elif event.name in _TOLD:
            entries.append({"at": event.at, "title": OF_ALERTS[event.name], "by": event.by_title})
    return entries
