"""Small things under lock: AES-GCM with a key from a secret file, bound to the one row they belong to."""

import hmac
import os
from functools import cache
from hashlib import sha256

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

from kondusif.core.secrets import secret

# The first byte of what is stored says how it was sealed, so that a later way can stand beside it.
_VERSION = b"\x01"
_NONCE = 12


def seal(key: str, plain: bytes, *, about: bytes) -> bytes:
    """This function will return *plain* so that only the holder of the secret file *key* can read it, in the row *about*."""
    nonce = os.urandom(_NONCE)
    return _VERSION + nonce + _cipher(key).encrypt(nonce, plain, about)


def open_sealed(key: str, sealed: bytes, *, about: bytes) -> bytes:
    """
    This function will return what was sealed.

    :raises cryptography.exceptions.InvalidTag: if the bytes were changed or belong to another row.
    """
    sealed = bytes(sealed)
    return _cipher(key).decrypt(sealed[1 : 1 + _NONCE], sealed[1 + _NONCE :], about)


def keyed_hash(key: str, text: str) -> bytes:
    """This function will return the mark under which *text* is found again; without the secret nobody can try texts."""
    return hmac.digest(_key(f"{key}-lookup"), text.encode(), "sha256")


def token_of(key: str, text: str) -> str:
    """This function will return a short proof that this installation wrote *text*, as it stands in an address."""
    return hmac.digest(_key(f"{key}-token"), text.encode(), "sha256").hex()[:32]


def is_token(key: str, text: str, token: str) -> bool:
    """This function will tell whether *token* is the proof of *text*."""
    return hmac.compare_digest(token_of(key, text).encode(), token.encode())


@cache
def _cipher(key: str) -> AESGCM:
    return AESGCM(_key(key))


@cache
def _key(name: str) -> bytes:
    return sha256(secret(settings.SECRETS_DIR, name).encode()).digest()
