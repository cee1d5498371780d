"""What the log leaves out: a database that is away is told once, a refusal without a trace."""

import logging
import threading
import time

import psycopg
from django.db.backends.signals import connection_created

# After so long without a failure the next one is told in full: then it is another outage, or nobody asked meanwhile.
FORGET_SECONDS = 60.0
# The server goes, is not ready yet, or cannot be reached; what it refuses for other reasons is no outage.
AWAY = ("08", "57P0")

log = logging.getLogger(__name__)


class OnceEach(logging.Filter):
    """
    Lets the first failure of an outage into the log, with its trace, and counts those that follow.

    The next connection that opens ends the outage; the log then says how many were left out.
    """

    def __init__(self) -> None:
        super().__init__()
        self._lock = threading.Lock()
        self._n_left_out, self._since, self._last = 0, 0.0, -FORGET_SECONDS
        self._is_away = False
        connection_created.connect(self._answers_again)

    def filter(self, record: logging.LogRecord) -> bool:
        """This function will tell whether *record* is to be written."""
        if not _tells_of_outage(record):
            return True
        now = time.monotonic()
        with self._lock:
            is_first = not self._is_away or now - self._last > FORGET_SECONDS
            if is_first:
                self._n_left_out, self._since, self._is_away = 0, now, True
            else:
                self._n_left_out += 1
            self._last = now
        return is_first

    def _answers_again(self, **_signal: object) -> None:
        with self._lock:
            was_away, self._is_away = self._is_away, False
            n, seconds = self._n_left_out, time.monotonic() - self._since
        if was_away:
            log.warning("the database answers again after %.0f s; %d further failures were not written", seconds, n)


class RefusalsInOneLine(logging.Filter):
    """Takes the trace off a request that was refused, as it should be: what it asked for and the status tell enough."""

    def filter(self, record: logging.LogRecord) -> bool:
        """This function will let every record pass, those of refusals without their trace."""
        refuses = record.name == "django.request" or record.name.startswith("django.security.")
        if refuses and getattr(record, "status_code", 500) < 500:
            record.exc_info = record.exc_text = None
        return True


def _tells_of_outage(record: logging.LogRecord) -> bool:
    if record.exc_info:
        return is_outage(record.exc_info[1])
    said = record.args if isinstance(record.args, tuple) else ()  # psycopg's pool names the error and shows no trace
    return any(isinstance(one, Exception) and is_outage(one) for one in said)


def is_outage(error: BaseException | None) -> bool:
    """This function will tell whether *error*, or what led to it, is a database that is not there."""
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        if isinstance(error, (psycopg.OperationalError, psycopg.InterfaceError)):
            return error.sqlstate is None or error.sqlstate.startswith(AWAY)
        error = error.__cause__ or error.__context__
    return False
