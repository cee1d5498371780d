"""
How often a receipt may be tried: by its first digits, never by who asks.

Guessing 20 digits is hopeless at any speed; this keeps one receipt that was seen half over a shoulder
from being finished by trying. It lives in this process's memory: nothing about a question is stored.
"""

import threading
from collections import OrderedDict
from datetime import datetime

TRIES = 20
REFILL_S = 30.0  # one more try each half minute
PREFIX = 6
KEYS_MAX = 20_000


class Buckets:
    """Tokens by key: each try takes one, time gives them back."""

    def __init__(self, tries: int = TRIES, refill_s: float = REFILL_S) -> None:
        self.tries, self.refill_s = tries, refill_s
        self._left: OrderedDict[str, tuple[float, datetime]] = OrderedDict()
        self._lock = threading.Lock()

    def forget(self) -> None:
        """This function will give everybody all tries back."""
        with self._lock:
            self._left.clear()

    def take(self, key: str, *, at: datetime) -> bool:
        """This function will tell whether *key* may be tried once more at the moment *at*, and count the try."""
        with self._lock:
            left, since = self._left.pop(key, (float(self.tries), at))
            left = min(self.tries, left + max(0.0, (at - since).total_seconds()) / self.refill_s)
            may = left >= 1
            self._left[key] = (left - 1 if may else left, at)
            while len(self._left) > KEYS_MAX:
                self._left.popitem(last=False)
        return may


receipt_tries = Buckets()


def may_try(receipt: str | None, *, at: datetime) -> bool:
    """This function will tell whether a receipt with these first digits may be looked up once more."""
    return receipt_tries.take((receipt or "")[:PREFIX], at=at)
