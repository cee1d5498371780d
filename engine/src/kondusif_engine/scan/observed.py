"""The strongest zones of the observed counts, found by the kernels."""

from concurrent.futures import ThreadPoolExecutor
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from kondusif_engine.scan.layout import Layout, Zones
from kondusif_engine.scan.limits import Limits, limits
from kondusif_engine.scan.report import Found, first_places
from kondusif_engine.scan.request import Request
from kondusif_engine.scan.world import BAYES, CONDITIONAL, DEFICIT, EXPECTATION, Exposure, Score

_BATCH = 64  # centres looked at again in one go
_VECTOR = 16  # windows counted by one instruction, where registers are widest
_FIRST_LEVEL = 4.0  # below it nobody looks when there are enough stronger zones


class Seen:
    """What was counted, laid out for the kernels: the strongest zone around any centre, at any level."""

    def __init__(self, cells: NDArray, exposure: Exposure, how: Score) -> None:
        """`cells` hold the cases by window and site; they may change later, where `self.cells` is."""
        alike = (exposure.upper == exposure.upper[0]).all() and (exposure.lower == exposure.lower[0]).all()
        self._together = bool(alike) and how.kind in (CONDITIONAL, EXPECTATION)
        width = -(-cells.shape[0] // _VECTOR) * _VECTOR if self._together else cells.shape[0]
        self.cells = np.zeros((cells.shape[1], width), np.int32)
        self.cells[:, : cells.shape[0]] = cells.T

    def strongest(
        self, zones: Zones, exposure: Exposure, table: "Tests", how: Score, centres, ends=None
    ) -> NDArray:
        """Return (llr, window, prefix, cases, expected) for each of some centres, zeros below the level.

        Rows are cut at `ends` if given.
        """
        from kondusif_engine.kernels.observe import observe, observe_together

        found = np.zeros((centres.size, 5))
        ends = zones.start[centres + 1] if ends is None else ends
        if self._together:
            width = self.cells.shape[1]
            room = (np.empty(width, np.int32), *np.empty((2, width), np.float32))
            observe_together(self.cells, zones, exposure, table, how, centres, ends, found, room)
        else:
            sums = np.empty((zones.start[centres + 1] - zones.start[centres]).max(initial=0))
            observe(self.cells, zones, exposure, table.limits, how, centres, ends, found, sums)
        return found


class Tests(NamedTuple):
    """Limits of a level, and whether what is needed beyond what is expected grows with that."""

    limits: Limits
    grow: bool


def tests(level: float, most_expected: float, how: Score) -> Tests:
    """Return the tests of a level; the fewest cases of a cluster are left to the score."""
    table = limits(level, most_expected, how._replace(min_cases=1))
    # Along equal KL(q, p), q - p grows with p while p + q <= 1, for there t(1 - t) >= p(1 - p) between.
    reach = most_expected + float(table.coarse[-1]) + 1
    return Tests(table, how.kind != CONDITIONAL or reach <= how.constants[0])


class Observed:
    """The strongest zone of one stream, again and again as sites are taken by stronger ones."""

    def __init__(self, request: Request, stream: int, layout: Layout, threads: int) -> None:
        self._request, self._layout, self._threads = request, layout, threads
        self._world, places = request.worlds[stream], request.places
        windows, counts = self._world.windows, self._world.counts[layout.sites]
        daily = np.zeros((self._world.n_days + 1, counts.shape[0]), np.int32)
        np.cumsum(counts.T, axis=0, out=daily[1:])
        deficit = self._world.score.kind == DEFICIT
        cells = daily[windows.last + 1] - daily[windows.first]
        # Missing cases are counted with a minus sign, so that fewer are more.
        self._seen = Seen(-cells if deficit else cells, layout.exposure, self._world.score)
        self._empty = layout.zones.index.size == 0 or (self._world.total == 0 and not deficit)
        self._most = layout.most_expected
        self._first_place = first_places(places)
        self._kept = np.zeros(places.n_sites, bool)
        self._kept[layout.sites] = True
        self._found = np.zeros((places.n_sites, 5))  # llr, window, prefix, cases, expected
        self._set_level(_FIRST_LEVEL, np.zeros(places.n_sites, bool))

    def strongest(self, blocked: NDArray[np.bool_]) -> Found | None:
        """Return the strongest zone without a blocked site; blocked sites only ever grow."""
        while True:
            top = self._top()
            while top.size and self._is_taken(top[0], blocked):
                self._ask(np.array([centre for centre in top if self._is_taken(centre, blocked)]), blocked)
                top = self._top()
            if top.size:
                return self._told(int(top[0]))
            if self._level == 0:
                return None
            self._set_level(0.0, blocked)

    def _top(self) -> NDArray[np.int64]:
        """Return the centres of the strongest zones; the first is the one to report."""
        llr = self._found[:, 0]
        some = np.argpartition(-llr, min(_BATCH, llr.size - 1))[: _BATCH + 1]
        some = np.flatnonzero(llr >= max(llr[some].min(), np.finfo(float).tiny))
        some = some[np.lexsort((self._found[some, 1], -llr[some]))]
        if some.size > 1:
            first = self._found[some[0], :2]
            equal = int((self._found[some, :2] == first).all(axis=1).sum())
            some[:equal] = sorted(some[:equal], key=self._settled)
        return some[:_BATCH]

    def _settled(self, centre: int) -> tuple[int, int]:
        """Return what settles zones of equal statistic and window: the smaller, then the first place."""
        return self._whole_size(centre, int(self._found[centre, 2])), int(self._first_place[centre])

    def _row(self, centre: int) -> NDArray[np.int32]:
        zones = self._layout.zones
        return zones.index[zones.start[centre] : zones.start[centre + 1]]

    def _is_taken(self, centre: int, blocked) -> bool:
        size = self._whole_size(centre, int(self._found[centre, 2]))
        return bool(blocked[self._request.places.row(centre)[:size]].any())

    def _told(self, centre: int) -> Found:
        llr, window, prefix, cases, expected = self._found[centre]
        size = self._whole_size(centre, int(prefix))
        return Found(llr, int(window), size, centre, abs(int(cases)), expected)

    def _whole_size(self, centre: int, prefix: int) -> int:
        """Return how many sites the zone holds once those that were left out are counted."""
        places = self._request.places
        if self._layout.zones.index is places.index:
            return prefix + 1
        last = self._layout.sites[self._row(centre)[prefix]]
        at = int(np.flatnonzero(places.row(centre) == last)[0])
        closed = places.closed[places.start[centre] + at : places.start[centre + 1]]
        return at + int(closed.argmax()) + 1

    def _set_level(self, level: float, blocked) -> None:
        self._level, self._tests = level, tests(level, self._most, self._world.score)
        self._ask(np.arange(self._request.places.n_sites), blocked)

    def _ask(self, centres, blocked) -> None:
        if self._empty:
            return
        ends, found = self._ends(centres, blocked), np.zeros((centres.size, 5))

        def part(low: int, high: int) -> None:
            found[low:high] = self._seen.strongest(
                *self._layout[:2], self._tests, self._world.score, centres[low:high], ends[low:high]
            )

        if centres.size <= _BATCH:
            part(0, centres.size)
        else:
            cuts = np.linspace(0, centres.size, 8 * self._threads + 1).astype(int)
            with ThreadPoolExecutor(self._threads) as pool:
                list(pool.map(part, cuts[:-1], cuts[1:]))
        self._found[centres] = found

    def _ends(self, centres, blocked) -> NDArray[np.int64]:
        """Return where rows end: before the first disc that holds a blocked site, be it one without cases."""
        start, places = self._layout.zones.start, self._request.places
        ends = start[centres + 1].copy()
        if blocked.any():
            for i, centre in enumerate(centres):
                row = places.row(centre)
                in_row = blocked[row]
                if in_row.any():
                    first = places.start[centre]
                    closed = np.flatnonzero(places.closed[first : first + int(in_row.argmax())])
                    free = row[: int(closed[-1]) + 1] if closed.size else row[:0]
                    ends[i] = start[centre] + int(self._kept[free].sum())
        return ends

    def posterior(self, found: Found) -> float | None:
        """Return, for "bayes", the probability of an outbreak in exactly this zone and window."""
        from kondusif_engine.kernels.observe import bayes_mass

        world, layout = self._world, self._layout
        if world.score.kind != BAYES:
            return None
        part = (0, layout.zones.start.size - 1)
        mass, number = bayes_mass(
            self._seen.cells, layout.zones, layout.exposure, world.score, part, found.llr
        )
        outbreak = self._request.prior.outbreak
        quiet = (1 - outbreak) * np.exp(-found.llr)
        return float(outbreak / number / (quiet + outbreak * mass / number))
