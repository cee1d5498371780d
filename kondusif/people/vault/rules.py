"""What a browser hands in of a key must have the right shape; what it means, the server cannot know."""

import base64
import binascii
from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from kondusif.core.problems import Problem

ITERATIONS_LEAST, ITERATIONS_MOST = 600_000, 10_000_000
CREDENTIAL_LEAST, CREDENTIAL_MOST = 16, 1023  # bytes of a passkey's name: WebAuthn, 5.1
N_SHARES, N_NEEDED = 3, 2
LABEL_MAX = 60


_MALFORMED = _("The browser sent something unreadable. Reload the page and try again.")


@dataclass(frozen=True)
class Wrapped:
    """A private key as the browser wrapped it: under a passphrase, or under the secret of the passkey *credential*."""

    salt: bytes
    iterations: int
    nonce: bytes
    wrapped: bytes
    credential: bytes = b""
    label: str = ""


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
    found = _bytes(text)
    if len(found) != n:
        raise Problem("vault.malformed", _MALFORMED)
    return found


def _bytes(text: str) -> bytes:
    try:
        return base64.b64decode(text.encode() + b"=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except (ValueError, binascii.Error):
        return b""


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
        raise Problem("vault.weak", _MALFORMED)
    return Wrapped(
        unbase64(typed.get("salt", ""), 16), int(iterations), unbase64(typed.get("nonce", ""), 12),
        unbase64(typed.get("wrapped", ""), 48),
    )  # fmt: skip


def wrapped_by_passkey_in(typed: Mapping[str, str]) -> Wrapped:
    """
    This function will return the key of a form that was wrapped under a passkey's secret.

    :raises Problem: if its shape is wrong.
    """
    credential = _bytes(typed.get("credential", ""))
    if not CREDENTIAL_LEAST <= len(credential) <= CREDENTIAL_MOST:
        raise Problem("vault.malformed", _MALFORMED)
    return Wrapped(
        unbase64(typed.get("salt", ""), 16), 0, unbase64(typed.get("nonce", ""), 12),
        unbase64(typed.get("wrapped", ""), 48), credential, typed.get("label", "").strip()[:LABEL_MAX],
    )  # fmt: skip


def wrapped_by_choice_in(typed: Mapping[str, str]) -> Wrapped:
    """
    This function will return the wrapped key of a form, in the way its member chose.

    :raises Problem: if its shape is wrong.
    """
    return (wrapped_by_passkey_in if typed.get("credential") else wrapped_in)(typed)


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
