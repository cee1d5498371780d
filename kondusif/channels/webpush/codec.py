"""Encrypting for one subscription (RFC 8291 over the record of RFC 8188) and the token of RFC 8292."""

import json

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from kondusif.channels.webpush.keys import encode, point_of

RECORD_BYTES = 4096
MOST_BYTES = 3993  # RFC 8291, section 4: one record and no more


def encrypt(content: bytes, *, browser: bytes, auth: bytes, key: ec.EllipticCurvePrivateKey, salt: bytes) -> bytes:
    """
    This function will return *content* as only the browser with the point *browser* and the secret *auth* can read it.

    *key* and *salt* are fresh for each message.

    :raises ValueError: if the point is none of P-256, or the content is too long for one record.
    """
    if len(content) > MOST_BYTES:
        raise ValueError(f"a notice holds {MOST_BYTES} bytes, this one has {len(content)}")
    shared = key.exchange(ec.ECDH(), ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), browser))
    ours = point_of(key.public_key())
    secret = _derive(shared, auth, b"WebPush: info\0" + browser + ours, 32)
    cipher = AESGCM(_derive(secret, salt, b"Content-Encoding: aes128gcm\0", 16))
    nonce = _derive(secret, salt, b"Content-Encoding: nonce\0", 12)
    header = salt + RECORD_BYTES.to_bytes(4, "big") + bytes([len(ours)]) + ours
    return header + cipher.encrypt(nonce, content + b"\2", None)  # 2: the last record


def token(*, audience: str, contact: str, expires: int, key: ec.EllipticCurvePrivateKey) -> str:
    """This function will return the signed token that tells a push service who sends, good until *expires*."""
    head = encode(json.dumps({"typ": "JWT", "alg": "ES256"}).encode())
    body = encode(json.dumps({"aud": audience, "exp": expires, "sub": contact}).encode())
    r, s = decode_dss_signature(key.sign(f"{head}.{body}".encode(), ec.ECDSA(SHA256())))
    return f"{head}.{body}.{encode(r.to_bytes(32, 'big') + s.to_bytes(32, 'big'))}"


def _derive(secret: bytes, salt: bytes, info: bytes, length: int) -> bytes:
    return HKDF(SHA256(), length, salt, info).derive(secret)
