"""How the events of followers are told."""

from django.utils.translation import gettext_lazy as _

EVENTS = {
    "follower.asked": _("Somebody asked to follow an area"),
    "follower.confirmed": _("A follower confirmed"),
    "follower.left": _("A follower left; the address is deleted"),
    "bulletin.quarantined": _("News could not be delivered to a follower"),
}
