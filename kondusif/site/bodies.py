"""
How large a body may be, whoever stands before us: what is too large is read on for a while and thrown away.

A sender that hears nothing until its own line breaks tries again for ever; one that is read to the end hears 413.
A body that does not say how long it is gets its length here, for Django takes it for an empty one.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]

BODY_MAX = 40 * 1024 * 1024  # as in deploy/nginx: three photos, or the largest table
UNANNOUNCED_MAX = 4 * 1024 * 1024  # held in memory until its length is known
DRAIN_MAX = 4 * BODY_MAX
SILENCE_S, WHOLE_S = 30.0, 300.0


class Bounded:
    """The ASGI application before Django; what it lets through says how long it is."""

    def __init__(self, application: Any) -> None:
        self.application = application

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        headers = dict(scope["headers"])
        announced = headers.get(b"content-length", b"")
        if announced.isdigit() and int(announced[:20]) > BODY_MAX:
            # Who asks first whether to go on has sent nothing yet.
            if b"expect" not in headers:
                await _whole(receive, most=0)
            await self.application(scope, _replayed(b""), send)
        elif b"transfer-encoding" in headers and not announced:
            body = await _whole(receive, most=UNANNOUNCED_MAX)
            length = BODY_MAX + 1 if body is None else len(body)
            told = [pair for pair in scope["headers"] if pair[0] != b"transfer-encoding"]
            scope = {**scope, "headers": [*told, (b"content-length", b"%d" % length)]}
            await self.application(scope, _replayed(body or b""), send)
        else:
            await self.application(scope, receive, send)


async def _whole(receive: Receive, *, most: int) -> bytes | None:
    """This function will return the body, or None if it is longer than *most*, cut off, or far too slow."""
    parts, n_bytes, until, is_last = [], 0, time.monotonic() + WHOLE_S, False
    while not is_last:
        try:
            async with asyncio.timeout(max(0.0, min(SILENCE_S, until - time.monotonic()))):
                message = await receive()
        except TimeoutError:
            return None
        if message["type"] == "http.disconnect":
            return None
        part = message.get("body", b"")
        n_bytes += len(part)
        if n_bytes <= most:
            parts.append(part)
        elif n_bytes > DRAIN_MAX:
            return None
        is_last = not message.get("more_body", False)
    return b"".join(parts) if n_bytes <= most else None


def _replayed(body: bytes) -> Receive:
    async def receive() -> Message:
        return {"type": "http.request", "body": body, "more_body": False}

    return receive
