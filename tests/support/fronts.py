"""The front as it serves, in a thread of the test: the doors before Django are behind it too."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import uvicorn

from kondusif.site import asgi
from tests.support.waiting import PATIENCE_S


@contextmanager
def running_front() -> Iterator[str]:
    """This function will serve on a free port of loopback inside, and give host and port."""
    front = asgi.Front()
    # Without its start-up, which rightly refuses the suite's quick database; the writer starts by itself.
    server = uvicorn.Server(uvicorn.Config(front, host="127.0.0.1", port=0, lifespan="off", log_level="error"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    try:
        until = time.monotonic() + PATIENCE_S
        while not server.started and thread.is_alive() and time.monotonic() < until:
            thread.join(0.01)
        assert server.started, "the front did not start"
        yield f"127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join(PATIENCE_S)
        front.intake.writer.stop()
