"""``GET /health``: can this process take a report now? It says yes or no, never why not."""

import asyncio
from collections.abc import Awaitable, Callable, MutableMapping
from concurrent.futures import Executor
from typing import Any

from django.db import DatabaseError, connection

ANSWER_SECONDS = 2.0


class Health:
    """The door ``/health``."""

    def __init__(self, threads: Executor):
        self._threads = threads

    async def __call__(
        self,
        scope: MutableMapping[str, Any],
        receive: Callable[[], Awaitable[MutableMapping[str, Any]]],
        send: Callable[[MutableMapping[str, Any]], Awaitable[None]],
    ) -> None:
        well = await self.is_well()
        body = b'{"status":"ok"}' if well else b'{"status":"unavailable"}'
        headers = [
            (b"content-type", b"application/json"),
            (b"content-length", str(len(body)).encode()),
            (b"cache-control", b"no-store"),
        ]
        if not well:
            headers.append((b"retry-after", b"5"))
        await send({"type": "http.response.start", "status": 200 if well else 503, "headers": headers})
        await send({"type": "http.response.body", "body": b"" if scope["method"] == "HEAD" else body})

    async def is_well(self) -> bool:
        """This function will tell whether the database answers and takes writes."""
        call = asyncio.get_running_loop().run_in_executor(self._threads, database_takes_writes)
        try:
            return await asyncio.wait_for(call, ANSWER_SECONDS)
        except TimeoutError:
            return False


def database_takes_writes() -> bool:
    """This function will ask the database, with a connection that may have died since the last time."""
    try:
        connection.close_if_unusable_or_obsolete()
        with connection.cursor() as cursor:
            cursor.execute("SELECT NOT pg_is_in_recovery()")
            return bool(cursor.fetchone()[0])
    except DatabaseError:
        connection.close()
        return False
