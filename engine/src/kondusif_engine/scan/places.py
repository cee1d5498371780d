"""Places in the order of distance: for every centre, the discs that grow around it.

A *site* is a spot on the map; places with the same coordinates are one site. Sites are numbered along a
Hilbert curve, so that neighbours in space are mostly neighbours in memory. A *zone* is a closed disc: it
holds every site up to its radius. Where several sites lie at the same distance, the prefix of the row
that would cut through them is marked as not closed and is never scored.
"""

import hashlib
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from kondusif_engine.checks import ArgumentProblem, one_of, real_array, real_number, whole_number

EARTH_RADIUS_KM = 6371.0088
MAX_ENTRIES = 1_500_000_000
_TIE = 1e-9  # sites whose distances differ by less than this share of the distance are tied
_CHUNK = 4096


@dataclass(frozen=True, eq=False)
class Neighbours:
    """The zones around every site, and how places map to sites.

    Attributes
    ----------
    site : int32[n]
        The site of every place.
    coords : float64[m, 2]
        The coordinates of every site (degrees lon, lat, or x, y).
    start : int64[m + 1]
        The row of site i is ``index[start[i]:start[i + 1]]``.
    index : int32[...]
        Sites by distance from the centre, the centre first.
    closed : bool[...]
        True where the prefix that ends here is a whole disc.
    metric : str
        "haversine" (km) or "euclidean" (the unit of the coordinates).
    key : str
        SHA-256 of the coordinates and limits; part of the input hash of every scan.
    """

    site: NDArray[np.int32]
    coords: NDArray[np.float64]
    start: NDArray[np.int64]
    index: NDArray[np.int32]
    closed: NDArray[np.bool_]
    metric: str
    key: str

    @property
    def n_places(self) -> int:
        return self.site.size

    @property
    def n_sites(self) -> int:
        return self.coords.shape[0]

    @property
    def n_zones(self) -> int:
        return int(self.closed.sum())

    def row(self, site: int) -> NDArray[np.int32]:
        """Return the sites of one row, nearest first."""
        return self.index[self.start[site] : self.start[site + 1]]

    def places_in(self, sites: NDArray[np.integer]) -> tuple[int, ...]:
        """Return the places that lie on these sites, in ascending order."""
        return tuple(int(i) for i in np.flatnonzero(np.isin(self.site, sites)))

    def radius(self, centre: int, sites: NDArray[np.integer]) -> float:
        """Return the distance from a site to the farthest of others: km, or the coordinates' unit."""
        points = embed(self.coords[np.append(sites, centre)], self.metric)
        return float(true_distance(np.linalg.norm(points - points[-1], axis=1).max(), self.metric))


def neighbours(
    coords: ArrayLike,
    metric: str = "haversine",
    max_distance: float | None = None,
    max_share: float | None = None,
    weight: ArrayLike | None = None,
    max_places: int | None = None,
) -> Neighbours:
    """Order the places around every place by true distance, up to the limits.

    Parameters
    ----------
    coords : float[n, 2]
        (longitude, latitude) in degrees WGS84 for "haversine", within ±180 and ±90; (x, y) in any
        unit for "euclidean".
    metric : {"haversine", "euclidean"}
        Great-circle distance on a sphere of radius 6,371.0088 km, or straight lines.
    max_distance : float, optional
        The largest radius of a zone, in km or the unit of the coordinates, > 0.
    max_share : float, optional
        The largest share of the total `weight` that a zone may hold, in (0, 1]. A place that alone
        holds more is in no zone of its own.
    weight : float[n], optional
        Cases or population per place, >= 0; every place weighs 1 if absent.
    max_places : int, optional
        The largest number of sites in a zone, >= 1.

    Returns
    -------
    Neighbours

    Raises
    ------
    ArgumentProblem
        If coordinates are not finite or out of range, the limits are out of range, or the rows would
        need more than 1.5 thousand million entries (give a limit).

    Notes
    -----
    Cost: O(n K log n) time, 5 bytes for each of the n K entries. Sites at the same distance (to one part
    in 10⁹, or 1 mm on the globe) enter together; places with the same coordinates are one site.
    """
    metric = one_of(metric, "metric", ("haversine", "euclidean"))
    places = checked_coords(coords, metric)
    limits = _Limits.checked(max_distance, max_share, weight, max_places, places.shape[0])
    unique, inverse = np.unique(places, axis=0, return_inverse=True)
    order = hilbert_order(unique)
    position = np.empty(order.size, np.int32)
    position[order] = np.arange(order.size, dtype=np.int32)
    site = position[inverse.reshape(-1)]
    rows = _rows(embed(unique[order], metric), metric, limits.on_sites(site, order.size))
    arrays = (site, unique[order], *rows)
    for array in arrays:
        array.flags.writeable = False
    key = _key(places, metric, max_distance, max_share, limits.weight, max_places)
    return Neighbours(*arrays, metric, key)


