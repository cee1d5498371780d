"""iCalendar (RFC 5545): days and hours to bytes that any calendar program reads."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

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


def calendar(name: str, entries: Sequence[Day | Hours], *, at: datetime) -> bytes:
    """This function will write a calendar; *at* is when it was made."""
    whole = Calendar()
    for key, value in (("prodid", PRODUCT), ("version", "2.0"), ("method", "PUBLISH"), ("x-wr-calname", name)):
        whole.add(key, value)
    for entry in entries:
        whole.add_component(_event(entry, at))
    return whole.to_ical()


def _event(entry: Day | Hours, at: datetime) -> Event:
    event = Event()
    event.add("uid", entry.uid)
    event.add("dtstamp", at)
    event.add("summary", entry.title)
    if entry.text:
        event.add("description", entry.text)
    if isinstance(entry, Day):
        event.add("dtstart", entry.on)
        event.add("dtend", entry.until + timedelta(days=1))  # RFC 5545 3.6.1: the end is not part of it
        event.add("transp", "TRANSPARENT")
        return event
    event.add("dtstart", entry.starts_at)
    event.add("dtend", entry.ends_at)
    if entry.place:
        event.add("location", entry.place)
    if entry.cancelled:
        event.add("status", "CANCELLED")
    return event
