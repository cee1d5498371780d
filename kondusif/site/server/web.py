"""One web process on the socket that the supervisor holds."""

import os
import socket
import sys
from types import FrameType

import uvicorn

from kondusif.site.server.parentage import end_with_parent

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    # No line of ours names a caller: neither address nor browser. There is no access log at all.
    "formatters": {"plain": {"format": "%(levelname)s %(name)s %(message)s"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "loggers": {
        "uvicorn": {"handlers": ["stderr"], "level": "WARNING", "propagate": False},
        "uvicorn.access": {"handlers": [], "level": "CRITICAL", "propagate": False},
    },
}
STOP_SECONDS = 2


class Server(uvicorn.Server):
    """Ends the endless streams first, so that a stop does not wait for readers."""

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """This function will begin the end of the process."""
        self.config.app.live.end_streams_soon()  # type: ignore[union-attr]
        super().handle_exit(sig, frame)


def main(descriptor: int) -> None:
    """This function will serve on the listening socket *descriptor* until asked to end."""
    end_with_parent()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kondusif.site.settings")
    from kondusif.site.asgi import application

    config = uvicorn.Config(
        application,
        loop="uvloop", http="httptools", lifespan="on", log_config=LOGGING, access_log=False,
        server_header=False, timeout_keep_alive=30, timeout_graceful_shutdown=STOP_SECONDS,
    )  # fmt: skip
    server = Server(config)
    server.run(sockets=[socket.socket(fileno=descriptor)])
    if not server.started:
        sys.exit(3)


if __name__ == "__main__":
    main(int(sys.argv[1]))
