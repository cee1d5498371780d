"""
Where a notice may be posted to.

The address comes from a browser, so anybody with an account could name one: only the push services of browsers
are taken, by HTTPS at its own port. An office that runs a push service of its own names its host in the settings.
"""

from urllib.parse import urlsplit

from django.conf import settings

_HOSTS = frozenset({"fcm.googleapis.com", "android.googleapis.com", "updates.push.services.mozilla.com", "web.push.apple.com"})  # fmt: skip
_BELOW = (".notify.windows.com", ".push.apple.com", ".push.services.mozilla.com")


def is_push_service(endpoint: str) -> bool:
    """This function will tell whether *endpoint* belongs to a push service that notices may go to."""
    try:
        parts = urlsplit(endpoint)
        host, port = (parts.hostname or "").lower(), parts.port
    except ValueError:
        return False
    if f"{parts.scheme}://{parts.netloc}" in settings.WEBPUSH_OWN_SERVICES:
        return True
    plain = parts.scheme == "https" and port in (None, 443) and not parts.username and not parts.password
    return plain and (host in _HOSTS or host.endswith(_BELOW))
