"""Identifiers: ordered by time, so that they index well, and random enough not to be guessed."""

import os
import time
from uuid import UUID


def new_id() -> UUID:
    """
    This function will return a UUID of version 7 (RFC 9562, section 5.7).

    It reads the clock only to keep neighbours in an index together; no rule depends on it.
    """
    milliseconds = time.time_ns() // 1_000_000
    value = (milliseconds << 80) | int.from_bytes(os.urandom(10))
    value &= ~(0xF << 76) & ~(0x3 << 62)
    return UUID(int=value | (0x7 << 76) | (0x2 << 62))
