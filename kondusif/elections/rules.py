"""Days around a vote: how far away it is, and how offices name them."""

import re
from datetime import date
from enum import StrEnum


class LawFamily(StrEnum):
    """Which law sets the clocks: the general election act or the local election act."""

    PEMILU = "pemilu"
    PILKADA = "pilkada"
    PILKADES = "pilkades"


class LimitFamily(StrEnum):
    """Which body of law a limit comes from."""

    PEMILU = "pemilu"
    PILKADA = "pilkada"
    ELECTION = "election"  # both kinds of vote
    SERVICE = "service"  # public service and complaints
    INFORMATION = "information"
    PRIVACY = "privacy"
    CONFLICT = "conflict"
    ORGANISATION = "organisation"


class Certainty(StrEnum):
    """How sure a stated limit is."""

    VERIFIED = "V"  # read in the text of the law or in a source that quotes it
    MEMORY = "M"  # written from memory: check before relying on it


def days_until(voting_on: date, today: date) -> int:
    """This function will return how many days remain; negative once the day has passed."""
    return (voting_on - today).days


def day_name(voting_on: date, today: date) -> str:
    """This function will name *today* as offices do: ``H-7`` before, ``H`` on the day, ``H+3`` after."""
    left = days_until(voting_on, today)
    return "H" if left == 0 else f"H-{left}" if left > 0 else f"H+{-left}"


_DAY_NAME = re.compile(r"\s*[Hh]\s*(?:([+-])\s*(\d{1,3}))?\s*")


def days_before(name: str) -> int:
    """
    This function will read a day as offices write it: ``H-7`` is 7, ``H`` is 0, ``H+3`` is -3.

    :raises ValueError: if *name* is written otherwise.
    """
    read = _DAY_NAME.fullmatch(name)
    if read is None:
        raise ValueError(f"{name!r} is no day like H-7; write H, H-7 or H+3")
    sign, n = read.groups()
    return 0 if n is None else int(n) if sign == "-" else -int(n)
