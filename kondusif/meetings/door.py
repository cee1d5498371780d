"""The code on the wall: short, signed for one meeting, changing every minute or printed for the whole of it."""

import base64
import hmac
from datetime import datetime, timedelta
from hashlib import sha256

from django.conf import settings

from kondusif.meetings.models import Meeting
from kondusif.meetings.states import OPEN_DOOR

TURN_S = 60  # a photograph of the wall is worthless two minutes later
OPENS_BEFORE = timedelta(hours=2)
CLOSES_AFTER = timedelta(hours=1)
PASS_S = 15 * 60  # time to fill in the form after scanning
PRINTED = "p"  # first letter of a code that does not turn


def is_open(meeting: Meeting, at: datetime) -> bool:
    """This function will tell whether people can sign in at the moment *at*."""
    return meeting.state in OPEN_DOOR and meeting.starts_at - OPENS_BEFORE <= at <= meeting.ends_at + CLOSES_AFTER


def turning_code(meeting: Meeting, at: datetime) -> str:
    """This function will return the code that the wall shows in this minute."""
    return _sign(meeting, f"turn:{int(at.timestamp()) // TURN_S}")


def printed_code(meeting: Meeting) -> str:
    """This function will return the code for a sheet of paper at the entrance, good for the whole meeting."""
    return PRINTED + _sign(meeting, "printed")


def opens(meeting: Meeting, code: str, at: datetime) -> bool:
    """This function will tell whether *code* is this meeting's, and of this minute or the one before."""
    good = [printed_code(meeting), turning_code(meeting, at), turning_code(meeting, at - timedelta(seconds=TURN_S))]
    return any(hmac.compare_digest(code.encode(), known.encode()) for known in good)


def new_pass(meeting: Meeting, at: datetime) -> str:
    """This function will return what a form carries after a good code, so that the code may turn meanwhile."""
    until = int(at.timestamp()) + PASS_S
    return f"{until}.{_sign(meeting, f'pass:{until}')}"


def pass_holds(meeting: Meeting, carried: str, at: datetime) -> bool:
    """This function will tell whether *carried* was given by this meeting's door and has not run out."""
    until, _dot, mark = carried.partition(".")
    if not until.isascii() or not until.isdigit() or len(until) > 12:
        return False
    return hmac.compare_digest(mark.encode(), _sign(meeting, f"pass:{until}").encode()) and int(until) >= at.timestamp()


def _sign(meeting: Meeting, what: str) -> str:
    words = f"kondusif.meetings.door:{meeting.pk}:{meeting.door_key}:{what}"
    digest = hmac.new(settings.SECRET_KEY.encode(), words.encode(), sha256).digest()
    return base64.b32encode(digest[:10]).decode().lower()
