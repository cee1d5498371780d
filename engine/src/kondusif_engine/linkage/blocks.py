"""Which earlier reports are near enough in place and time to be worth a comparison."""

import math
from collections import defaultdict

BUCKET_HOURS = 6.0
KM_PER_DEGREE = 111.195


class Blocks:
    """An index of reports by (cell of about `max_km`, bucket of six hours).

    Parameters
    ----------
    max_km, max_hours : float
        A lookup returns every report inside these limits, and some a little outside (the caller
        measures exactly).

    Notes
    -----
    Cells are bands of latitude cut into columns whose width in degrees grows towards the poles,
    so that one ring of neighbours always covers `max_km`; columns meet again at 180 degrees.
    A report without coordinates is filed under the subdistrict (first six digits) of its place
    code. Cost: 9 x (2 max_hours / 6 + 1) dictionary lookups.
    """

    def __init__(self, max_km: float, max_hours: float) -> None:
        self._band = max_km / KM_PER_DEGREE
        self._reach = math.ceil(max_hours / BUCKET_HOURS)
        self._cells: dict[tuple, dict[int, list[int]]] = defaultdict(dict)

    def put(self, number: int, lon: float | None, lat: float | None, area: str, hours: float) -> None:
        """File report `number`; one with both coordinates and an area is filed under both."""
        bucket = math.floor(hours / BUCKET_HOURS)
        for cell in self._homes(lon, lat, area):
            self._cells[cell].setdefault(bucket, []).append(number)

    def remove(self, number: int, lon: float | None, lat: float | None, area: str, hours: float) -> None:
        """Take report `number` out again."""
        bucket = math.floor(hours / BUCKET_HOURS)
        for cell in self._homes(lon, lat, area):
            self._cells[cell][bucket].remove(number)
            if not self._cells[cell][bucket]:
                del self._cells[cell][bucket]
            if not self._cells[cell]:
                del self._cells[cell]

    def near(self, lon: float | None, lat: float | None, area: str, hours: float) -> list[int]:
        """Return the numbers of reports that may be near, sorted, each once."""
        bucket = math.floor(hours / BUCKET_HOURS)
        found: set[int] = set()
        for cell in self._neighbours(lon, lat, area):
            times = self._cells.get(cell)
            if times is None:
                continue
            if len(times) <= 2 * self._reach + 1:
                for at, numbers in times.items():
                    if abs(at - bucket) <= self._reach:
                        found.update(numbers)
            else:
                for at in range(bucket - self._reach, bucket + self._reach + 1):
                    found.update(times.get(at, ()))
        return sorted(found)

    def _columns(self, band: int) -> int:
        # One band further than the cell itself: a neighbour nearer the pole spans more degrees.
        edge = max(abs(band - 1), abs(band + 2)) * self._band
        if edge >= 89.9:
            return 1
        return max(1, int(360.0 / (self._band / math.cos(math.radians(edge)))))

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
        cells = {
            (band, (self._column(band, lon) + step) % self._columns(band))
            for band in (middle - 1, middle, middle + 1)
            for step in (-1, 0, 1)
        }
        return cells | ({(area,)} if area else set())
