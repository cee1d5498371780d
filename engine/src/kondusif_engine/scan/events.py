"""Single reports become counts by place and day."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from kondusif_engine.checks import ArgumentProblem, plain_array, real_array, real_number
from kondusif_engine.scan.places import checked_coords, embed, true_distance


@dataclass(frozen=True, eq=False)
class EventCounts:
    """Counts by place and bin, and where every event went.

    Attributes
    ----------
    coords : float64[n, 2]
        The places, (lon, lat).
    counts : int64[n, T]
        Events by place and bin, oldest bin first.
    place, bin : int64[events]
        Of every event; -1 for events that were left out.
    first : float
        The time at which bin 0 begins, in days.
    """

    coords: NDArray[np.float64]
    counts: NDArray[np.int64]
    place: NDArray[np.int64]
    bin: NDArray[np.int64]
    first: float


def events(
    lon: ArrayLike,
    lat: ArrayLike,
    t: ArrayLike,
    *,
    bin_days: float = 1.0,
    first: float | None = None,
    last: float | None = None,
    places: ArrayLike | None = None,
    max_km: float | None = None,
) -> EventCounts:
    """Count events by place and bin of time, ready for :func:`space_time`.

    Parameters
    ----------
    lon, lat : float[k]
        Degrees WGS84, within ±180 and ±90.
    t : float[k] or datetime64[k]
        Days since any origin, or datetimes (then days since 1970-01-01).
    bin_days : float
        The width of a bin in days, > 0.
    first, last : float, optional
        The first bin begins at `first`; the last bin is the one that holds `last`. Events outside are
        left out. The bins of the earliest and of the latest event if absent; bins begin at whole
        multiples of `bin_days`.
    places : float[n, 2], optional
        The places, (lon, lat): each event goes to the nearest. Every spot with an event is a place if
        absent.
    max_km : float, optional
        With `places`: events farther than this from any place are left out.

    Returns
    -------
    EventCounts

    Raises
    ------
    ArgumentProblem
        If arrays differ in length or hold NaN, coordinates are out of range, or there is no event and no
        first and last.
    """
    coords = checked_coords(_pairs(lon, lat), "haversine", "lon, lat", least=0)
    time = _days(t, coords.shape[0])
    width = real_number(bin_days, "bin_days", above=0.0)
    if time.size == 0 and (first is None or last is None or places is None):
        raise ArgumentProblem("t", "holds no event", "give first, last and places for an empty table")
    begin = np.floor(time.min() / width) * width if first is None else real_number(first, "first")
    end = float(time.max()) if last is None else real_number(last, "last", least=begin)
    n_bins = int((end - begin) // width) + 1
    bins = np.floor((time - begin) / width).astype(np.int64)
    spots, place = _assigned(coords, places, max_km)
    out = (bins < 0) | (bins >= n_bins) | (place < 0)
    counts = np.zeros((spots.shape[0], n_bins), np.int64)
    np.add.at(counts, (place[~out], bins[~out]), 1)
    return EventCounts(spots, counts, np.where(out, -1, place), np.where(out, -1, bins), float(begin))


def _pairs(lon: ArrayLike, lat: ArrayLike) -> NDArray[np.float64]:
    east = real_array(lon, "lon", shape=(None,))
    return np.column_stack((east, real_array(lat, "lat", shape=(east.size,))))


def _days(t: ArrayLike, n: int) -> NDArray[np.float64]:
    array = plain_array(t, "t")
    if array.dtype.kind == "M":
        if np.isnat(array).any():
            raise ArgumentProblem("t", "holds NaT", "give every event a time")
        array = array.astype("datetime64[us]").astype(np.float64) / 86_400e6
    return real_array(array, "t", shape=(n,))


def _assigned(coords, places: ArrayLike | None, max_km: float | None):
    from scipy.spatial import cKDTree  # scipy costs more to load than the whole package

    if places is None:
        spots, place = np.unique(coords, axis=0, return_inverse=True)
        return spots, place.reshape(-1).astype(np.int64)
    spots = checked_coords(places, "haversine", "places")
    chord, place = cKDTree(embed(spots, "haversine")).query(embed(coords, "haversine"))
    if max_km is not None:
        far = true_distance(chord, "haversine") > real_number(max_km, "max_km", above=0.0)
        place = np.where(far, -1, place)
    return spots, place.astype(np.int64)
