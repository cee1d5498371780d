"""How states, events and refusals of outgoing webhooks are told."""

from django.utils.translation import gettext_lazy as _

from kondusif.interop.states import EndpointState, MessageState

FORBIDDEN = {
    "spelling": _("This address is not written in order. Take it over exactly as the receiver gave it."),
    "scheme": _("The address must begin with https://."),
    "port": _("Only the ports 443 and 8443 are allowed."),
    "host": _("The name must be a full public name, like sistem.contoh.go.id."),
    "address": _("This address lies in an inner network. Only public addresses are allowed."),
}
ENDPOINT_STATES = {
    EndpointState.ACTIVE: _("active"),
    EndpointState.DISABLED: _("switched off"),
    EndpointState.ENDED: _("closed for good"),
}
MESSAGE_STATES = {
    MessageState.QUEUED: _("waits for the next try"),
    MessageState.SENT: _("taken"),
    MessageState.QUARANTINED: _("given up"),
}
EVENTS = {
    "webhook.opened": _("Address entered"),
    "webhook.secret_changed": _("New secret"),
    "webhook.enabled": _("Switched on"),
    "webhook.disabled": _("Switched off"),
    "webhook.ended": _("Closed for good"),
    "webhook.pinged": _("Test message ordered"),
    "webhook.message_quarantined": _("A message was given up"),
    "cap.written": _("CAP message written"),
}


def timeline(events) -> list[dict[str, object]]:
    """This function will turn events into the entries of the timeline macro, oldest first."""
    return [
        {"at": e.at, "title": EVENTS.get(e.name, e.name), "by": e.by_title, "text": e.payload.get("error", "")}
        for e in events
    ]
