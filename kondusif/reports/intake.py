"""
The intake: reports from many senders at once, committed together.

A request is read and checked where it arrives, then waits in a bounded queue. One writer thread
takes what waits, up to 256 reports, and stores them in one transaction through the same action as
every other channel. A sender hears "201" only after that transaction is on disk. Under light load
a batch is one report; under heavy load many share one flush of the disk.
"""

import asyncio
import gc
import logging
import queue
import threading
import time
from collections.abc import Awaitable, Callable, MutableMapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.db import DatabaseError, InterfaceError, OperationalError, connection
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from kondusif.core.problems import Busy, Problem
from kondusif.reports import wire
from kondusif.reports.actions.receive import Received, receive_each
from kondusif.reports.territory import FRESH_S, Placed, Territory, current_territory

log = logging.getLogger(__name__)
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Outcome = Received | Problem

BATCH_MAX = 256
WAITING_MAX = 2048
BODY_S = 15.0  # how long a slow sender may take
DRAIN_MAX = 8 * 1024 * 1024
RETRY_AFTER_S = 2
# When senders come side by side, the next ones are this near; waiting for them makes one commit of many.
GATHER_S = 0.001
_JSON = (b"content-type", b"application/json")
_PROBLEM = (b"content-type", b"application/problem+json")
_FIXED = [(b"cache-control", b"no-store"), (b"x-content-type-options", b"nosniff")]


class TooSlow(Problem):
    """The body did not arrive in time."""

    status = 408


class NotAcknowledged(OperationalError):
    """The commit returned, but the standby server never said that it has the rows too."""


@dataclass(slots=True)
class _Waiting:
    """One report in the queue and who waits for it; without a report, somebody who waits for the territory."""

    placed: Placed | None
    future: asyncio.Future
    loop: asyncio.AbstractEventLoop


