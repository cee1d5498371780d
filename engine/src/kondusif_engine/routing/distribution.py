"""What is to be delivered, by which trucks, over which roads."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import ArrayLike, NDArray

from kondusif_engine.checks import (
    ArgumentProblem,
    instance_of,
    plain_array,
    real_array,
    real_number,
    sequence_of,
    whole_number,
)

LONGEST_MINUTES = 14 * 24 * 60.0


@dataclass(frozen=True, slots=True)
class Stop:
    """A place that gets goods.

    Attributes
    ----------
    name : str
    load : int
        In the unit of the trucks' capacity (kg, boxes); not negative.
    service_minutes : float
        Unloading.
    opens, closes : float
        Unloading begins between these, in minutes from the start of the plan; a truck that is early
        waits.
    """

    name: str
    load: int
    service_minutes: float = 0.0
    opens: float = 0.0
    closes: float = LONGEST_MINUTES


@dataclass(frozen=True, slots=True)
class Truck:
    """Trucks of one kind; all start and end at the depot.

    Attributes
    ----------
    name : str
    count : int
    capacity : int
    leaves, returns : float
        The shift, in minutes from the start of the plan.
    trips : int
        How often a truck may load.
    fixed_km : float
        What using a truck costs, in kilometres.
    """

    name: str
    count: int
    capacity: int
    leaves: float = 0.0
    returns: float = LONGEST_MINUTES
    trips: int = 1
    fixed_km: float = 0.0


@dataclass(frozen=True, slots=True)
class Closure:
    """A road or bridge that is out between two groups of places, in both directions.

    Attributes
    ----------
    here, there : tuple of int
        Places on the two sides: 0 is the depot, i + 1 is stop i.
    extra_km, extra_minutes : float or None
        The way around; None for both where there is none.
    """

    here: tuple[int, ...]
    there: tuple[int, ...]
    extra_km: float | None = None
    extra_minutes: float | None = None


@dataclass(frozen=True, slots=True)
class Distribution:
    """A checked distribution problem; make one with `distribution`.

    Attributes
    ----------
    stops : tuple of Stop
    trucks : tuple of Truck
    km, minutes : NDArray[np.float64], shape (n + 1, n + 1)
        From row to column; 0 is the depot; infinity where there is no way.
    loading_minutes : float
        At the depot, at the start of every trip.
    """

    stops: tuple[Stop, ...]
    trucks: tuple[Truck, ...]
    km: NDArray[np.float64]
    minutes: NDArray[np.float64]
    loading_minutes: float


def distribution(
    stops: Sequence[Stop],
    trucks: Sequence[Truck],
    km: ArrayLike,
    minutes: ArrayLike,
    *,
    loading_minutes: float = 0.0,
) -> Distribution:
    """This function will check and gather a distribution problem.

    Parameters
    ----------
    stops : sequence of Stop
        At least one.
    trucks : sequence of Truck
        At least one.
    km, minutes : array_like of float, shape (n + 1, n + 1)
        Roads or sea legs from row to column, 0 the depot, i + 1 stop i; not negative, infinity for
        no way; the diagonal is ignored. Straight lines will not do where there is water.
    loading_minutes : float

    Raises
    ------
    ArgumentProblem
        If a shape does not fit or a number is out of range.
    """
    stops, trucks = sequence_of(stops, "stops", Stop), sequence_of(trucks, "trucks", Truck)
    if not stops or not trucks:
        raise ArgumentProblem("stops" if not stops else "trucks", "are none")
    for stop in stops:
        whole_number(stop.load, f"load of {stop.name!r}", least=0, most=10**9)
        real_number(stop.service_minutes, f"service of {stop.name!r}", least=0, most=LONGEST_MINUTES)
        _window(stop.opens, stop.closes, f"window of {stop.name!r}")
    for truck in trucks:
        whole_number(truck.count, f"count of {truck.name!r}", least=0, most=10_000)
        whole_number(truck.capacity, f"capacity of {truck.name!r}", least=1, most=10**9)
        whole_number(truck.trips, f"trips of {truck.name!r}", least=1, most=100)
        real_number(truck.fixed_km, f"fixed_km of {truck.name!r}", least=0, most=1e6)
        _window(truck.leaves, truck.returns, f"shift of {truck.name!r}")
    size = len(stops) + 1
    return Distribution(
        stops,
        trucks,
        _matrix(km, "km", size),
        _matrix(minutes, "minutes", size),
        real_number(loading_minutes, "loading_minutes", least=0.0, most=LONGEST_MINUTES),
    )


def close(asked: Distribution, closures: Sequence[Closure]) -> Distribution:
    """This function will return the problem as it is while roads are closed.

    Parameters
    ----------
    asked : Distribution
        Stays as it is.
    closures : sequence of Closure
        Several add up.

    Raises
    ------
    ArgumentProblem
        If a place does not exist or is on both sides, or half of the way around is given.
    """
    instance_of(asked, "asked", Distribution)
    km, minutes = asked.km.copy(), asked.minutes.copy()
    for closure in sequence_of(closures, "closures", Closure):
        here, there = sequence_of(closure.here, "here"), sequence_of(closure.there, "there")
        for place in (*here, *there):
            whole_number(place, "closures", least=0, most=len(km) - 1)
        if (closure.extra_km is None) != (closure.extra_minutes is None):
            raise ArgumentProblem("closures", "give half of the way around", "give both or neither")
        if set(here) & set(there):
            raise ArgumentProblem("closures", "have a place on both sides")
        more_km = np.inf if closure.extra_km is None else real_number(closure.extra_km, "extra_km", least=0)
        more = (
            np.inf
            if closure.extra_minutes is None
            else real_number(closure.extra_minutes, "extra_minutes", least=0)
        )
        for one, other in ((here, there), (there, here)):
            cells = np.ix_(np.array(one, dtype=int), np.array(other, dtype=int))
            km[cells] += more_km
            minutes[cells] += more
    return replace(asked, km=km, minutes=minutes)


def _window(first: float, last: float, name: str) -> None:
    first = real_number(first, name, least=0.0, most=LONGEST_MINUTES)
    real_number(last, name, least=first, most=LONGEST_MINUTES)


def _matrix(values: ArrayLike, name: str, size: int) -> NDArray[np.float64]:
    plain = plain_array(values, name)
    if plain.dtype.kind not in "biuf":
        raise ArgumentProblem(name, f"holds {plain.dtype}, not numbers")
    array = np.array(plain, dtype=np.float64)
    if array.shape != (size, size):
        raise ArgumentProblem(name, f"has shape {array.shape}", f"give shape ({size}, {size})")
    np.fill_diagonal(array, 0.0)
    blocked = np.isposinf(array)
    real_array(np.where(blocked, 0.0, array), name, shape=(size, size), least=0.0, most=1e5)
    return array
