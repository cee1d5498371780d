"""Identifiers: ordered by time, so that they index well, and random enough not to be guessed."""

import os
import threading
from time import time_ns
from uuid import UUID

_lock = threading.Lock()
_last = 0


def new_id() -> UUID:
    """
    This function will return a UUID of version 7 (RFC 9562, section 5.7) that sorts after all this process made.

    Twelve bits below the millisecond (section 6.2, method 3) keep what is made in one moment in the order in which it
    was made, as PostgreSQL's own do; 62 bits are random. It reads the clock only to keep neighbours in an index
    together; no rule depends on it.
    """
    global _last
    with _lock:  # also where the clock stands still, or was set back
        _last = max(_now(), _last + 1)
        milliseconds, part = divmod(_last, 1 << 12)
    value = (milliseconds << 80) | (part << 64) | (int.from_bytes(os.urandom(8)) >> 2)
    return UUID(int=value | (0x7 << 76) | (0x2 << 62))


def _now() -> int:
    milliseconds, rest = divmod(time_ns(), 1_000_000)
    return (milliseconds << 12) | (rest << 12) // 1_000_000
