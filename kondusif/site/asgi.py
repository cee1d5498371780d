"""
The front: four doors of our own before Django.

``/health`` says whether reports can be taken, ``/peristiwa`` tells signed-in people what happens,
``/api/v1/reports`` and ``/openrosa/submission`` go to the intake writer that commits many reports at
once. Everything else is Django, in threads: its own asynchronous handler costs three times as much.
"""

import asyncio
import os
from collections.abc import Awaitable, Callable, MutableMapping
from concurrent.futures import ThreadPoolExecutor
from importlib import import_module
from importlib.util import find_spec
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kondusif.site.settings")

from a2wsgi import WSGIMiddleware

from kondusif.site.wsgi import application as django_application

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]

THREADS = 8
INTAKE = "kondusif.reports.intake"
SUBMISSIONS = "kondusif.interop.openrosa.door"


class Front:
    """The ASGI application of one web process."""

    def __init__(self) -> None:
        from kondusif.site.bodies import Bounded
        from kondusif.site.health import Health
        from kondusif.site.live import Live

        wsgi: Any = django_application
        self.django: Any = Bounded(WSGIMiddleware(wsgi, workers=THREADS))
        self.threads = ThreadPoolExecutor(max_workers=3, thread_name_prefix="front")
        self.live = Live(self.threads)
        self.health = Health(self.threads)
        self.intake: Any = import_module(INTAKE).intake if find_spec(INTAKE) else None
        forms = import_module(SUBMISSIONS)
        self.is_submission, self.submissions = forms.is_submission, forms.Submissions(self.intake)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self.lifespan(receive, send)
        elif scope["type"] == "http":
            await self.door_for(scope)(scope, receive, send)
        else:
            await send({"type": "websocket.close", "code": 1000})

    def door_for(self, scope: Scope) -> Any:
        """This function will choose who answers this request."""
        path = scope["path"]
        if path == "/health":
            return self.health
        if path == "/peristiwa":
            return self.live
        if path == "/api/v1/reports" and self.intake is not None:
            return self.intake
        if path.startswith("/openrosa/") and self.is_submission(path):
            return self.submissions
        return self.django

    async def lifespan(self, receive: Receive, send: Send) -> None:
        """This function will start what lives as long as the process, and end it."""
        await receive()
        try:
            await asyncio.get_running_loop().run_in_executor(self.threads, _refuse_unsafe_database)
            await self.live.start()
            await _call(self.intake, "start")
        except Exception as reason:
            await send({"type": "lifespan.startup.failed", "message": str(reason)})
            return
        await send({"type": "lifespan.startup.complete"})
        await receive()
        await _call(self.submissions, "stop")
        await _call(self.intake, "stop")
        await self.live.stop()
        self.threads.shutdown(wait=False, cancel_futures=True)
        await send({"type": "lifespan.shutdown.complete"})


async def _call(door: Any, name: str) -> None:
    deed = getattr(door, name, None)
    if deed is not None:
        done = deed()
        if asyncio.iscoroutine(done):
            await done


def _refuse_unsafe_database() -> None:
    """A web process that somebody starts without the supervisor is as strict as one under it."""
    from django.db import connection

    from kondusif.site.server.guard import refuse_unsafe

    connection.ensure_connection()
    refuse_unsafe(connection.connection)
    connection.close()


application = Front()
