"""How this room's events and states are told to people."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from kondusif.documents.states import DocumentState

EVENTS = {
    "document.drafted": _("Draft written"),
    "document.rewritten": _("Draft changed"),
    "document.issued": _("Issued"),
    "document.withdrawn": _("Withdrawn"),
    "document.cancelled": _("Cancelled, number stays taken"),
    "document.replaced": _("Replaced by another"),
    "document.discarded": _("Draft set aside"),
    "document.classified": _("Classification changed"),
    "document.signed": _("Signed version added"),
    "document.read": _("Read"),
    "letterhead.set": _("Letterhead set"),
    "template.brought": _("Form taken into use"),
    "template.set_aside": _("Form set aside"),
    "number.taken": _("Numbers entered as used by hand"),
}
STATES = {
    DocumentState.DRAFT: pgettext_lazy("document", "draft"),
    DocumentState.ISSUED: pgettext_lazy("document", "issued"),
    DocumentState.WITHDRAWN: pgettext_lazy("document", "withdrawn"),
    DocumentState.REPLACED: pgettext_lazy("document", "replaced"),
    DocumentState.CANCELLED: pgettext_lazy("document", "cancelled (batal)"),
}
TONES = {DocumentState.ISSUED: "good", DocumentState.WITHDRAWN: "alarm", DocumentState.CANCELLED: "alarm"}


def timeline(events) -> list[dict[str, object]]:
    """This function will turn events into the entries of the timeline macro, oldest first."""
    return [
        {"at": e.at, "title": EVENTS.get(e.name, e.name), "by": e.by_title, "text": e.payload.get("reason", "")}
        for e in events
        if e.name != "document.read"  # those have their own list
    ]
