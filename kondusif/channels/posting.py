"""Posting to another program over a connection that stays open, one for each sending thread and door."""

import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from socket import IPPROTO_TCP, TCP_NODELAY
from threading import local
from urllib.parse import urlsplit

from kondusif.channels.carriers import CarrierAway

PATIENCE = 10.0
MOST_BYTES = 65_536  # no answer of a gateway is longer

_mine = local()


@dataclass(frozen=True)
class Answer:
    """What the other program said."""

    status: int
    body: bytes
    headers: Mapping[str, str]

    @property
    def is_accepted(self) -> bool:
        return 200 <= self.status < 300

    @property
    def is_worth_another_try(self) -> bool:
        """Too early, too many, or the gateway's own trouble."""
        return self.status in {408, 425, 429} or self.status >= 500


def post(url: str, body: bytes, headers: Mapping[str, str], *, patience: float = PATIENCE) -> Answer:
    """
    This function will post *body* to *url* and return the answer; redirections are not followed.

    :raises CarrierAway: if there is nobody to connect to.
    :raises OSError: if nobody answers within *patience* seconds, or not in HTTP.
    """
    parts = urlsplit(url)
    door = (parts.scheme, parts.netloc)
    open_doors = _mine.__dict__.setdefault("doors", {})
    path = f"{parts.path or '/'}{'?' + parts.query if parts.query else ''}"
    kept = door in open_doors
    connection = open_doors.pop(door, None) or _connect(*door, patience)
    try:
        answer = _ask(connection, path, body, headers)
    except (HTTPException, OSError) as error:
        connection.close()
        if not kept:
            raise error if isinstance(error, OSError) else ConnectionError(repr(error)) from error
        # The other side had closed the kept connection; the letter's key makes a second post harmless.
        return post(url, body, headers, patience=patience)
    open_doors[door] = connection
    return answer


def _connect(scheme: str, netloc: str, patience: float) -> HTTPConnection:
    connection = (
        HTTPSConnection(netloc, timeout=patience, context=_trust())
        if scheme == "https"
        else HTTPConnection(netloc, timeout=patience)
    )
    try:
        connection.connect()
    except OSError as error:
        raise CarrierAway(f"{netloc}: {error}") from error
    connection.sock.setsockopt(IPPROTO_TCP, TCP_NODELAY, 1)
    return connection


@cache
def _trust() -> ssl.SSLContext:
    return ssl.create_default_context()


def _ask(connection: HTTPConnection, path: str, body: bytes, headers: Mapping[str, str]) -> Answer:
    connection.request("POST", path, body=body, headers=dict(headers))
    response = connection.getresponse()
    content = response.read(MOST_BYTES)
    if response.read(1):
        raise ConnectionError("the answer is too long")
    return Answer(response.status, content, {k.lower(): v for k, v in response.getheaders()})
