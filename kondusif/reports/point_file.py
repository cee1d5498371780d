"""A GeoJSON file of points with words and times, read into rows; what cannot be a report is named by its row."""

import math
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, tzinfo
from typing import Any
from uuid import UUID, uuid5

import orjson
from django.utils.translation import gettext as _

from kondusif.core.problems import Problem

MAX_BYTES = 50_000_000
MAX_ROWS = 100_000
# Rows of two files are the same report if time, place and words are: the file's name and order do not count.
NAMESPACE = UUID("5a1f2c1e-9a3e-5d0c-8c54-0e6f8f1b7a52")
_TIMES = ("event_at", "created_at", "time", "timestamp", "datetime", "waktu", "tanggal", "date")
_WORDS = ("text", "narrative", "description", "uraian", "isi", "keterangan", "message", "title", "judul")


@dataclass(frozen=True)
class Columns:
    """Which property holds the time and which the words."""

    time: str
    text: str


@dataclass(frozen=True)
class Point:
    """One row that can be read: where, when, what."""

    row: int
    lon: float
    lat: float
    moment: datetime
    text: str

    @property
    def key(self) -> UUID:
        """This function will return the key under which this row is the same report however often it comes."""
        return uuid5(NAMESPACE, f"{self.moment.isoformat()}|{self.lon!r}|{self.lat!r}|{self.text}")


@dataclass(frozen=True)
class PointFile:
    """What a file holds, and each row that could not be read with the reason."""

    columns: Columns
    points: list[Point]
    unreadable: list[tuple[int, str]]


def read_points(content: bytes, *, zone: tzinfo, columns: Columns | None = None) -> PointFile:
    """
    This function will read GeoJSON bytes; times without an offset are of *zone*.

    :raises Problem: if the file as a whole cannot be used.
    """
    features = _features(content)
    columns = columns or _detect([f.get("properties") for f in features if isinstance(f, dict)])
    points: list[Point] = []
    unreadable: list[tuple[int, str]] = []
    for row, feature in enumerate(features, start=1):
        try:
            points.append(_point(row, feature, columns, zone))
        except ValueError as reason:
            unreadable.append((row, str(reason)))
    return PointFile(columns, points, unreadable)


def _features(content: bytes) -> list[Any]:
    if len(content) > MAX_BYTES:
        raise Problem(
            "file.too_large", _("The file has more than %(n)s megabytes. Split it.") % {"n": MAX_BYTES // 1_000_000}
        )
    try:
        root = orjson.loads(content)
    except orjson.JSONDecodeError as error:
        cut = not content.rstrip().endswith(b"}")
        sentence = (
            _("The file ends in the middle: it was not copied whole. Fetch it again.")
            if cut
            else _("The file is no JSON: %(why)s") % {"why": error}
        )
        raise Problem("file.truncated" if cut else "file.malformed", sentence) from None
    found = root.get("features") if isinstance(root, dict) else None
    if not isinstance(found, list) or not found:
        raise Problem("file.no_features", _("The file holds no features. Give a GeoJSON FeatureCollection of points."))
    if len(found) > MAX_ROWS:
        raise Problem(
            "file.too_many",
            _("The file holds %(n)s rows; at most %(most)s are read at once. Split it.")
            % {"n": len(found), "most": MAX_ROWS},
        )
    return found


def _detect(rows: Sequence[Any]) -> Columns:
    """
    This function will find the properties that hold time and words: by usual names, else by what stands in them.

    :raises Problem: if there is none.
    """
    properties = [row for row in rows if isinstance(row, dict)]
    sample = properties[:500]
    time = _best(sample, _TIMES, lambda value: _moment(value) is not None)
    text = _best(
        sample, _WORDS, lambda value: isinstance(value, str) and len(value.strip()) >= 5 and _moment(value) is None
    )
    if time is None or text is None:
        names = ", ".join(sorted({name for row in sample for name in row})) or "–"
        raise Problem(
            "file.no_columns",
            _("No property holds the %(missing)s. The file has: %(names)s. Name it with --time or --text.")
            % {"missing": _("time") if time is None else _("words"), "names": names},
        )
    return Columns(time, text)


def _best(rows: Sequence[Mapping[str, Any]], usual: Sequence[str], fits: Callable[[Any], bool]) -> str | None:
    count: Counter[str] = Counter()
    for row in rows:
        count.update(name for name, value in row.items() if fits(value))
    often = {name for name, n in count.items() if n >= 0.5 * len(rows)}
    by_name = {name.lower(): name for name in often}
    return next((by_name[name] for name in usual if name in by_name), None) or next(iter(sorted(often)), None)


def _point(row: int, feature: Any, columns: Columns, zone: tzinfo) -> Point:
    """
    This function will read one feature.

    :raises ValueError: with a sentence, if it cannot be a report.
    """
    geometry = feature.get("geometry") if isinstance(feature, dict) else None
    if not isinstance(geometry, dict) or geometry.get("type") != "Point":
        raise ValueError(_("is no point"))
    lon, lat = _numbers(geometry.get("coordinates"))
    properties = feature.get("properties")
    properties = properties if isinstance(properties, dict) else {}
    moment = _moment(properties.get(columns.time))
    if moment is None:
        raise ValueError(_("has no readable time in “%(name)s”") % {"name": columns.time})
    text = properties.get(columns.text)
    if not isinstance(text, str) or not text.strip():
        raise ValueError(_("has no words in “%(name)s”") % {"name": columns.text})
    return Point(row, lon, lat, moment if moment.tzinfo else moment.replace(tzinfo=zone), text.strip())


def _numbers(pair: Any) -> tuple[float, float]:
    if (
        not isinstance(pair, list)
        or len(pair) < 2
        or not all(type(n) in {int, float} and math.isfinite(n) for n in pair[:2])
    ):
        raise ValueError(_("has no coordinates"))
    return float(pair[0]), float(pair[1])


def _moment(value: Any) -> datetime | None:
    if not isinstance(value, str) or len(value) < 10 or not value[:4].isdecimal():
        return None
    try:
        return datetime.fromisoformat(value.strip())
    except ValueError:
        return None


def shifted(points: Sequence[Point], last: datetime) -> Iterator[Point]:
    """This function will move all times together so that the last one becomes *last*."""
    by = last - max(point.moment for point in points)
    return (replace(point, moment=point.moment + by) for point in points)
