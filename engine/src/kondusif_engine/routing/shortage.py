"""Why a distribution cannot work, found before any solver runs, and a floor under its cost."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from kondusif_engine.checks import instance_of
from kondusif_engine.routing.distribution import Distribution


@dataclass(frozen=True, slots=True)
class Shortage:
    """Something that no plan can overcome.

    Attributes
    ----------
    code : {"total_load", "no_truck", "load_of_stop", "no_way", "window", "time_in_all"}
    stop : int or None
        The stop concerned.
    short : float
        How much is missing: load, or minutes; 0 where there is nothing to measure.
    """

    code: str
    stop: int | None
    short: float


def shortages(asked: Distribution) -> tuple[Shortage, ...]:
    """This function will name what makes the problem unsolvable; an empty tuple proves nothing.

    "total_load": all trucks with all their trips carry too little. "load_of_stop": no truck carries
    the stop's load in one piece. "no_way": no road leads there and back. "window": even a truck that
    drives there at once comes too late or cannot be back in time. "time_in_all": the shifts are
    together shorter than unloading and the shortest possible driving.

    Parameters
    ----------
    asked : Distribution

    Returns
    -------
    tuple of Shortage

    Notes
    -----
    Cost: O(n^3) for the shortest ways, 0.05 s for 300 stops.
    """
    instance_of(asked, "asked", Distribution)
    trucks = [truck for truck in asked.trucks if truck.count]
    if not trucks:
        return (Shortage("no_truck", None, 0.0),)
    minutes = shortest(asked.minutes)
    found = []
    carried = sum(truck.count * truck.capacity * truck.trips for truck in trucks)
    wanted = sum(stop.load for stop in asked.stops)
    if wanted > carried:
        found.append(Shortage("total_load", None, float(wanted - carried)))
    largest = max(truck.capacity for truck in trucks)
    for number, stop in enumerate(asked.stops):
        if stop.load > largest:
            found.append(Shortage("load_of_stop", number, float(stop.load - largest)))
        there, back = minutes[0, number + 1], minutes[number + 1, 0]
        if np.isinf(there) or np.isinf(back):
            found.append(Shortage("no_way", number, 0.0))
            continue
        late = min(_lateness(asked, stop, truck, there, back) for truck in trucks)
        if late > 1e-6:
            found.append(Shortage("window", number, late))
    if not any(shortage.code == "no_way" for shortage in found):
        found += _time_in_all(asked, trucks, minutes)
    return tuple(found)


def _lateness(asked, stop, truck, there, back) -> float:
    arrives = max(truck.leaves + asked.loading_minutes + there, stop.opens)
    home = arrives + stop.service_minutes + back
    return max(arrives - stop.closes, home - truck.returns, 0.0)


def _time_in_all(asked, trucks, minutes) -> list[Shortage]:
    """Unloading, the shortest way into each stop and one loading, against all shifts together."""
    into = np.where(np.eye(len(minutes), dtype=bool), np.inf, minutes).min(axis=0)[1:]
    work = into.sum() + sum(stop.service_minutes for stop in asked.stops) + asked.loading_minutes
    time = sum(truck.count * (truck.returns - truck.leaves) for truck in trucks)
    return [Shortage("time_in_all", None, float(work - time))] if work > time + 1e-6 else []


def bound_km(asked: Distribution) -> float:
    """This function will return kilometres that every plan must drive: a proven, weak floor.

    The larger of: each stop entered once and the depot entered once by the shortest legs; and each
    unit of load carried from the depot and the truck brought back, shared by a full largest truck
    (Haimovich and Rinnooy Kan 1985, doi:10.1287/moor.10.4.527).
    """
    instance_of(asked, "asked", Distribution)
    km = shortest(asked.km)
    legs = np.where(np.eye(len(km), dtype=bool), np.inf, km)
    entered = legs.min(axis=0)
    largest = max((truck.capacity for truck in asked.trucks if truck.count), default=1)
    load = np.array([stop.load for stop in asked.stops], dtype=float)
    radial = (load / largest * (km[0, 1:] + km[1:, 0])).sum()
    farthest = (km[0, 1:] + km[1:, 0]).max()
    return float(max(entered.sum(), radial, farthest))


def shortest(matrix: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the lengths of the shortest ways, also through other places (Floyd 1962).

    SciPy's routine takes a way of length 0 for no way at all.
    """
    lengths = matrix.copy()
    for through in range(len(lengths)):
        around = lengths[:, through, None] + lengths[None, through]
        np.minimum(lengths, around, out=lengths)
    return lengths
