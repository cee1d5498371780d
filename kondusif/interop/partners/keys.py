"""Keys and secret words of other programs: long enough that nobody guesses one, kept only as a keyed hash."""

import base64
import hmac
import secrets
from functools import cache

from django.conf import settings
from django.http import HttpRequest

from kondusif.core.secrets import secret

START = 8  # characters of a key that the list of keys shows


def new_key(kind: str) -> str:
    """This function will make a key that says by its first letters what it is for."""
    return f"{kind}{secrets.token_urlsafe(32)}"


def digest_of(key: str) -> bytes:
    """This function will return under what a key is found."""
    return hmac.digest(_lookup(), key.encode("utf-8", "replace"), "sha256")


def key_in(request: HttpRequest) -> str:
    """
    This function will return the key that a request carries, or nothing.

    In the password of HTTP Basic (what map programs ask for), as a Bearer token, or as ``api_key``
    (what Open311 says).
    """
    scheme, _space, rest = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() == "bearer":
        return rest.strip()
    if scheme.lower() == "basic":
        return _password(rest)
    return request.POST.get("api_key", "") or request.GET.get("api_key", "")


def _password(encoded: str) -> str:
    try:
        return base64.b64decode(encoded.strip(), validate=True).decode().partition(":")[2]
    except ValueError:  # no base64, or none of ASCII
        return ""


@cache
def _lookup() -> bytes:
    return secret(settings.SECRETS_DIR, "partner-keys").encode()
