"""
What the public may see of reports: areas of at least a thousand people, five themes, bands, held against comparing.

Nothing here knows rows. The reasons stand in ``docs/explanation/public-map.md``.
"""

import hashlib
import hmac
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

METHOD_VERSION = "1"
LEAST_RESIDENTS = 1_000
LEAST_FOR_OWN_THEME = 3
LEAST_TO_MOVE = 3
WINDOW = timedelta(days=14)
LONGEST_DELAY = timedelta(hours=12)
BANDS = (0, 1, 5, 10, 20)  # the smallest count of each band
UNVERIFIED_MOST_BAND = 2  # above it only verified reports count
ALL, OTHER = "all", "other"


@dataclass(frozen=True)
class Countable:
    """A report as far as the public map goes."""

    id: str
    unit: str  # the area it is shown in
    group: str
    day: date
    source: str  # reports of one incident or one duplicate group on one day are one voice
    is_verified: bool


@dataclass(frozen=True)
class Shown:
    """What an issue says of one area and theme, and which reports stood behind it when it last changed."""

    band: int
    counted: frozenset[str]
    changed_on: date


def band_of(n: int) -> int:
    """This function will return the band of a count: 0, 1-4, 5-9, 10-19, 20 and more."""
    return max(i for i, least in enumerate(BANDS) if n >= least)


def unit_of(code: str, residents: Mapping[str, int | None], *, sensitive: bool) -> str:
    """
    This function will return the area in which a report from the region *code* may be shown.

    The smallest area around it that is known to hold a thousand people; where nobody knows, the
    regency. Themes in which a victim could be recognised are shown by regency only.
    """
    regency = code[:5]
    if sensitive or len(code) <= 5:
        return regency
    for width in (13, 8):
        area = code[:width]
        if len(code) >= width and (residents.get(area) or 0) >= LEAST_RESIDENTS:
            return area
    return regency


def delay_of(report_id: str, key: bytes) -> timedelta:
    """
    This function will return how long a report waits before it may enter an issue: 0 to 12 hours.

    Drawn from a secret, so that nobody can tell from an issue when a report came, and the same each
    time it is asked, so that it needs no row.
    """
    draw = int.from_bytes(hmac.digest(key, report_id.encode(), hashlib.sha256)[:8])
    return LONGEST_DELAY * (draw / 2**64)


def voices(reports: Iterable[Countable]) -> list[Countable]:
    """This function will keep one report of each source and day: a chorus of one is one voice."""
    kept: dict[tuple[str, str, date], Countable] = {}
    for report in sorted(reports, key=lambda r: (not r.is_verified, r.day, r.id)):
        kept.setdefault((report.unit, report.source, report.day), report)
    return list(kept.values())


def issue(
    reports: Iterable[Countable],
    former: Mapping[tuple[str, str], Shown],
    *,
    units: Iterable[str],
    decided: frozenset[str],
    on: date,
) -> dict[tuple[str, str], Shown]:
    """
    This function will return what the next issue says: (area, theme) -> what is shown.

    *decided* names the areas in which an official decision fell since the last issue: it moves the
    map at once. Everything else moves only when at least three reports came or went.
    """
    counts: dict[tuple[str, str], list[Countable]] = defaultdict(list)
    for report in voices(reports):
        counts[report.unit, report.group].append(report)
    shown = _small_themes_to_other(counts)
    for unit in set(units) | {unit for unit, _group in shown}:
        shown[unit, ALL] = [r for (u, _g), rows in shown.items() if u == unit and _g != ALL for r in rows]
    keys = set(shown) | set(former)
    return {key: _next(former.get(key), shown.get(key, []), decided=key[0] in decided, on=on) for key in sorted(keys)}


def _small_themes_to_other(counts: Mapping[tuple[str, str], list[Countable]]) -> dict[tuple[str, str], list[Countable]]:
    shown: dict[tuple[str, str], list[Countable]] = defaultdict(list)
    for (unit, group), rows in counts.items():
        shown[unit, group if len(rows) >= LEAST_FOR_OWN_THEME else OTHER].extend(rows)
    return shown


def _next(former: Shown | None, rows: list[Countable], *, decided: bool, on: date) -> Shown:
    now = frozenset(r.id for r in rows)
    band = _band(rows)
    before = former or Shown(0, frozenset(), on)
    moved = len(now ^ before.counted)
    if band == before.band:
        # The comparison stays with what stood behind the last change, so that slow drips add up.
        return before if former else Shown(band, now if band else frozenset(), on)
    if moved >= LEAST_TO_MOVE or decided:
        return Shown(band, now, on)
    return before


def _band(rows: list[Countable]) -> int:
    verified = sum(r.is_verified for r in rows)
    return max(min(band_of(len(rows)), UNVERIFIED_MOST_BAND), band_of(verified))


def enters(received_at: datetime, at: datetime, delay: timedelta) -> bool:
    """This function will tell whether a report has waited its time and is not too old for the issue made *at*."""
    return received_at + delay <= at and received_at > at - WINDOW
