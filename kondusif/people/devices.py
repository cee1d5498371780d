"""
From where somebody signs in: a browser in which the account was opened before, else a part of the network.

Whoever knows an officer's address may try passwords all night. From a browser the account knows, these tries are not
counted against its owner; from elsewhere they are counted together with those of the same network. Neither says who
somebody is: the browser holds a random number that only pages of accounts get back, and of the network the front
server hands on the first part of the address, for pages of accounts alone.
"""

import secrets

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponseBase

from kondusif.core.sealing import keyed_hash

COOKIE = "__Secure-device" if settings.HTTPS else "device"
PATH = "/akun/"  # never sent along with a report
KEPT_S = 180 * 86400
MOST = 12  # officers of one desk
_SALT = "kondusif.people.devices"
_NETWORK = "X-Network"


def known(request: HttpRequest, address: str) -> str:
    """This function will return the number of the browser, if the account under *address* was opened in it before."""
    number, marks = _read(request)
    return number if _mark(address) in marks else ""


def place_of(request: HttpRequest, address: str) -> str:
    """This function will return what tries from the same place have in common, unreadable for whoever sees it stored."""
    number = known(request, address)
    place = f"browser {number}" if number else f"network {request.headers.get(_NETWORK, '')[:60]}"
    return keyed_hash("sign-in", place).hex()


def remember(request: HttpRequest, response: HttpResponseBase, address: str) -> None:
    """This function will let the browser prove later that the account under *address* was opened in it."""
    number, marks = _read(request)
    mine = _mark(address)
    marks = [mine, *(m for m in marks if m != mine)][:MOST]
    response.set_cookie(
        COOKIE, signing.dumps([number or secrets.token_hex(12), marks], salt=_SALT), max_age=KEPT_S, path=PATH,
        secure=settings.HTTPS, httponly=True, samesite="Lax",
    )  # fmt: skip


def _read(request: HttpRequest) -> tuple[str, list[str]]:
    try:
        number, marks = signing.loads(request.COOKIES.get(COOKIE, ""), salt=_SALT, max_age=KEPT_S)
    except signing.BadSignature:
        return "", []
    return number, marks


def _mark(address: str) -> str:
    return keyed_hash("sign-in", f"account {address.strip().lower()}").hex()[:24]
