"""
``/peristiwa``: news for signed-in people while they look at a page, as server-sent events.

One LISTEN for each web process feeds all its streams. A stream carries number, name and regency of
an event and nothing else; what somebody may see is decided by the page that they fetch then.
"""

import asyncio
import json
import logging
import time
from collections.abc import Awaitable, Callable, MutableMapping
from concurrent.futures import Executor
from contextlib import suppress
from http.cookies import CookieError, SimpleCookie
from typing import Any, NamedTuple

import psycopg
from django.conf import settings
from django.db import connection

from kondusif.site import audience
from kondusif.site.audience import Audience

CHANNEL = "kondusif_event"
HEARTBEAT_SECONDS = 15.0
RECHECK_SECONDS = 60.0  # a session that was ended hears nothing after this
WAITING = 200  # news that a slow reader may be behind; more, and its stream ends and starts again
# What happens within this is read together: waking for each commit of a flood costs a web process a fifth of its time.
PACE_SECONDS = 0.1
RECONNECT_SECONDS = (0.2, 0.5, 1.0, 2.0, 5.0)

STREAM_HEADERS = [
    (b"content-type", b"text/event-stream; charset=utf-8"),
    (b"cache-control", b"no-store"),
    (b"x-accel-buffering", b"no"),
]

log = logging.getLogger(__name__)

Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]


class News(NamedTuple):
    """What the database tells: the last number of some events of one name in one regency."""

    id: int
    name: str
    regency: str

    def line(self) -> bytes:
        """This function will return the news as a stream carries it."""
        data = json.dumps({"id": self.id, "name": self.name, "regency": self.regency})
        return f"id: {self.id}\nevent: news\ndata: {data}\n\n".encode()


class Stream:
    """One open page: whom it is for, what it has not been told yet, and how it ends."""

    def __init__(self, audience: Audience):
        self.audience = audience
        self.waiting: asyncio.Queue[News | None] = asyncio.Queue(WAITING)

    def offer(self, news: News) -> None:
        """This function will put *news* in line; a reader too slow for it is sent away to come again."""
        try:
            self.waiting.put_nowait(news)
        except asyncio.QueueFull:
            self.end()

    def end(self) -> None:
        """This function will end the stream after nothing more."""
        while not self.waiting.empty():
            self.waiting.get_nowait()
        self.waiting.put_nowait(None)