class Writer:
    """The thread that stores what waits, batch after batch."""

    def __init__(self, waiting_max: int = WAITING_MAX) -> None:
        # The plain queue of C: the bounded one of Python costs as much as reading a report does.
        self._queue: queue.SimpleQueue[_Waiting | None] = queue.SimpleQueue()
        self._waiting_max = waiting_max
        self._thread: threading.Thread | None = None
        self._warned: object = None
        self._unconfirmed = False
        self._crowded = False

    def start(self) -> None:
        """This function will start the thread; in the process that serves, never before a fork."""
        if self._thread is None or not self._thread.is_alive():
            self._thread = threading.Thread(target=self._run, name="intake-writer", daemon=True)
            self._thread.start()

    def add(self, one: _Waiting) -> bool:
        """This function will let one more report wait, unless too many do already."""
        if self._queue.qsize() >= self._waiting_max:
            return False
        self._queue.put(one)
        return True

    def stop(self, timeout_s: float = 10.0) -> None:
        """This function will let the thread store what waits, then end it."""
        if self._thread is not None and self._thread.is_alive():
            self._queue.put(None)
            self._thread.join(timeout_s)
        self._thread = None

    def _run(self) -> None:
        while (batch := self._next_batch()) is not None:
            try:
                answers = self._answers(batch)
            except Exception as error:  # nothing may end this thread: every report of the process passes it
                log.exception("intake batch failed")
                connection.close()  # a server that went away comes back; this connection to it does not
                answers = [error] * len(batch)
            self._deliver(batch, answers)
        connection.close()

    def _next_batch(self) -> list[_Waiting] | None:
        batch = [self._queue.get()]
        if self._crowded and batch[0] is not None:
            time.sleep(GATHER_S)
        while batch[-1] is not None and len(batch) < BATCH_MAX:
            try:
                batch.append(self._queue.get_nowait())
            except queue.Empty:
                break
        self._crowded = len(batch) > 1
        if batch[-1] is None:
            batch.pop()
            if not batch:
                return None
            self._queue.put(None)  # store these first, stop afterwards
        return batch

    def _answers(self, batch: list[_Waiting]) -> list[object]:
        moment = datetime.now(UTC)
        reports = [one.placed for one in batch if one.placed is not None]
        outcomes = iter(self._store(reports, moment))
        territory = current_territory() if len(reports) < len(batch) else None
        return [territory if one.placed is None else next(outcomes) for one in batch]

    def _store(self, reports: list[Placed], at: datetime) -> list[Outcome]:
        try:
            return self._commit(reports, at)
        except NotAcknowledged:
            return [busy()] * len(reports)
        except (OperationalError, InterfaceError):
            connection.close()  # the server went away; it may be back, and sending twice is harmless
        except DatabaseError:
            if len(reports) > 1:
                return [outcome for one in reports for outcome in self._store([one], at)]
            log.exception("a report could not be stored")
            return [
                Problem("report.not_storable", _("This report cannot be stored as it is. Please write the text anew."))
            ]
        try:
            return self._commit(reports, at)
        except DatabaseError:
            log.exception("the database does not answer")
            connection.close()
            return [busy()] * len(reports)

    def _commit(self, reports: list[Placed], at: datetime) -> list[Outcome]:
        if not reports:
            return []
        self._watch_standby()
        outcomes = receive_each(reports, at=at)
        if self._unconfirmed:
            raise NotAcknowledged("commit not confirmed by the standby")
        return outcomes

    def _watch_standby(self) -> None:
        """A cancelled wait for the standby ends in success with a mere warning; here it must not count as stored."""
        self._unconfirmed = False
        connection.ensure_connection()
        if connection.connection is not self._warned:
            self._warned = connection.connection
            connection.connection.add_notice_handler(self._on_notice)

    def _on_notice(self, diagnostic: Any) -> None:
        if diagnostic.sqlstate == "01000" and "synchronous replication" in (diagnostic.message_primary or ""):
            self._unconfirmed = True

    @staticmethod
    def _deliver(batch: list[_Waiting], answers: list[object]) -> None:
        pairs = list(zip(batch, answers, strict=True))
        for loop in {one.loop for one in batch}:
            mine = [(one.future, answer) for one, answer in pairs if one.loop is loop]
            try:
                loop.call_soon_threadsafe(_resolve, mine)
            except RuntimeError:
                log.warning("%d senders left before their answer; their reports are stored", len(mine))


def _resolve(pairs: list[tuple[asyncio.Future, object]]) -> None:
    for future, answer in pairs:
        if future.done():
            continue
        if isinstance(answer, Exception) and not isinstance(answer, Problem):
            future.set_exception(answer)
        else:
            future.set_result(answer)


def busy() -> Busy:
    """This function will return the refusal that asks to send again soon."""
    return Busy(
        "intake.busy",
        _("Too many reports arrive at this moment. Send the same again in a moment; nothing is stored twice."),
    )


