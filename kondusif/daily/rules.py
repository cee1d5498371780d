"""Decisions of the desk's day without rows: when reports are due, who is silent, who may be told what."""

import hashlib
import json
import math
from bisect import bisect_right
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from kondusif.daily.states import Addressed, AddressedNature

MORNING = time(6, 0)
EVERY = timedelta(hours=3)
# H-3 to H+1: the report is due every three hours, day and night.
DENSE_FROM, DENSE_TO = 3, -1
SILENT_AFTER = timedelta(hours=1)  # no report for 06:00 by 07:00: the subdistrict counts as silent
ALARM_AFTER = 2  # this many reports missed one after another raise a yellow warning to the desk
LEAD = timedelta(hours=3)  # a report written this long before its hour already answers it
CLOCK_TOLERANCE = timedelta(minutes=5)  # a phone's clock may run this far ahead
OLDEST = timedelta(days=3)  # what a phone kept longer than this is entered by the desk


def reports_due(voting_on: date | None, day: date, zone: ZoneInfo) -> tuple[datetime, ...]:
    """
    This function will return when a subdistrict's situation is due on *day*, in its own zone.

    06:00 on every day; every three hours round the clock from H-3 to H+1.
    """
    dense = voting_on is not None and DENSE_TO <= (voting_on - day).days <= DENSE_FROM
    if not dense:
        return (datetime.combine(day, MORNING, zone),)
    midnight = datetime.combine(day, time(0), zone)
    return tuple(midnight + n * EVERY for n in range(8))


def slots_between(voting_on: date | None, first: date, last: date, zone: ZoneInfo) -> tuple[datetime, ...]:
    """This function will return every due moment from the day *first* to the day *last*, in order."""
    days = (first + timedelta(days=n) for n in range((last - first).days + 1))
    return tuple(slot for day in days for slot in reports_due(voting_on, day, zone))


def slot_answered(event_at: datetime, slots: Sequence[datetime]) -> datetime:
    """
    This function will return the due moment that a report written at *event_at* answers.

    A report may come up to three hours early, and where they follow every three hours up to half that.

    :raises ValueError: if there are no slots.
    """
    if not slots:
        raise ValueError("slots is empty; give the due moments around the report")
    opens = [slot - _lead(slots, n) for n, slot in enumerate(slots)]
    return slots[max(bisect_right(opens, event_at) - 1, 0)]


def _lead(slots: Sequence[datetime], n: int) -> timedelta:
    gap = slots[n] - slots[n - 1] if n else LEAD * 2
    return min(LEAD, gap / 2)


def is_late(due_at: datetime, entered_at: datetime) -> bool:
    """This function will tell whether a report was written after its hour; a slow signal is not the writer's fault."""
    return entered_at > due_at


@dataclass(frozen=True)
class Quiet:
    """Since when a subdistrict has said nothing, and how many due reports it missed."""

    since: datetime
    n_missed: int


def quiet_since(due: Sequence[datetime], answered: Collection[datetime], at: datetime) -> Quiet | None:
    """
    This function will return how long the newest missed reports reach back, or None if the last one due came.

    A report counts as missed an hour after its moment.
    """
    missed = []
    for slot in sorted((s for s in due if s + SILENT_AFTER <= at), reverse=True):
        if slot in answered:
            break
        missed.append(slot)
    return Quiet(missed[-1], len(missed)) if missed else None


def clamped_entry(entered_at: datetime | None, received_at: datetime) -> datetime:
    """This function will return when a report was written: a clock that runs ahead never writes in the future."""
    if entered_at is None or entered_at > received_at + CLOCK_TOLERANCE:
        return received_at
    return min(entered_at, received_at)


# Whom the region may instruct, whom it can only ask, to whom it appeals.
_NATURES: dict[Addressed, frozenset[AddressedNature]] = {
    Addressed.CIVIL_SERVANTS: frozenset(AddressedNature),
    Addressed.SUBDISTRICT_HEADS: frozenset(AddressedNature),
    Addressed.VILLAGE_HEADS: frozenset(AddressedNature),
    Addressed.REGIONAL_COMPANIES: frozenset({AddressedNature.REQUEST, AddressedNature.APPEAL}),
    Addressed.STATE_COMPANIES: frozenset({AddressedNature.APPEAL}),
    Addressed.PRIVATE_EMPLOYERS: frozenset({AddressedNature.APPEAL}),
}
_STRONGEST = (AddressedNature.INSTRUCTION, AddressedNature.REQUEST, AddressedNature.APPEAL)


def may_be_addressed(addressed: Addressed, nature: AddressedNature) -> bool:
    """This function will tell whether an order may speak to *addressed* in this way."""
    return nature in _NATURES[addressed]


def strongest_nature(addressed: Addressed) -> AddressedNature:
    """This function will return the most binding way in which an order may speak to *addressed*."""
    return next(nature for nature in _STRONGEST if nature in _NATURES[addressed])


DISTANCE_BANDS = ((1.0, "lt1"), (5.0, "1to5"), (20.0, "5to20"), (math.inf, "gt20"))
EARTH_KM = 6371.0


def distance_band(lon: float, lat: float, points: Iterable[tuple[float, float]]) -> str:
    """
    This function will return how far outside a position lies, as a band of kilometres to the nearest point.

    Only the band is kept: where exactly somebody was is nobody's business.
    """
    nearest = min((_km(lon, lat, *point) for point in points), default=None)
    return "" if nearest is None else next(band for limit, band in DISTANCE_BANDS if nearest < limit)


def _km(lon1: float, lat1: float, lon2: float, lat2: float) -> float:
    a, b = math.radians(lat1), math.radians(lat2)
    half = math.sin((b - a) / 2) ** 2 + math.cos(a) * math.cos(b) * math.sin(math.radians(lon2 - lon1) / 2) ** 2
    return 2 * EARTH_KM * math.asin(math.sqrt(half))


def inputs_hash(content: Mapping[str, object]) -> bytes:
    """This function will return the SHA-256 of what a daily report was submitted with."""
    canonical = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"), default=str)
    return hashlib.sha256(canonical.encode()).digest()
