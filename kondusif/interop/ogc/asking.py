"""What a client of OGC API Features asks for: box, time, how many, from where on. Pure."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo

LIMIT, LIMIT_MOST = 100, 1000
AFTER = "setelah"
PARAMETERS = frozenset({"bbox", "bbox-crs", "datetime", "limit", AFTER, "f"})
CRS84 = "http://www.opengis.net/def/crs/OGC/1.3/CRS84"

Box = tuple[float, float, float, float]  # west, south, east, north


class BadQuery(ValueError):
    """A query that the standard refuses with 400; ``name`` is the parameter."""

    def __init__(self, name: str, what: str):
        self.name, self.what = name, what
        super().__init__(f"{name}: {what}")


@dataclass(frozen=True)
class Span:
    """A moment or an interval, both ends included; None is open."""

    first: datetime | None
    last: datetime | None


@dataclass(frozen=True)
class Ask:
    """One page of a collection."""

    boxes: tuple[Box, ...] = ()  # two where the box crosses the antimeridian
    span: Span | None = None
    limit: int = LIMIT
    after: str = ""
    only: str = ""  # just the feature with this id


def ask_of(query: Mapping[str, str], *, zone: tzinfo = UTC) -> Ask:
    """
    This function will read the parameters of a page; a day without a time is the day of *zone*.

    :raises BadQuery: if one is unknown or cannot be read: the standard wants 400, never a guess.
    """
    for name in query:
        if name not in PARAMETERS:
            raise BadQuery(name[:60], "there is no such parameter")
    if query.get("f", "json") not in {"json", "geojson"}:
        raise BadQuery("f", "features are answered as json")
    if query.get("bbox-crs", CRS84) != CRS84:
        raise BadQuery("bbox-crs", "only CRS84 is known")
    return Ask(
        boxes=_boxes(query["bbox"]) if "bbox" in query else (),
        span=_span(query["datetime"], zone) if "datetime" in query else None,
        limit=_limit(query["limit"]) if "limit" in query else LIMIT,
        after=_after(query[AFTER]) if AFTER in query else "",
    )


def _boxes(text: str) -> tuple[Box, ...]:
    parts = text.split(",")
    try:
        numbers = [float(part) for part in parts]
    except ValueError:
        raise BadQuery("bbox", "four or six numbers with commas between them") from None
    if len(numbers) not in {4, 6} or not all(map(math.isfinite, numbers)):
        raise BadQuery("bbox", "four or six numbers with commas between them")
    west, south, east, north = numbers if len(numbers) == 4 else (*numbers[:2], *numbers[3:5])
    if south > north or abs(south) > 90 or abs(north) > 90 or abs(west) > 180 or abs(east) > 180:
        raise BadQuery("bbox", "west, south, east, north in degrees, south below north")
    if west <= east:
        return ((west, south, east, north),)
    return ((west, south, 180.0, north), (-180.0, south, east, north))


def _span(text: str, zone: tzinfo) -> Span:
    first, slash, last = text.partition("/")
    if not slash:
        return Span(_moment(text, zone), _moment(text, zone, end=True))
    start = None if first in {"", ".."} else _moment(first, zone)
    end = None if last in {"", ".."} else _moment(last, zone, end=True)
    if start is not None and end is not None and start > end:
        raise BadQuery("datetime", "begins after it ends")
    if start is None and end is None and not {first, last} <= {"", ".."}:
        raise BadQuery("datetime", "not a moment and not an interval")
    return Span(start, end)


def _moment(text: str, zone: tzinfo, *, end: bool = False) -> datetime:
    try:
        at = datetime.fromisoformat(text.replace(" ", "+"))
        if len(text) == 10:  # a day is all of it
            at = at.replace(tzinfo=zone) + (timedelta(days=1, microseconds=-1) if end else timedelta())
        if at.tzinfo is None:
            raise ValueError(text)
        return at.astimezone(UTC)
    except (ValueError, OverflowError):
        raise BadQuery("datetime", "write a moment as 2027-02-14T09:30:00Z, an open end as ..") from None


def _limit(text: str) -> int:
    if not (text.isascii() and text.isdecimal()) or int(text[:9]) < 1:
        raise BadQuery("limit", "a whole number from 1 to 1000")
    return min(int(text[:9]), LIMIT_MOST)


def _after(text: str) -> str:
    if not text.isascii() or not text.isprintable() or not 1 <= len(text) <= 200:
        raise BadQuery(AFTER, "take it from the link to the next page")
    return text
