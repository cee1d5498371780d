"""Which earlier reports are near enough in place and time to be worth a comparison."""

import math
from bisect import bisect_left, bisect_right
from collections.abc import Iterator

KM_PER_DEGREE = 111.195
_BAND = 1 << 60  # more than any band has columns: a cell is one number


class Blocks:
    """An index of reports by cell of about `max_km`, in each cell by time.

    Parameters
    ----------
    max_km, max_hours : float
        A lookup returns every report inside these limits, and some that are further away (the
        caller measures the distance exactly).

    Notes
    -----
    Cells are bands of latitude cut into columns whose width in degrees grows towards the poles,
    so that one ring of neighbours always covers `max_km`; columns meet again at 180 degrees.
    A report without coordinates is filed under the subdistrict (first six digits) of its place
    code. Cost: two binary searches in each of at most 10 cells.
    """

    def __init__(self, max_km: float, max_hours: float) -> None:
        self._band = max_km / KM_PER_DEGREE
        self._max_hours = max_hours
        # Two lists a cell, hours and numbers, both in the order of the hours.
        self._cells: dict[int | str, tuple[list[float], list[int]]] = {}
        self._counted: dict[int, int] = {}

    def put(self, number: int, lon: float | None, lat: float | None, area: str, hours: float) -> None:
        """File report `number`; one with both coordinates and an area is filed under both."""
        for cell in self._homes(lon, lat, area):
            times, numbers = self._cells.setdefault(cell, ([], []))
            at = bisect_right(times, hours)
            times.insert(at, hours)
            numbers.insert(at, number)

    def near(self, lon: float | None, lat: float | None, area: str, hours: float) -> list[int]:
        """Return the numbers of reports that may be near, sorted, each once."""
        found: list[int] = []
        first, last = hours - self._max_hours, hours + self._max_hours
        cells = [] if lon is None else self._ring(lon, lat)
        # Who is filed under an area and under a cell is found twice.
        twice = bool(area and cells)
        if area:
            cells.append(area)
        for cell in cells:
            entries = self._cells.get(cell)
            if entries is not None:
                times, numbers = entries
                found += numbers[bisect_left(times, first) : bisect_right(times, last)]
        return sorted(set(found)) if twice else sorted(found)

    def _columns(self, band: int) -> int:
        columns = self._counted.get(band)
        if columns is None:
            # One band further than the cell: a neighbour nearer the pole spans more degrees.
            edge = max(abs(band - 1), abs(band + 2)) * self._band
            width = self._band / math.cos(math.radians(min(edge, 89.9)))
            columns = 1 if edge >= 89.9 else max(1, int(360.0 / width))
            self._counted[band] = columns
        return columns

    def _column(self, band: int, lon: float) -> int:
        columns = self._columns(band)
        return int((lon + 180.0) / 360.0 * columns) % columns

    def _homes(self, lon: float | None, lat: float | None, area: str) -> Iterator[int | str]:
        if lon is not None and lat is not None:
            band = math.floor(lat / self._band)
            yield _BAND * band + self._column(band, lon)
        if area:
            yield area

    def _ring(self, lon: float, lat: float) -> list[int | str]:
        """Return the cell of a place and those around it, each once."""
        middle = math.floor(lat / self._band)
        ring: list[int | str] = []
        for band in (middle - 1, middle, middle + 1):
            column, columns, first = self._column(band, lon), self._columns(band), _BAND * band
            if 0 < column < columns - 1:
                ring += (first + column - 1, first + column, first + column + 1)
            else:
                ring += {first + (column + step) % columns for step in (-1, 0, 1)}
        return ring
