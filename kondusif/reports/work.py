"""
Work for senders when very many send at once: a small sum for the phone, or a short wait, never a closed door.

The sum is a hashcash over SHA-256, bound to the report's own key, so that an answer serves one report. It rises with
how many reports came in the last minute. Whoever cannot calculate waits with a ticket. Nobody is known by an address.
"""

import json
import math
import threading
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

from kondusif.reports.receipts import open_once, seal_once
from kondusif.reports.throttle import Buckets

WINDOW = timedelta(seconds=60)
FREE = 60  # reports a minute before anybody has to work
BITS_LEAST, BITS_MOST = 14, 20  # 2**14 to 2**20 hashes: a blink to some seconds on an old phone
VALID_S = 72 * 3600  # a phone may find its signal late
WAIT = timedelta(seconds=20)
# As many a minute pass without work and without waiting; a burst of ten is no attack.
UNWORKED_TRIES, UNWORKED_REFILL_S = 10, 3.0


class Load:
    """How many reports came through the form in the last minute, in this process's memory."""

    def __init__(self) -> None:
        self._moments: deque[datetime] = deque(maxlen=100_000)
        self._lock = threading.Lock()

    def count(self, at: datetime) -> None:
        """This function will remember that a report came."""
        with self._lock:
            self._moments.append(at)

    def forget(self) -> None:
        """This function will forget what came."""
        with self._lock:
            self._moments.clear()

    def rate(self, at: datetime) -> int:
        """This function will return how many came within the last minute."""
        with self._lock:
            while self._moments and self._moments[0] < at - WINDOW:
                self._moments.popleft()
            return len(self._moments)


load = Load()
unworked = Buckets(UNWORKED_TRIES, UNWORKED_REFILL_S)


@dataclass(frozen=True)
class Challenge:
    """What a phone is asked to find: a number that makes so many leading zero bits."""

    token: str
    bits: int


def bits_for(rate: int) -> int:
    """This function will return how hard the sum is at *rate* reports a minute: none up to 60, two bits more for each doubling."""
    if rate <= FREE:
        return 0
    return min(BITS_MOST, BITS_LEAST + int(2 * math.log2(rate / FREE)))


def challenge(client_id: str, *, at: datetime) -> Challenge | None:
    """This function will return the sum for the report *client_id*, or None while nobody has to work."""
    bits = bits_for(load.rate(at))
    return Challenge(seal_once(json.dumps([client_id, bits]), at=at), bits) if bits else None


def ticket(client_id: str, *, at: datetime) -> str:
    """This function will return a ticket with which *client_id* passes after a short wait."""
    return seal_once(json.dumps([client_id, "wait", (at + WAIT).timestamp()]), at=at)


def may_pass(typed: Mapping[str, str], *, at: datetime) -> bool:
    """
    This function will tell whether a report may go in now: no crowd, the sum is done, the wait is over, or a free turn.

    Who is told no comes again with the same words and a ticket; nothing of theirs is lost.
    """
    if not bits_for(load.rate(at)):
        return True
    client_id = typed.get("client_id", "")
    return (
        _is_solved(typed.get("work_token", ""), typed.get("work_answer", ""), client_id, at)
        or _has_waited(typed.get("ticket", ""), client_id, at)
        or unworked.take("", at=at)
    )


def _is_solved(token: str, answer: str, client_id: str, at: datetime) -> bool:
    known = _opened(token, at)
    if len(known) != 2 or known[0] != client_id or not isinstance(known[1], int) or not _is_number(answer):
        return False
    return zero_bits(sha256(sha256(token.encode()).digest() + int(answer).to_bytes(8)).digest()) >= known[1]


def _has_waited(typed: str, client_id: str, at: datetime) -> bool:
    known = _opened(typed, at)
    return len(known) == 3 and known[:2] == [client_id, "wait"] and at.timestamp() >= known[2]


def _opened(token: str, at: datetime) -> list:
    text = open_once(token, at=at, ttl_s=VALID_S) if token else None
    return json.loads(text) if text else []


def _is_number(answer: str) -> bool:
    return answer.isascii() and answer.isdecimal() and len(answer) <= 15


def zero_bits(digest: bytes) -> int:
    """This function will count the leading zero bits of *digest*."""
    return len(digest) * 8 - int.from_bytes(digest).bit_length()
