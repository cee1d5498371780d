"""
How often a wrong app password may be sent: by the account that is named, never by who sends.

A hundred random bits are not found by trying; this keeps those who try from being a load, and lets them be seen. Nobody
can keep an officer out with it: a pause is short, ends by itself however many are refused meanwhile, and a phone that
proved itself before comes by a lane of its own. The count stands in the database, one for all web processes, in a table
that is not written through to the disk: a crash forgets it, and nothing about a sender is kept.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

from django.db import connection

from kondusif.interop.models import GuessLane

FREE = 5
LONGEST_S = 30
FORGOTTEN_AFTER = timedelta(minutes=10)

# One statement, so that two processes never count the same guess as the first.
_COUNT = """
INSERT INTO interop_guesslane AS lane (mark, n_wrong, last_at) VALUES (%s, 1, %s)
ON CONFLICT (mark) DO UPDATE SET last_at = excluded.last_at,
    n_wrong = CASE WHEN lane.last_at > %s THEN least(lane.n_wrong + 1, 30000) ELSE 1 END
RETURNING n_wrong
"""


@dataclass(frozen=True, slots=True)
class Lane:
    """What was guessed for one account by one way."""

    mark: bytes
    n_wrong: int = 0
    last_at: datetime | None = None

    def wait_s(self, *, at: datetime) -> int:
        """This function will return the whole seconds until the next guess is looked at: none at first, then doubled each time."""
        if self.n_wrong < FREE or self.last_at is None:
            return 0
        pause = min(2 ** min(self.n_wrong - FREE, 10), LONGEST_S)
        left = pause - (at - self.last_at).total_seconds()
        return max(0, min(-int(-left // 1), LONGEST_S))  # the clock may have been put back


def lane_of(username: str, nonce: str) -> Lane:
    """This function will return the lane of *username* and, for a phone that proved itself before, of its *nonce*."""
    mark = sha256(f"{username}\0{nonce}".encode(errors="replace")).digest()
    known = GuessLane.objects.filter(pk=mark).first()
    return Lane(mark, known.n_wrong, known.last_at) if known else Lane(mark)


def note(lane: Lane, *, at: datetime) -> int:
    """This function will count a wrong guess in *lane* and return how many there were in a row."""
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, [lane.mark, at, at - FORGOTTEN_AFTER])
        return cursor.fetchone()[0]


def forget(lane: Lane) -> None:
    """This function will end the count of *lane*: somebody had the password."""
    if lane.n_wrong:
        GuessLane.objects.filter(pk=lane.mark).delete()


def forget_old(*, at: datetime) -> None:
    """This function will forget guesses that no pause hangs on any more."""
    GuessLane.objects.filter(last_at__lt=at - FORGOTTEN_AFTER).delete()
