"""The key pair by which push services know this installation (VAPID, RFC 8292)."""

import hashlib
from base64 import urlsafe_b64decode, urlsafe_b64encode
from functools import cache
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.conf import settings

from kondusif.core.secrets import secret

_ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551  # of P-256


def public_key() -> str:
    """This function will return the key that a browser needs to subscribe, as ``applicationServerKey``."""
    return encode(point_of(private_key().public_key()))


def private_key() -> ec.EllipticCurvePrivateKey:
    """This function will return the installation's key; it comes from the secret ``vapid`` and never changes."""
    return _key_of(secret(Path(settings.SECRETS_DIR), "vapid"))


@cache
def _key_of(told: str) -> ec.EllipticCurvePrivateKey:
    digest = hashlib.sha512(b"kondusif vapid" + told.encode()).digest()
    return ec.derive_private_key(int.from_bytes(digest, "big") % (_ORDER - 1) + 1, ec.SECP256R1())


def point_of(key: ec.EllipticCurvePublicKey) -> bytes:
    """This function will return a public key as the 65 bytes of its point."""
    return key.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)


def encode(content: bytes) -> str:
    """This function will write bytes as base64url without padding."""
    return urlsafe_b64encode(content).rstrip(b"=").decode()


def decode(text: str) -> bytes:
    """
    This function will read base64url with or without padding.

    :raises ValueError: if it is none.
    """
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))
