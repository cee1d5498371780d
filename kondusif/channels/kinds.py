"""The ways to reach a person; each has a folder of its name with a ``sender`` in it."""

from enum import StrEnum

from django.utils.translation import gettext_lazy as _


class Kind(StrEnum):
    """A way to reach a person."""

    EMAIL = "email"
    WEBPUSH = "webpush"
    TELEGRAM = "telegram"
    WHATSAPP = "whatsapp"
    SMS = "sms"


NAMES = {
    Kind.EMAIL: _("E-mail"),
    Kind.WEBPUSH: _("Notice on this device"),
    Kind.TELEGRAM: "Telegram",
    Kind.WHATSAPP: "WhatsApp",
    Kind.SMS: "SMS",
}
CHOICES = [(k.value, k.value) for k in Kind]
# The provider vouches for who writes; an SMS may carry any number as its sender.
TRUSTED_SENDER = frozenset({Kind.TELEGRAM, Kind.WHATSAPP})