@dataclass(frozen=True)
class _Limits:
    distance: float
    share: float
    weight: NDArray[np.float64]
    places: int

    @classmethod
    def checked(cls, max_distance, max_share, weight, max_places, n: int) -> "_Limits":
        distance, share, places = np.inf, np.inf, n
        if max_distance is not None:
            distance = real_number(max_distance, "max_distance", above=0.0)
        if max_share is not None:
            share = real_number(max_share, "max_share", above=0.0, most=1.0)
        if max_places is not None:
            places = whole_number(max_places, "max_places", least=1)
        loads = np.ones(n) if weight is None else real_array(weight, "weight", shape=(n,), least=0)
        if max_share is not None and not loads.sum() > 0:
            raise ArgumentProblem("weight", "is zero everywhere", "give weights or leave max_share")
        return cls(distance, share, loads, places)

    def on_sites(self, site, n_sites: int) -> "_Limits":
        weight = np.bincount(site, self.weight, minlength=n_sites)
        return _Limits(self.distance, self.share, weight, min(self.places, n_sites))


def checked_coords(
    coords: ArrayLike, metric: str, argument: str = "coords", least: int = 1
) -> NDArray[np.float64]:
    """Return a copy of coordinates, or refuse fewer than `least` or any off the globe."""
    places = real_array(coords, argument, shape=(None, 2))
    if places.shape[0] < least:
        raise ArgumentProblem(argument, "holds no place", "give at least one")
    if metric == "haversine":
        for column, name, limit in ((0, "longitude", 180.0), (1, "latitude", 90.0)):
            bad = np.flatnonzero(np.abs(places[:, column]) > limit)
            if bad.size:
                raise ArgumentProblem(
                    argument,
                    f"has {name} {places[bad[0], column]} at place {bad[0]}",
                    f"give degrees (longitude, latitude) with {name} within ±{limit:g}",
                )
    return places + 0.0  # -0.0 and 0.0 are the same spot


def embed(coords: NDArray[np.float64], metric: str) -> NDArray[np.float64]:
    """Return points whose straight distances order as distances of this metric do."""
    if metric == "euclidean":
        return coords
    lon, lat = np.radians(coords.T)
    return np.column_stack((np.cos(lat) * np.cos(lon), np.cos(lat) * np.sin(lon), np.sin(lat)))


def true_distance(chord, metric: str):
    """Turn straight distances between embedded points into km, or leave plane ones as they are."""
    if metric == "euclidean":
        return chord
    return 2 * EARTH_RADIUS_KM * np.arcsin(np.minimum(1.0, np.asarray(chord) / 2))


def _rows(points, metric: str, limits: _Limits) -> tuple[NDArray, NDArray, NDArray]:
    """Return start, index and closed of all rows; see Neighbours."""
    from scipy.spatial import cKDTree  # scipy costs more to load than the whole package

    n = points.shape[0]
    tree = cKDTree(points)
    first_try = min(n, 256, limits.places + 1)
    if limits.share <= 1 and not np.isfinite(limits.distance):
        first_try = min(n, max(first_try, int(1.3 * limits.share * n) + 8), limits.places + 1)
    lengths, pieces, used = np.zeros(n, np.int64), [], 0
    for low in range(0, n, _CHUNK):
        high = min(n, low + _CHUNK)
        piece = _chunk(tree, points, np.arange(low, high), first_try, metric, limits)
        lengths[low:high] = piece[0]
        pieces.append(piece[1:])
        used += piece[1].size
        if used > MAX_ENTRIES:
            raise ArgumentProblem(
                "coords",
                f"with {n} sites need more than {MAX_ENTRIES:,} row entries",
                "give max_distance, max_share or max_places",
            )
    start = np.concatenate(([0], lengths.cumsum()))
    return start, np.concatenate([p[0] for p in pieces]), np.concatenate([p[1] for p in pieces])


