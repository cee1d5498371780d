"""The worker process: carries out jobs, orders those that follow from events, keeps the timetable."""

import asyncio
import logging
import signal
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any

import psycopg
from django.db import OperationalError, close_old_connections, connection
from procrastinate.contrib.django import app
from procrastinate.contrib.django.django_connector import DjangoConnector

from kondusif.site.live import CHANNEL, parameters
from kondusif.site.outbox import dispatch, rescue
from kondusif.site.server.errors import CannotStart
from kondusif.site.server.guard import refuse_unsafe
from kondusif.site.server.parentage import end_with_parent
from kondusif.site.tasks import timetable

CONCURRENCY = 4
POLL_SECONDS = 1.0
PACE_SECONDS = 0.05  # what happens within this is dispatched together
STOP_SECONDS = 3.0
HEARTBEAT_SECONDS, STALLED_SECONDS, RESCUE_SECONDS = 2.0, 10.0, 5.0

log = logging.getLogger("kondusif.worker")


def main() -> None:
    """This function will work until asked to end; it ends with code 3 if the database is not safe."""
    end_with_parent()
    try:
        connection.ensure_connection()
        refuse_unsafe(connection.connection)
    except CannotStart as reason:
        print(reason, file=sys.stderr)
        sys.exit(3)
    connection.close()
    asyncio.run(work())


async def work() -> None:
    """This function will run jobs and the dispatcher side by side until SIGTERM."""
    loop = asyncio.get_running_loop()
    loop.set_default_executor(ThreadPoolExecutor(CONCURRENCY + 2, thread_name_prefix="work"))
    done = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, done.set)
    # The application keeps Django's own connections for jobs ordered by jobs: they join transactions.
    connector = app.connector
    assert isinstance(connector, DjangoConnector)  # the settings say so
    worker_app = app.with_connector(connector.get_worker_connector())
    timetable(worker_app)
    async with worker_app.open_async():
        jobs = asyncio.create_task(
            worker_app.run_worker_async(
                name="kondusif",
                concurrency=CONCURRENCY,
                install_signal_handlers=False,
                shutdown_graceful_timeout=STOP_SECONDS,
                update_heartbeat_interval=HEARTBEAT_SECONDS,
                stalled_worker_timeout=STALLED_SECONDS,
            )  # fmt: skip
        )
        outbox = asyncio.create_task(dispatch_forever())
        rescuer = asyncio.create_task(rescue_forever())
        end = asyncio.create_task(done.wait())
        finished, _running = await asyncio.wait({jobs, outbox, rescuer, end}, return_when=asyncio.FIRST_COMPLETED)
        running: tuple[asyncio.Task[Any], ...] = (jobs, outbox, rescuer, end)
        for task in running:
            task.cancel()
        with suppress(asyncio.CancelledError):
            await asyncio.gather(jobs, outbox, rescuer, return_exceptions=True)
    for ended in finished - {end}:
        ended.result()  # what ended by itself failed: let the supervisor see why and start anew


async def dispatch_forever() -> None:
    """This function will dispatch events as they are recorded, and look once a second in case a call was missed."""
    wake = asyncio.Event()
    ear = asyncio.create_task(listen(wake))
    try:
        while True:
            wake.clear()
            n_taken = await asyncio.to_thread(patiently, dispatch)
            if n_taken:
                await asyncio.sleep(PACE_SECONDS)
            else:
                with suppress(TimeoutError):
                    await asyncio.wait_for(wake.wait(), POLL_SECONDS)
    finally:
        ear.cancel()


async def rescue_forever() -> None:
    """This function will give the jobs of workers that died to those that live."""
    while True:
        await asyncio.to_thread(patiently, lambda: rescue(STALLED_SECONDS, datetime.now(UTC)))
        await asyncio.sleep(RESCUE_SECONDS)


def patiently(work: Callable[[], int]) -> int:
    """This function will do *work*; a database that is away for a moment is no reason to end."""
    close_old_connections()
    try:
        return work()
    except OperationalError as error:
        log.warning("the database did not answer the worker", exc_info=error)
        connection.close()
        return 0


async def listen(wake: asyncio.Event) -> None:
    """This function will set *wake* at each recorded event; without a connection the poll does the work."""
    while True:
        try:
            async with await psycopg.AsyncConnection.connect(**parameters(), autocommit=True) as ear:
                await ear.execute(f"LISTEN {CHANNEL}")
                while True:
                    async for _notice in ear.notifies(stop_after=1):
                        wake.set()
                    await asyncio.sleep(PACE_SECONDS)
        except (psycopg.Error, OSError):
            await asyncio.sleep(1.0)
