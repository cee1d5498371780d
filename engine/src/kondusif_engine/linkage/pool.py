"""The remembered reports, laid out so that one new report meets all near ones at once.

Does for many reports what `pair.features` does for one by one; a test holds the two together.
"""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from kondusif_engine.kernels.overlap import angles, overlap
from kondusif_engine.linkage.blocks import Blocks
from kondusif_engine.linkage.grams import N_BUCKETS, Rarity
from kondusif_engine.linkage.pair import EARTH_KM, FEATURES, Read, same_code

_COLUMN = {name: i for i, name in enumerate(FEATURES)}


class Growing:
    """An array that is added to at its end; room doubles when it is full."""

    def __init__(self, dtype, width: tuple[int, ...] = ()) -> None:
        self._kept = np.zeros((256, *width), dtype=dtype)
        self.size = 0

    def add(self, values: NDArray) -> None:
        """Append values."""
        stop = self.size + len(values)
        if stop > len(self._kept):
            self._double(stop)
        self._kept[self.size : stop] = values
        self.size = stop

    def push(self, value) -> None:
        """Append one value or row."""
        if self.size == len(self._kept):
            self._double(self.size + 1)
        self._kept[self.size] = value
        self.size += 1

    def _double(self, least: int) -> None:
        room = np.zeros((max(least, 2 * len(self._kept)), *self._kept.shape[1:]), self._kept.dtype)
        room[: self.size] = self._kept[: self.size]
        self._kept = room

    @property
    def values(self) -> NDArray:
        """What was added so far, and zeros behind it."""
        return self._kept


class Bags:
    """Buckets of every report, one behind the other."""

    def __init__(self) -> None:
        self._starts = Growing(np.int64)
        self._starts.push(0)
        self._buckets, self._times = Growing(np.int32), Growing(np.float64)
        self._mine = np.zeros(N_BUCKETS)

    def add(self, buckets: NDArray[np.int32], times: NDArray[np.float64]) -> None:
        """Remember the buckets of the next report and how much each counts."""
        self._buckets.add(buckets)
        self._times.add(times)
        self._starts.push(self._buckets.size)

    def against(self, buckets, values, rows, rarity: Rarity) -> NDArray[np.float64]:
        """Return sums of value x weight, weight squared and weight for each row, shape (c, 3)."""
        self._mine[buckets] = values
        sums = overlap(
            self._mine, rows, self._starts.values, self._buckets.values, self._times.values, rarity.table
        )
        self._mine[buckets] = 0.0
        return sums


@dataclass(frozen=True, slots=True)
class Near:
    """Remembered reports near a new one.

    Attributes
    ----------
    rows : NDArray[np.int64], shape (c,)
    km, hours : NDArray[np.float64], shape (c,)
        Distance, NaN where a place is unknown, and time between.
    """

    rows: NDArray[np.int64]
    km: NDArray[np.float64]
    hours: NDArray[np.float64]


class Pool:
    """Reports in columns, in the order in which they came."""

    def __init__(self, max_km: float, max_hours: float) -> None:
        self._max_km, self._max_hours = max_km, max_hours
        self._blocks = Blocks(max_km, max_hours)
        self.reads: list[Read] = []
        self._where = Growing(np.float64, (4,))  # lon, lat in radians, cos lat, hours
        self._chars, self._words = Bags(), Bags()

    def put(self, new: Read) -> int:
        """Remember a report; return its row."""
        row = len(self.reads)
        self.reads.append(new)
        self._where.push(_position(new))
        self._chars.add(new.grams.chars, new.grams.tf)
        self._words.add(new.grams.words, np.ones(len(new.grams.words)))
        self._blocks.put(row, *_home(new))
        return row

    def near(self, new: Read, most: int) -> Near:
        """Return the reports within reach; the `most` nearest in place and time of them."""
        rows = np.array(self._blocks.near(*_home(new)), dtype=np.int64)
        where, here = self._where.values, np.array(_position(new))
        km = EARTH_KM * angles(here, rows, where)
        hours = np.abs(where[rows, 3] - here[3])
        # A comparison with NaN is false: what has no distance is not too far.
        kept = np.flatnonzero(~(km > self._max_km) & (hours <= self._max_hours))
        if len(kept) > most:
            far = np.nan_to_num(km[kept]) / self._max_km + hours[kept] / self._max_hours
            kept = np.sort(kept[np.argsort(far, kind="stable")[:most]])
        return Near(rows[kept], km[kept], hours[kept])

    def features(self, new: Read, near: Near, rarity: Rarity) -> NDArray[np.float64]:
        """Return the features of the new report against each near one, shape (c, 16)."""
        table = np.zeros((len(near.rows), len(FEATURES)))
        if not len(near.rows):
            return table
        self._likeness(new, near.rows, rarity, table)
        unknown = np.isnan(near.km)
        table[:, _COLUMN["distance_unknown"]] = unknown
        table[:, _COLUMN["distance"]] = np.log1p(np.where(unknown, 0.0, near.km))
        table[:, _COLUMN["hours_apart"]] = np.log1p(near.hours)
        others = [self.reads[row] for row in near.rows.tolist()]
        for name, signs in _agreements(new, others):
            signs = np.array(signs)
            table[:, _COLUMN[f"same_{name}"]] = signs > 0
            table[:, _COLUMN[f"different_{name}"]] = signs < 0
        return table

    def _likeness(self, new: Read, rows, rarity: Rarity, table) -> None:
        """Cosine of n-grams and weighted Jaccard of words."""
        own = rarity.of(new.grams.chars) * new.grams.tf
        sums = self._chars.against(new.grams.chars, own, rows, rarity)
        lengths = np.sqrt(sums[:, 1] * (own @ own))
        np.divide(sums[:, 0], lengths, out=table[:, 0], where=lengths > 0)
        table[:, 1] = table[:, 0] ** 2
        sums = self._words.against(new.grams.words, 1.0, rows, rarity)
        union = rarity.of(new.grams.words).sum() + sums[:, 2] - sums[:, 0]
        np.divide(sums[:, 0], union, out=table[:, 2], where=union > 0)


def _agreements(new: Read, others: list[Read]):
    """Yield name and, for each other, 1 agreed, -1 differing, 0 not known of one of them."""
    normal = new.normal
    if mine := normal.stations:
        yield "station", [_sign(mine, other.normal.stations) for other in others]
    if mine := normal.numbers:
        yield "number", [_sign(mine, other.normal.numbers) for other in others]
    if mine := normal.topics:
        yield "topic", [_sign(mine, other.normal.topics) for other in others]
    if category := new.snippet.category:
        theirs = [other.snippet.category for other in others]
        yield "category", [(1 if t == category else -1) if t else 0 for t in theirs]
    if digits := new.digits:
        signs = [same_code(digits, other.digits) for other in others]
        yield "village", [same - different for same, different in signs]


def _sign(mine: frozenset, yours: frozenset) -> int:
    return (-1 if mine.isdisjoint(yours) else 1) if yours else 0


def _position(report: Read) -> tuple[float, float, float, float]:
    snippet = report.snippet
    if snippet.lon is None:
        return np.nan, np.nan, np.nan, snippet.hours
    lon, lat = math.radians(snippet.lon), math.radians(snippet.lat)
    return lon, lat, math.cos(lat), snippet.hours


def _home(report: Read) -> tuple[float | None, float | None, str, float]:
    snippet, digits = report.snippet, report.digits
    # With coordinates a report is found by them; the area serves those that have none.
    return snippet.lon, snippet.lat, digits[:6] if len(digits) >= 6 else "", snippet.hours