class Intake:
    """The ASGI application behind ``POST /api/v1/reports``."""

    def __init__(self, waiting_max: int = WAITING_MAX) -> None:
        self.writer = Writer(waiting_max)
        self._territory: Territory | None = None
        self._read_at = 0.0

    async def start(self) -> None:
        """This function will make ready: the writer runs and the territory is known."""
        self.writer.start()
        await self._fresh_territory()
        gc.collect()
        gc.freeze()  # what is loaded now stays for good: the collector need not walk it again and again

    async def stop(self) -> None:
        """This function will store what waits and end the writer."""
        await asyncio.get_running_loop().run_in_executor(None, self.writer.stop)

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        headers = dict(scope["headers"])
        try:
            status, kind, body = await self._answer(scope["method"], headers, receive)
        except Problem as problem:
            status, kind, body = _refusal(problem, headers)
        except Exception:
            log.exception("a report was not taken in")
            status, kind, body = _refusal(busy(), headers)
        more = (
            [(b"retry-after", b"%d" % RETRY_AFTER_S)]
            if status == 503
            else [(b"allow", b"POST")]
            if status == 405
            else []
        )
        length = (b"content-length", b"%d" % len(body))
        await send({"type": "http.response.start", "status": status, "headers": [kind, length, *_FIXED, *more]})
        await send({"type": "http.response.body", "body": body})

    async def _answer(self, method: str, headers: dict[bytes, bytes], receive: Receive) -> tuple[int, tuple, bytes]:
        # What says of itself that it is far too large is not waited for.
        length = _header(headers, b"content-length")
        body = None if _exceeds(length, DRAIN_MAX) else await _body(receive)
        territory = await self.territory()
        at = datetime.now(UTC)
        kind, encoding = _header(headers, b"content-type"), _header(headers, b"content-encoding")
        try:
            placed = wire.accept(method, kind, body, territory=territory, at=at, encoding=encoding)
        except Problem:
            # Only now is it worth finding out which language the sender reads.
            with _language(headers):
                placed = wire.accept(method, kind, body, territory=territory, at=at, encoding=encoding)
        outcome = await self.store(placed)
        return 201 if outcome.is_new else 200, _JSON, wire.receipt_json(outcome.receipt, outcome.status)

    async def territory(self) -> Territory:
        """This function will return the territory as it was a few seconds ago at most."""
        if self._territory is None or time.monotonic() - self._read_at > FRESH_S:
            return await self._fresh_territory()
        return self._territory

    async def store(self, placed: Placed) -> Received:
        """
        This function will return once *placed* is safely on disk; for every door of the front.

        :raises Problem: if it cannot be stored, or too many wait.
        """
        outcome = await self._wait_for(placed)
        if isinstance(outcome, Problem):
            raise outcome
        return outcome

    async def _fresh_territory(self) -> Territory:
        # Asked of the writer thread, which has the database connection: this thread must never wait for one.
        self._territory = await self._wait_for(None)
        self._read_at = time.monotonic()
        return self._territory

    def _wait_for(self, placed: Placed | None) -> asyncio.Future:
        loop = asyncio.get_running_loop()
        future = loop.create_future()
        self.writer.start()
        if not self.writer.add(_Waiting(placed, future, loop)):
            raise busy()
        return future


def _refusal(problem: Problem, headers: dict[bytes, bytes]) -> tuple[int, tuple, bytes]:
    with _language(headers):
        return problem.status, _PROBLEM, wire.problem_json(problem)


def _language(headers: dict[bytes, bytes]) -> translation.override:
    return translation.override(wire.language_for(_header(headers, b"accept-language")))


def _header(headers: dict[bytes, bytes], name: bytes) -> str:
    return headers.get(name, b"").decode("latin-1")


def _exceeds(length: str, most: int) -> bool:
    # Some numbers are too long to be read as numbers at all.
    return length.isdecimal() and (len(length) > 18 or int(length) > most)


async def _body(receive: Receive) -> bytes | None:
    """This function will return the whole body, or None if it is larger than any report."""
    message = await receive()
    if not message.get("more_body"):
        body = message.get("body", b"")
        return body if len(body) <= wire.BODY_MAX else None
    try:
        async with asyncio.timeout(BODY_S):
            return await _rest(receive, message.get("body", b""))
    except TimeoutError:
        raise TooSlow(
            "intake.too_slow",
            _("The report did not arrive completely within %(n)s seconds. Send it again.") % {"n": int(BODY_S)},
        ) from None


async def _rest(receive: Receive, first: bytes) -> bytes | None:
    parts, n_bytes, more = [first], len(first), True
    # What is too large is read on for a while and thrown away, so that the sender hears the answer.
    while more and n_bytes <= DRAIN_MAX:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise TooSlow("intake.too_slow", _("The report did not arrive completely. Send it again."))
        part = message.get("body", b"")
        n_bytes += len(part)
        if n_bytes <= wire.BODY_MAX:
            parts.append(part)
        more = message.get("more_body", False)
    return b"".join(parts) if n_bytes <= wire.BODY_MAX else None


intake = Intake()