def _chunk(tree, points, centres, k: int, metric: str, limits: _Limits):
    """Return lengths, index and closed of a run of rows, asking for more neighbours while rows are open."""
    n, done = points.shape[0], []
    open_rows = centres
    while open_rows.size:
        chords, index = tree.query(points[open_rows], k=k, workers=-1)
        chords, index = chords.reshape(-1, k), index.reshape(-1, k).astype(np.int32)
        _set_centres_first(index, open_rows)
        closed, ends, finished = _cut(true_distance(chords, metric), index, metric, limits, k == n)
        inside = np.arange(k) < np.where(finished, ends, 0)[:, None]
        done.append((open_rows[finished], ends[finished], index[inside], closed[inside]))
        open_rows, k = open_rows[~finished], min(n, 2 * k)
    if len(done) == 1:
        return done[0][1:]
    lengths = np.zeros(centres.size, np.int64)
    for rows, ends, *_ in done:
        lengths[rows - centres[0]] = ends
    start = lengths.cumsum() - lengths
    index, closed = np.empty(lengths.sum(), np.int32), np.empty(lengths.sum(), bool)
    for rows, ends, some_index, some_closed in done:
        at = np.repeat(start[rows - centres[0]] - (ends.cumsum() - ends), ends) + np.arange(ends.sum())
        index[at], closed[at] = some_index, some_closed
    return lengths, index, closed


def _set_centres_first(index, centres) -> None:
    # Two sites closer than rounding may come back in either order; a row begins with its centre.
    for row in np.flatnonzero(index[:, 0] != centres):
        at = np.flatnonzero(index[row] == centres[row])
        if at.size:
            index[row, at[0]] = index[row, 0]
            index[row, 0] = centres[row]


def _cut(distance, index, metric: str, limits: _Limits, complete: bool):
    """Return which prefixes are discs, where each row ends, and whether it does within these neighbours."""
    slack = 1e-6 if metric == "haversine" else 0.0
    closed = np.ones(distance.shape, bool)
    closed[:, :-1] = np.diff(distance, axis=1) > _TIE * distance[:, 1:] + slack
    inside = distance <= limits.distance * (1 + 1e-12)
    inside[:, limits.places :] = False
    if limits.share <= 1:
        most = limits.share * limits.weight.sum() * (1 + 1e-12)
        inside &= limits.weight[index].cumsum(axis=1) <= most
    usable = inside & closed
    if not complete:
        usable[:, -1] = False  # the next site may lie at the same distance
    ends = np.where(usable.any(axis=1), usable.shape[1] - usable[:, ::-1].argmax(axis=1), 0)
    return closed, ends, ~inside[:, -1] | complete


def hilbert_order(coords: NDArray[np.float64], bits: int = 16) -> NDArray[np.int64]:
    """Return the order in which a Hilbert curve through the bounding box visits the points."""
    low, extent = coords.min(axis=0), np.ptp(coords, axis=0)
    cells = ((coords - low) / np.where(extent > 0, extent, 1.0) * (2**bits - 1)).astype(np.int64)
    x, y = cells[:, 0].copy(), cells[:, 1].copy()
    along = np.zeros(x.size, np.int64)
    side = 1 << (bits - 1)
    while side:
        right, up = (x & side) > 0, (y & side) > 0
        along += side * side * ((3 * right) ^ up)
        flip = ~up & right
        x, y = np.where(flip, 2**bits - 1 - x, x), np.where(flip, 2**bits - 1 - y, y)
        x, y = np.where(up, x, y), np.where(up, y, x)
        side >>= 1
    return np.argsort(along, kind="stable")


def _key(places, metric, max_distance, max_share, weight, max_places) -> str:
    digest = hashlib.sha256(repr((metric, max_distance, max_share, max_places)).encode())
    digest.update(places.tobytes())
    digest.update(weight.tobytes())
    return digest.hexdigest()
