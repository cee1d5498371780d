"""Arrays that grow at their end, and lists of uneven length laid one behind the other."""

import numpy as np
from numpy.typing import NDArray

from kondusif_engine.linkage.grams import Grams
from kondusif_engine.linkage.pair import Read

_LARGEST = (1 << 62) - 1


class Growing:
    """An array that is added to at its end; room doubles when it is full."""

    def __init__(self, dtype, width: tuple[int, ...] = ()) -> None:
        self._kept = np.zeros((256, *width), dtype=dtype)
        self.size = 0

    def add(self, values: NDArray | list, n: int) -> None:
        """Append `n` values."""
        stop = self.size + n
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
    """Buckets of every report, first those of its n-grams, then those of its words."""

    def __init__(self) -> None:
        self._bounds, self._buckets, self._times = Growing(np.int64), Growing(np.int32), Growing(np.float64)
        self._bounds.push(0)
        self._sums = Growing(np.float64, (3,))  # table of rarity they were made with, and two sums

    def add(self, grams: Grams) -> None:
        """Remember the buckets of the next report."""
        chars, words = len(grams.chars), len(grams.words)
        start = self._buckets.size
        self._buckets.add(grams.chars, chars)
        self._buckets.add(grams.words, words)
        self._times.add(grams.tf, chars)
        self._times.add(1.0, words)
        self._bounds.add((start + chars, start + chars + words), 2)
        self._sums.push(0.0)

    @property
    def arrays(self) -> tuple[NDArray, ...]:
        """Bounds, buckets, times and sums, as `kernels.shared_words` takes them."""
        return self._bounds.values, self._buckets.values, self._times.values, self._sums.values


class Facts:
    """What every report names, as sorted numbers: stations, numbers, topics, category; and its place code."""

    def __init__(self) -> None:
        self._bounds, self._values = Growing(np.int64), Growing(np.int64)
        self._bounds.push(0)
        self._names: dict[str, int] = {}

    def add(self, read: Read) -> None:
        """Remember what the next report names."""
        normal, category = read.normal, read.snippet.category
        values: list[int] = []
        bounds = []
        for part in (
            sorted(normal.stations),
            sorted([number & _LARGEST for number in normal.numbers]),
            sorted([self._number(topic) for topic in normal.topics]),
            [self._number(category)] if category else (),
            map(ord, read.digits),
        ):
            values += part
            bounds.append(self._values.size + len(values))
        self._values.add(values, len(values))
        self._bounds.add(bounds, len(bounds))

    @property
    def arrays(self) -> tuple[NDArray, ...]:
        """Bounds and values, as `kernels.shared_facts` takes them."""
        return self._bounds.values, self._values.values

    def _number(self, name: str) -> int:
        return self._names.setdefault(name, len(self._names))
