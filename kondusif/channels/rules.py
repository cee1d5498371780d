"""Decisions about messages without rows: what a reply says, how long a refused message waits."""

import re
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from kondusif.alerts.states import Level
from kondusif.channels.states import STEPS, Step

MAX_TRIES = 5
# After the first, second, third and fourth refusal; the fifth puts the message into quarantine.
PAUSES = (timedelta(seconds=5), timedelta(seconds=30), timedelta(minutes=2), timedelta(minutes=8))

# "SIAP 4821", "siap4821", "Siap, 4821.", "OK 4821", "TERIMA 4821"; the code may stand alone.
_REPLY = re.compile(r"^\W*(?P<word>siap|ok|oke|terima|diterima|ack)?\W*(?P<code>\d{4,6})?\W*$", re.IGNORECASE)
_BARE = {"1", "siap"}


_LINK = re.compile(r"^\W*hubung(?:kan)?\W+(?P<word>[A-Z2-9]{8})\W*$", re.IGNORECASE)


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


def read_link(text: str) -> str | None:
    """This function will return the word of ``HUBUNG ABCD2345``, by which a chat says whose it is."""
    found = _LINK.match(text.strip()[:80])
    return found["word"].upper() if found else None


def pause_after(tries: int) -> timedelta:
    """This function will return how long a message waits after its *tries*-th refusal."""
    return PAUSES[min(tries, len(PAUSES)) - 1]


# How long a step of the call tree has to answer. The clocks of the specification are 15 minutes, 1 hour and
# 4 hours: a third of them for each step, so that the third step still hears within the clock. Green does not climb.
STEP_WITHIN = {
    Level.RED: timedelta(minutes=5),
    Level.ORANGE: timedelta(minutes=20),
    Level.YELLOW: timedelta(minutes=80),
}
# A yellow warning wakes no regent: its climb ends with the head of agency.
HIGHEST = {Level.RED: Step.TOP, Level.ORANGE: Step.TOP, Level.YELLOW: Step.AGENCY}


def steps_above(step: Step, level: Level) -> tuple[Step, ...]:
    """This function will return the steps that are told after *step* when nobody answers, nearest first."""
    if level not in HIGHEST:
        return ()
    return tuple(s for s in STEPS if STEPS.index(step) < STEPS.index(s) <= STEPS.index(HIGHEST[level]))


def end_of_quiet(quiet_from: time, quiet_until: time, at: datetime, zone: ZoneInfo) -> datetime:
    """
    This function will return when the quiet hours that hold *at* end, or *at* itself outside of them.

    Hours past midnight are meant: 22.00 to 05.00 holds 23.30 and 04.00.
    """
    here = at.astimezone(zone)
    now = here.time()
    over_night = quiet_from > quiet_until
    is_quiet = (now >= quiet_from or now < quiet_until) if over_night else quiet_from <= now < quiet_until
    if not is_quiet:
        return at
    end = here.replace(hour=quiet_until.hour, minute=quiet_until.minute, second=0, microsecond=0)
    return end if end > here else end + timedelta(days=1)
