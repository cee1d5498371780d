"""The secret from which the waiting time of each report is drawn."""

from functools import cache

from django.conf import settings

from kondusif.core.secrets import secret


@cache
def delay_key() -> bytes:
    """This function will return the key of the waiting times, made at first use."""
    return secret(settings.SECRETS_DIR, "public-delay").encode()
