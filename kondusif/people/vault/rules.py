"""What a browser hands in of a key must have the right shape; what it means, the server cannot know."""

import base64
import binascii
from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from kondusif.core.problems import Problem

ITERATIONS_LEAST, ITERATIONS_MOST = 600_000, 10_000_000
N_SHARES, N_NEEDED = 3, 2


@dataclass(frozen=True)
class Wrapped:
    """A private key under a passphrase, as the browser made it."""

    salt: bytes
    iterations: int
    nonce: bytes
    wrapped: bytes


@dataclass(frozen=True)
class Share:
    """Who takes a share, and by what it is known again."""

    custodian: str
    mark: bytes


def unbase64(text: str, n: int) -> bytes:
    """
    This function will return the *n* bytes that a browser wrote as base64url.

    :raises Problem: if it is anything else.
    """
    try:
        found = base64.b64decode(text.encode() + b"=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except (ValueError, binascii.Error):
        found = b""
    if len(found) != n:
        raise Problem("vault.malformed", _("The browser sent something unreadable. Reload the page and try again."))
    return found


def in_base64(content: bytes) -> str:
    """This function will write bytes as a browser reads them."""
    return base64.urlsafe_b64encode(bytes(content)).decode().rstrip("=")


def wrapped_in(typed: Mapping[str, str]) -> Wrapped:
    """
    This function will return the wrapped key of a form.

    :raises Problem: if its shape is wrong or the passphrase was stretched too little.
    """
    iterations = typed.get("iterations", "")
    if not (
        iterations.isascii() and iterations.isdecimal() and ITERATIONS_LEAST <= int(iterations[:12]) <= ITERATIONS_MOST
    ):
        raise Problem("vault.weak", _("The browser sent something unreadable. Reload the page and try again."))
    return Wrapped(
        unbase64(typed.get("salt", ""), 16), int(iterations), unbase64(typed.get("nonce", ""), 12),
        unbase64(typed.get("wrapped", ""), 48),
    )  # fmt: skip


def shares_in(typed: Mapping[str, str]) -> list[Share]:
    """
    This function will return the three shares of a form.

    :raises Problem: if a custodian is missing or named twice.
    """
    shares = [
        Share(typed.get(f"custodian_{n}", "").strip()[:160], unbase64(typed.get(f"mark_{n}", ""), 32))
        for n in range(1, N_SHARES + 1)
    ]
    names = [share.custodian.casefold() for share in shares]
    if not all(names) or len(set(names)) != len(names) or len({share.mark for share in shares}) != len(shares):
        raise Problem("vault.custodians", _("Name three different custodians."))
    return shares
