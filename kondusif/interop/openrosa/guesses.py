"""
How often a wrong app password may be sent: by the account that is named, never by who sends.

A hundred random bits are not found by trying; this keeps those who try from being a load, and lets them be seen. Nobody
can keep an officer out with it: a pause is short, ends by itself however many are refused meanwhile, and a phone that
proved itself before comes by a lane of its own. It lives in this process's memory: the clock of each web process is
its own, and nothing about a sender is kept.
"""

import threading
from collections import OrderedDict
from dataclasses import dataclass
from datetime import datetime, timedelta

FREE = 5
LONGEST_S = 30
FORGOTTEN_AFTER = timedelta(minutes=10)
LANES_MAX = 20_000


@dataclass(frozen=True, slots=True)
class Lane:
    """What was guessed for one account by one way."""

    n_wrong: int
    last_at: datetime

    def pause_s(self) -> int:
        """This function will return the seconds in which nobody looks: none at first, then doubled each time."""
        return min(2 ** (self.n_wrong - FREE), LONGEST_S) if self.n_wrong >= FREE else 0


class Guesses:
    """Wrong guesses by lane; each right one ends its lane's count."""

    def __init__(self) -> None:
        self._lanes: OrderedDict[str, Lane] = OrderedDict()
        self._lock = threading.Lock()

    def wait_s(self, lane: str, *, at: datetime) -> int:
        """This function will return the whole seconds until a guess in *lane* is looked at again, 0 for now."""
        with self._lock:
            known = self._lanes.get(lane)
        if known is None:
            return 0
        left = known.pause_s() - (at - known.last_at).total_seconds()
        return max(0, min(-int(-left // 1), LONGEST_S))  # the clock may have been put back

    def note(self, lane: str, *, at: datetime) -> int:
        """This function will count a wrong guess in *lane* and return how many there were in a row."""
        with self._lock:
            known = self._lanes.pop(lane, None)
            n_before = known.n_wrong if known and at - known.last_at < FORGOTTEN_AFTER else 0
            self._lanes[lane] = Lane(n_before + 1, at)
            while len(self._lanes) > LANES_MAX:
                self._lanes.popitem(last=False)
        return n_before + 1

    def forget(self, lane: str) -> None:
        """This function will end the count of *lane*: somebody had the password."""
        with self._lock:
            self._lanes.pop(lane, None)
