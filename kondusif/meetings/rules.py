"""Decisions about meetings without rows."""

import re
from datetime import datetime, timedelta

_NOT_A_LETTER = re.compile(r"[^0-9a-z]+")


def place_key(place: str) -> str:
    """
    This function will return *place* as clashes compare it: ``Pendopo Agung, Bangkalan`` is ``pendopo agung``.

    Only what stands before the first comma names the room; capitals, dots and doubled spaces do not count.
    """
    return _NOT_A_LETTER.sub(" ", place.partition(",")[0].lower()).strip()


def is_late(arrived_at: datetime, starts_at: datetime, grace_minutes: int) -> bool:
    """This function will tell whether somebody who came at *arrived_at* came after the grace."""
    return arrived_at > starts_at + timedelta(minutes=grace_minutes)


_ZONES = {"Asia/Jakarta": "WIB", "Asia/Pontianak": "WIB", "Asia/Makassar": "WITA", "Asia/Jayapura": "WIT"}


def zone_word(timezone: str) -> str:
    """This function will return how an invitation names a zone: WIB, WITA, WIT."""
    return _ZONES.get(timezone, "WIB")
