"""Which earlier reports are near enough in place and time to be worth a comparison."""

import math
from bisect import bisect_left, bisect_right, insort
from collections import defaultdict

KM_PER_DEGREE = 111.195


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
        self._cells: dict[tuple, list[tuple[float, int]]] = defaultdict(list)
        self._counted: dict[int, int] = {}

    def put(self, number: int, lon: float | None, lat: float | None, area: str, hours: float) -> None:
        """File report `number`; one with both coordinates and an area is filed under both."""
        for cell in self._homes(lon, lat, area):
            insort(self._cells[cell], (hours, number))

    def near(self, lon: float | None, lat: float | None, area: str, hours: float) -> list[int]:
        """Return the numbers of reports that may be near, sorted, each once."""
        found: set[int] = set()
        first, last = (hours - self._max_hours, -1), (hours + self._max_hours, math.inf)
        for cell in self._neighbours(lon, lat, area):
            entries = self._cells.get(cell)
            if entries is not None:
                span = entries[bisect_left(entries, first) : bisect_right(entries, last)]
                found.update([number for _, number in span])
        return sorted(found)

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

    def _homes(self, lon, lat, area):
        if lon is not None:
            band = math.floor(lat / self._band)
            yield band, self._column(band, lon)
        if area:
            yield (area,)

    def _neighbours(self, lon, lat, area):
        if lon is None:
            return {(area,)} if area else set()
        middle = math.floor(lat / self._band)
        cells = {(area,)} if area else set()
        for band in (middle - 1, middle, middle + 1):
            columns, column = self._columns(band), self._column(band, lon)
            cells.update((band, (column + step) % columns) for step in (-1, 0, 1))
        return cells
