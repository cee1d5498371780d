"""Fetching a photo from a provider: bounded in time and size, no redirections."""

from collections.abc import Mapping
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from urllib.parse import urlsplit

from kondusif.channels.carriers import Undeliverable
from kondusif.reports.photos import BYTES_MAX

PATIENCE = 15.0


def fetch(url: str, headers: Mapping[str, str], *, most: int = BYTES_MAX) -> bytes:
    """
    This function will return what stands at *url*.

    :raises OSError: if the provider is away or in trouble: worth another try.
    :raises Undeliverable: if it says that there is nothing (any more), or it is larger than *most*.
    """
    parts = urlsplit(url)
    kind = HTTPSConnection if parts.scheme == "https" else HTTPConnection
    connection = kind(parts.netloc, timeout=PATIENCE)
    try:
        connection.request(
            "GET", (parts.path or "/") + (f"?{parts.query}" if parts.query else ""), headers=dict(headers)
        )
        response = connection.getresponse()
        body = response.read(most + 1)
    except HTTPException as error:
        raise ConnectionError(repr(error)) from error
    finally:
        connection.close()
    if response.status >= 500 or response.status in {408, 425, 429}:
        raise ConnectionError(f"provider answered {response.status}")
    if response.status != 200 or len(body) > most:
        raise Undeliverable(f"provider answered {response.status}, {len(body)} bytes")
    return body
