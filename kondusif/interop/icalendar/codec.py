"""iCalendar (RFC 5545): days and hours to bytes that any calendar program reads."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from icalendar import Calendar, Event

PRODUCT = "-//Kondusif//Kondusif 1//ID"


@dataclass(frozen=True)
class Day:
    """Something that lasts whole days; ``until`` is the last of them."""

    uid: str
    title: str
    on: date
    until: date
    text: str = ""


@dataclass(frozen=True)
class Hours:
    """Something that begins and ends at a moment, at a place."""

    uid: str
    title: str
    starts_at: datetime
    ends_at: datetime
    place: str = ""
    text: str = ""
    cancelled: bool = False
    tentative: bool = False
    # How often it was changed: a calendar program replaces what it has only by a higher number.
    sequence: int = 0
    changed_at: datetime | None = None
    url: str = ""
    private: bool = False


def calendar(name: str, entries: Sequence[Day | Hours], *, at: datetime) -> bytes:
    """This function will write a calendar; *at* is when it was made."""
    whole = Calendar()
    # RFC 7986: how often to look again, in the words of the standard and of the programs before it.
    whole.add("refresh-interval", timedelta(hours=1), parameters={"VALUE": "DURATION"})
    whole.add("x-published-ttl", "PT1H")
    for key, value in (("prodid", PRODUCT), ("version", "2.0"), ("method", "PUBLISH"), ("x-wr-calname", name)):
        whole.add(key, value)
    for entry in entries:
        whole.add_component(_event(entry, at))
    return whole.to_ical()


def _event(entry: Day | Hours, at: datetime) -> Event:
    event = Event()
    event.add("uid", entry.uid)
    changed = entry.changed_at if isinstance(entry, Hours) and entry.changed_at else at
    event.add("dtstamp", changed.astimezone(UTC))
    event.add("summary", entry.title)
    if entry.text:
        event.add("description", entry.text)
    if isinstance(entry, Day):
        event.add("dtstart", entry.on)
        event.add("dtend", entry.until + timedelta(days=1))  # RFC 5545 3.6.1: the end is not part of it
        event.add("transp", "TRANSPARENT")
        return event
    # In UTC: every program knows it, and no table of time zones need travel along.
    event.add("dtstart", entry.starts_at.astimezone(UTC))
    event.add("dtend", entry.ends_at.astimezone(UTC))
    event.add("last-modified", changed.astimezone(UTC))
    event.add("sequence", entry.sequence)
    event.add("status", "CANCELLED" if entry.cancelled else "TENTATIVE" if entry.tentative else "CONFIRMED")
    event.add("class", "PRIVATE" if entry.private else "PUBLIC")
    for name, value in (("location", entry.place), ("url", entry.url)):
        if value:
            event.add(name, value)
    return event
