"""
HTTP Digest as field clients speak it (RFC 7616 with MD5 and ``qop=auth``; without qop as in RFC 2069), and Basic.

A nonce is a moment and its keyed hash, so no table of nonces is needed; a submission that is sent again is
harmless anyway, for its instanceID makes it one report. A phone whose nonce has become old, but whose proof holds, gets
the next one made for its account: who comes with such a one has had the password before.
"""

import base64
import hmac
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum
from hashlib import md5

REALM = "Kondusif"
NONCE_S = 900
HEADER_MAX = 4096
_PARTS = re.compile(r'([a-z]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s,"]+))', re.IGNORECASE)


class Proof(Enum):
    """What a claim is worth."""

    HOLDS = "holds"
    STALE = "stale"  # right, but the nonce is too old: the client asks again by itself
    WRONG = "wrong"


@dataclass(frozen=True, slots=True)
class Claim:
    """Who a request says it is, and by which scheme."""

    username: str
    is_basic: bool
    password: str = ""  # of Basic
    parts: Mapping[str, str] = field(default_factory=dict)  # of Digest


@dataclass(frozen=True, slots=True)
class Asked:
    """The request that a proof is for."""

    method: str
    path: str
    at: datetime


def challenges(
    secret: bytes, *, at: datetime, stale: bool = False, with_basic: bool = False, username: str = ""
) -> list[str]:
    """This function will return what ``WWW-Authenticate`` asks for; Basic only where nobody can listen."""
    old = ", stale=true" if stale else ""
    asked = [f'Digest realm="{REALM}", qop="auth", algorithm=MD5, nonce="{nonce(secret, at, username)}"{old}']
    return asked + ([f'Basic realm="{REALM}", charset="UTF-8"'] if with_basic else [])


def nonce(secret: bytes, at: datetime, username: str = "") -> str:
    """This function will return a nonce of the moment *at*, for anybody or for one account."""
    moment = f"{int(at.timestamp()):x}"
    return f"{moment}.{_mark(secret, moment, username)}"


def _mark(secret: bytes, moment: str, username: str) -> str:
    return hmac.digest(secret, f"{moment}\0{username}".encode(errors="replace"), "sha256").hex()[:32]


def own_nonce(claim: Claim, *, secret: bytes) -> str:
    """This function will return the nonce of *claim* if it was made for its account, else nothing."""
    given = claim.parts.get("nonce", "")
    moment, _dot, mark = given.partition(".")
    return given if claim.username and _same(mark, _mark(secret, moment, claim.username)) else ""


def claim_in(header: str) -> Claim | None:
    """This function will read an ``Authorization`` header, or return None if it holds nothing that we know."""
    scheme, _space, rest = header.strip().partition(" ")
    if len(header) > HEADER_MAX:
        return None
    if scheme.lower() == "basic":
        return _basic(rest)
    if scheme.lower() != "digest":
        return None
    parts = {name.lower(): quoted or bare for name, quoted, bare in _PARTS.findall(rest)}
    return Claim(parts["username"], False, parts=parts) if parts.get("username") else None


def _basic(packed: str) -> Claim | None:
    try:
        username, colon, password = base64.b64decode(packed.strip(), validate=True).decode().partition(":")
    except ValueError:  # no base64, or none of ASCII
        return None
    return Claim(username, True, password) if username and colon else None


def proof_of(claim: Claim, password: str, asked: Asked, *, secret: bytes) -> Proof:
    """This function will tell whether *claim* was made by somebody who has *password*."""
    if claim.is_basic:
        return Proof.HOLDS if _same(claim.password, password) else Proof.WRONG
    parts = claim.parts
    given = parts.get("nonce", "")
    made_at = _moment_of(given, secret, claim.username)
    if made_at is None or parts.get("algorithm", "MD5").upper() != "MD5" or parts.get("realm") != REALM:
        return Proof.WRONG
    if parts.get("uri", "").partition("?")[0] != asked.path:
        return Proof.WRONG  # a proof for another address opens nothing here
    if not _same(parts.get("response", "").lower(), response(claim.username, password, asked.method, parts)):
        return Proof.WRONG
    return Proof.HOLDS if -60 <= asked.at.timestamp() - made_at <= NONCE_S else Proof.STALE


def response(username: str, password: str, method: str, parts: Mapping[str, str]) -> str:
    """This function will compute the response of RFC 7616, section 3.4.1, over the *parts* of the header."""
    known = _md5(f"{username}:{REALM}:{password}")
    what = _md5(f"{method}:{parts.get('uri', '')}")
    if qop := parts.get("qop", ""):
        return _md5(f"{known}:{parts.get('nonce', '')}:{parts.get('nc', '')}:{parts.get('cnonce', '')}:{qop}:{what}")
    return _md5(f"{known}:{parts.get('nonce', '')}:{what}")


def _moment_of(given: str, secret: bytes, username: str) -> int | None:
    moment, _dot, mark = given.partition(".")
    if not re.fullmatch(r"[0-9a-f]{1,12}", moment):
        return None
    is_public, is_own = (_same(mark, _mark(secret, moment, name)) for name in ("", username))
    return int(moment, 16) if is_public or is_own else None


def _same(one: str, other: str) -> bool:
    return hmac.compare_digest(one.encode(errors="replace"), other.encode())


def _md5(text: str) -> str:
    return md5(text.encode(errors="replace"), usedforsecurity=False).hexdigest()
