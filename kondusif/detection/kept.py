"""The one form in which counted reports are kept with a run, hashed, and given to the engine."""

import hashlib
import json
import zlib
from dataclasses import asdict, dataclass
from datetime import date, timedelta

import numpy as np


@dataclass(frozen=True)
class Place:
    """A village, or a subdistrict where a report names no village."""

    code: str
    lon: float
    lat: float


@dataclass(frozen=True)
class Counted:
    """Reports by stream, place and day; every report stands in the stream "all" and in that of its group."""

    first_on: date
    n_days: int
    streams: tuple[str, ...]
    places: tuple[Place, ...]
    cells: tuple[tuple[int, int, int, int], ...]  # stream, place, day, reports; sorted
    n_unplaced: int = 0

    @property
    def n_reports(self) -> int:
        return sum(n for stream, _place, _day, n in self.cells if stream == 0)

    @property
    def last_on(self) -> date:
        return self.first_on + timedelta(days=self.n_days - 1)

    def array(self) -> np.ndarray:
        """This function will return the counts as int64 [streams, places, days]."""
        counts = np.zeros((len(self.streams), len(self.places), self.n_days), np.int64)
        for stream, place, day, n in self.cells:
            counts[stream, place, day] = n
        return counts

    def canonical(self) -> bytes:
        """This function will write everything down in exactly one way."""
        told = asdict(self) | {"first_on": self.first_on.isoformat()}
        return json.dumps(told, sort_keys=True, separators=(",", ":")).encode()

    def digest(self) -> str:
        return hashlib.sha256(self.canonical()).hexdigest()

    def packed(self) -> bytes:
        return zlib.compress(self.canonical(), 6)


def unpacked(stored: bytes) -> Counted:
    """This function will read back what ``Counted.packed`` wrote."""
    told = json.loads(zlib.decompress(bytes(stored)))
    return Counted(
        date.fromisoformat(told["first_on"]),
        told["n_days"],
        tuple(told["streams"]),
        tuple(Place(**p) for p in told["places"]),
        tuple(tuple(c) for c in told["cells"]),
        told["n_unplaced"],
    )
