"""Decisions about messages without rows: what a reply says, how long a refused message waits."""

import re
from dataclasses import dataclass
from datetime import timedelta

MAX_TRIES = 5
# After the first, second, third and fourth refusal; the fifth puts the message into quarantine.
PAUSES = (timedelta(seconds=5), timedelta(seconds=30), timedelta(minutes=2), timedelta(minutes=8))

# "SIAP 4821", "siap4821", "Siap, 4821.", "OK 4821", "TERIMA 4821"; the code may stand alone.
_REPLY = re.compile(r"^\W*(?P<word>siap|ok|oke|terima|diterima|ack)?\W*(?P<code>\d{4,6})?\W*$", re.IGNORECASE)
_BARE = {"1", "siap"}


@dataclass(frozen=True)
class Reply:
    """A text that may acknowledge: with the warning's code, or bare where only one warning waits."""

    code: str = ""


def read_reply(text: str) -> Reply | None:
    """This function will return what *text* acknowledges, or None if it is something else."""
    text = text.strip()[:80]
    if text.lower() in _BARE:
        return Reply()
    found = _REPLY.match(text)
    return Reply(found["code"]) if found and found["code"] else None


def pause_after(tries: int) -> timedelta:
    """This function will return how long a message waits after its *tries*-th refusal."""
    return PAUSES[min(tries, len(PAUSES)) - 1]
