"""Photos of WhatsApp: the media id names an address that is good for five minutes and wants the same token."""

from urllib.parse import urlsplit

import orjson
from django.conf import settings

from kondusif.channels import fetching
from kondusif.channels.carriers import Undeliverable
from kondusif.channels.whatsapp.sender import headers, is_configured

# The token goes nowhere else, whatever address an answer names.
HOSTS = (".fbsbx.com", ".facebook.com", ".fbcdn.net", ".whatsapp.net")


def fetch(media_id: str) -> bytes:
    """
    This function will return the bytes of a photo of WhatsApp.

    :raises OSError: if Meta is away: worth another try.
    :raises Undeliverable: if it no longer has the photo, or names a foreign address.
    """
    if not is_configured() or not media_id.isalnum():
        raise Undeliverable("no WhatsApp number is configured")
    told = fetching.fetch(f"{settings.WHATSAPP_URL}/{media_id}", headers(), most=65_536)
    try:
        url = str(orjson.loads(told)["url"])
    except (orjson.JSONDecodeError, KeyError, TypeError):
        raise Undeliverable("no address in the answer") from None
    home, parts = urlsplit(settings.WHATSAPP_URL), urlsplit(url)
    if (parts.scheme, parts.netloc) != (home.scheme, home.netloc) and not (
        parts.scheme == "https" and (parts.hostname or "").endswith(HOSTS)
    ):
        raise Undeliverable("a foreign address")
    return fetching.fetch(url, headers())
