"""The remembered reports, laid out so that one new report meets all near ones at once.

Does for many reports what `pair.features` does for one by one; a test holds the two together.
"""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from kondusif_engine.kernels.near_reports import near_reports
from kondusif_engine.kernels.shared_facts import shared_facts
from kondusif_engine.kernels.shared_words import shared_words
from kondusif_engine.linkage.blocks import Blocks
from kondusif_engine.linkage.columns import Bags, Facts, Growing
from kondusif_engine.linkage.grams import N_BUCKETS, Rarity
from kondusif_engine.linkage.pair import EARTH_KM, FEATURES, UNLIKE_BELOW, Read

_FACTS = ("same_station", "same_number", "same_topic", "same_category", "same_village")
_COLUMNS = np.array(
    [FEATURES.index(name) for name in (*_FACTS, "distance", "distance_unknown", "hours_apart")]
)


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
    """Reports in columns, in the order in which they came.

    A report is laid out first (`lay`), compared with those filed before it (`near`, `features`), and
    then filed itself.
    """

    def __init__(self, max_km: float, max_hours: float) -> None:
        self._max_km, self._max_hours = max_km, max_hours
        self._blocks = Blocks(max_km, max_hours)
        self.reads: list[Read] = []
        self._where = Growing(np.float64, (4,))  # lon, lat in radians, cos lat, hours
        self._events = Growing(np.int64)
        self._bags, self._facts = Bags(), Facts()
        self._scratch = np.zeros(N_BUCKETS), np.zeros(N_BUCKETS // 64, dtype=np.uint64)
        self._rarity: NDArray[np.float64] | None = None
        self._version = 0.0

    def lay(self, new: Read) -> int:
        """Lay out a report; return its row."""
        self.reads.append(new)
        self._where.push(_position(new))
        self._events.push(0)
        self._bags.add(new.grams)
        self._facts.add(new)
        return len(self.reads) - 1

    def file(self, row: int, event: int) -> None:
        """Let a report, now in an event, be found by those that follow."""
        self.events[row] = event
        self._blocks.put(row, *_home(self.reads[row]))

    @property
    def events(self) -> NDArray[np.int64]:
        """The event of each row; who moves a report writes it here."""
        return self._events.values

    def near(self, row: int, most: int) -> Near:
        """Return the filed reports within reach of one; the `most` nearest in place and time of them."""
        rows = np.array(self._blocks.near(*_home(self.reads[row])), dtype=np.int64)
        reach = EARTH_KM, self._max_km, self._max_hours
        rows, km, hours = near_reports(row, rows, self._where.values, *reach)
        if len(rows) > most:
            far = np.nan_to_num(km) / self._max_km + hours / self._max_hours
            kept = np.sort(np.argsort(far, kind="stable")[:most])
            rows, km, hours = rows[kept], km[kept], hours[kept]
        return Near(rows, km, hours)

    def features(self, row: int, near: Near, rarity: Rarity) -> NDArray[np.float64]:
        """Return the features of a report against each near one, shape (c, 16)."""
        table = np.zeros((len(near.rows), len(FEATURES)))
        if rarity.table is not self._rarity:
            self._rarity, self._version = rarity.table, self._version + 1.0
        shared_words(row, near.rows, self._bags.arrays, rarity.table, self._version, self._scratch, table)
        shared_facts(row, near.rows, near.km, near.hours, self._facts.arrays, _COLUMNS, UNLIKE_BELOW, table)
        return table


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
