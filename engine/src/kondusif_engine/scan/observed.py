"""The strongest zones of the observed counts, found by the kernels."""

import heapq
from concurrent.futures import ThreadPoolExecutor

import numpy as np
from numpy.typing import NDArray

from kondusif_engine.scan.job import Zones, largest_expected
from kondusif_engine.scan.limits import limits
from kondusif_engine.scan.report import Found, first_places, strongest_first
from kondusif_engine.scan.request import Request
from kondusif_engine.scan.world import BAYES, DEFICIT

_BATCH = 64  # centres looked at again in one go
_FIRST_LEVEL = 4.0  # below it nobody looks when there are enough stronger zones


class Observed:
    """The strongest zone of one stream, again and again as sites are taken by stronger ones."""

    def __init__(self, request: Request, stream: int, threads: int) -> None:
        self._request, self._stream, self._threads = request, stream, threads
        self._world = request.worlds[stream]
        places = request.places
        self._zones = Zones(places.start, places.index, places.closed)
        windows = self._world.windows
        daily = np.zeros((self._world.n_days + 1, places.n_sites), np.int32)
        np.cumsum(self._world.counts.T, axis=0, out=daily[1:])
        self._deficit = self._world.score.kind == DEFICIT
        self._cells = daily[windows.last + 1] - daily[windows.first]
        if self._deficit:
            np.negative(self._cells, out=self._cells)  # so that fewer cases are more
        self._most = largest_expected(self._zones, self._world.exposure)
        self._first_place = first_places(places)
        self._heap: list = []
        self._set_level(_FIRST_LEVEL)
        self._ask(np.arange(places.n_sites), np.zeros(places.n_sites, bool))

    def strongest(self, blocked: NDArray[np.bool_]) -> Found | None:
        """Return the strongest zone without a blocked site; blocked sites only ever grow."""
        while True:
            while self._heap:
                taken = self._pop_taken(blocked)
                if not taken:
                    return self._heap[0][1]
                self._ask(np.array(taken), blocked)
            if self._level == 0:
                return None
            self._set_level(0.0)
            self._ask(np.arange(self._request.places.n_sites), blocked)

    def _pop_taken(self, blocked) -> list[int]:
        """Remove from the top the zones that now hold a blocked site; return their centres."""
        taken = []
        while self._heap and len(taken) < _BATCH:
            found = self._heap[0][1]
            if not blocked[self._request.places.row(found.centre)[: found.size]].any():
                break
            taken.append(heapq.heappop(self._heap)[1].centre)
        return taken

    def _set_level(self, level: float) -> None:
        self._level, self._limits = level, limits(level, self._most, self._world.score)

    def _ask(self, centres, blocked) -> None:
        from kondusif_engine.kernels.observe import observe

        if (self._world.total == 0 and not self._deficit) or self._zones.index.size == 0:
            return
        ends = np.array([self._end(centre, blocked) for centre in centres], np.int64)
        found = np.zeros((centres.size, 5))

        def part(low_high):
            some = slice(*low_high)
            observe(
                self._cells,
                self._zones,
                self._world.exposure,
                self._limits,
                self._world.score,
                centres[some],
                ends[some],
                found[some],
            )

        if centres.size <= _BATCH:
            part((0, centres.size))
        else:
            size = -(-centres.size // (4 * self._threads))
            with ThreadPoolExecutor(self._threads) as pool:
                list(pool.map(part, [(low, low + size) for low in range(0, centres.size, size)]))
        for centre, row in zip(centres, found, strict=True):
            if row[0] > 0:
                one = Found(row[0], int(row[1]), int(row[2]) + 1, int(centre), abs(int(row[3])), row[4])
                key = strongest_first(one, self._stream, self._first_place[centre])
                heapq.heappush(self._heap, (key, one))

    def _end(self, centre: int, blocked) -> int:
        low, high = self._zones.start[centre], self._zones.start[centre + 1]
        if blocked.any():
            taken = blocked[self._zones.index[low:high]]
            return int(low + taken.argmax()) if taken.any() else int(high)
        return int(high)

    def posterior(self, found: Found) -> float | None:
        """Return, for "bayes", the probability of an outbreak in exactly this zone and window."""
        from kondusif_engine.kernels.observe import bayes_mass

        world = self._world
        if world.score.kind != BAYES:
            return None
        part = (0, self._zones.start.size - 1)
        mass, number = bayes_mass(self._cells, self._zones, world.exposure, world.score, part, found.llr)
        outbreak = self._request.prior.outbreak
        quiet = (1 - outbreak) * np.exp(-found.llr)
        return float(outbreak / number / (quiet + outbreak * mass / number))