class Live:
    """The door ``/peristiwa`` and the one listener behind it."""

    def __init__(self, threads: Executor):
        self._threads = threads
        self._streams: set[Stream] = set()
        self._listener: asyncio.Task[None] | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._ending = False

    async def start(self) -> None:
        """This function will begin to listen to the database."""
        self._loop = asyncio.get_running_loop()
        self._listener = asyncio.create_task(self._listen())

    async def stop(self) -> None:
        """This function will end all streams and stop listening."""
        self.end_streams()
        if self._listener is not None:
            self._listener.cancel()
            with suppress(asyncio.CancelledError):
                await self._listener

    def end_streams(self) -> None:
        """This function will end all streams now and refuse new ones: a process that stops waits for nobody."""
        self._ending = True
        for stream in list(self._streams):
            stream.end()

    def end_streams_soon(self) -> None:
        """This function will do so from a signal handler."""
        if self._loop is not None and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self.end_streams)

    async def __call__(self, scope: MutableMapping[str, Any], receive: Receive, send: Send) -> None:
        if scope["method"] != "GET":
            await _answer(send, 405, [(b"allow", b"GET")])
        elif self._ending:
            await _answer(send, 503, [(b"retry-after", b"2")])
        else:
            headers = dict(scope["headers"])
            key = session_key(headers.get(b"cookie", b""))
            found = await self._in_thread(audience.of_session, key) if key else None
            if found is None:
                await _answer(send, 401, [])
                return
            await self._serve(Stream(found), last_seen(headers), key, receive, send)

    async def _serve(self, stream: Stream, since: int | None, key: str, receive: Receive, send: Send) -> None:
        self._streams.add(stream)  # before the replay: what happens meanwhile waits in line
        writer = asyncio.create_task(self._write(stream, since, key, send))
        leaver = asyncio.create_task(_disconnected(receive))
        try:
            await asyncio.wait({writer, leaver}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            self._streams.discard(stream)
            for task in (writer, leaver):
                task.cancel()
            await asyncio.gather(writer, leaver, return_exceptions=True)

    async def _write(self, stream: Stream, since: int | None, key: str, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": STREAM_HEADERS})
        await _push(send, b"retry: 3000\n: halo\n\n")
        if since is not None:
            for row in await self._in_thread(audience.events_since, stream.audience, since):
                await _push(send, News(*row).line())
        checked = time.monotonic()
        while not await self._write_next(stream, send):
            if time.monotonic() - checked > RECHECK_SECONDS:
                checked = time.monotonic()
                fresh = await self._in_thread(audience.of_session, key)
                if fresh is None:
                    break
                stream.audience = fresh
        await send({"type": "http.response.body", "body": b"", "more_body": False})

    async def _write_next(self, stream: Stream, send: Send) -> bool:
        """Write the next news or a heartbeat, and tell whether the stream is over."""
        try:
            news = await asyncio.wait_for(stream.waiting.get(), HEARTBEAT_SECONDS)
        except TimeoutError:
            await _push(send, b": denyut\n\n")
            return False
        if news is not None and await self._concerns(stream.audience, news):
            await _push(send, news.line())
        return news is None

    async def _concerns(self, whom: Audience, news: News) -> bool:
        quick = whom.reaches(news.regency)
        if quick is not None:
            return quick
        return bool(await self._in_thread(audience.may_see, whom, news.id, news.name))

    async def _in_thread(self, function: Callable[..., Any], *arguments: Any) -> Any:
        return await asyncio.get_running_loop().run_in_executor(self._threads, function, *arguments)

    async def _listen(self) -> None:
        n_failures = 0
        while True:
            try:
                async with await psycopg.AsyncConnection.connect(**parameters(), autocommit=True) as listener:
                    await listener.execute(f"LISTEN {CHANNEL}")
                    if n_failures:
                        self._have_all_come_again()
                    n_failures = 0
                    while True:
                        async for notice in listener.notifies(stop_after=1):
                            self._tell(notice.payload)
                        await asyncio.sleep(PACE_SECONDS)
            except (psycopg.Error, OSError) as error:
                wait = RECONNECT_SECONDS[min(n_failures, len(RECONNECT_SECONDS) - 1)]
                n_failures += 1
                log.warning("listening to events ended, again in %.1f s", wait, exc_info=error)
                await asyncio.sleep(wait)

    def _tell(self, payload: str) -> None:
        try:
            said = json.loads(payload)
            news = News(int(said["id"]), str(said["name"]), str(said["regency"] or ""))
        except (ValueError, KeyError, TypeError):
            log.warning("an event notice could not be read")
            return
        for stream in list(self._streams):
            stream.offer(news)

    def _have_all_come_again(self) -> None:
        """While nobody listened something may have happened: each page comes back with its last number."""
        for stream in list(self._streams):
            stream.end()


def parameters() -> dict[str, Any]:
    found = connection.get_connection_params()
    return {k: v for k, v in found.items() if k not in {"cursor_factory", "context", "prepare_threshold"}}


def session_key(cookies: bytes) -> str:
    """This function will return the session's key from the cookie header, empty if there is none."""
    try:
        jar = SimpleCookie(cookies.decode("latin-1"))
    except CookieError:
        return ""
    morsel = jar.get(settings.SESSION_COOKIE_NAME)
    return morsel.value if morsel else ""


def last_seen(headers: dict[bytes, bytes]) -> int | None:
    """This function will return the number of the last event that this page knows, if it says one."""
    said = headers.get(b"last-event-id", b"")
    return int(said) if said.isdigit() and len(said) < 19 else None


async def _push(send: Send, body: bytes) -> None:
    await send({"type": "http.response.body", "body": body, "more_body": True})


async def _disconnected(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


async def _answer(send: Send, status: int, headers: list[tuple[bytes, bytes]]) -> None:
    headers = [(b"content-type", b"text/plain"), (b"content-length", b"0"), (b"cache-control", b"no-store"), *headers]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": b""})
