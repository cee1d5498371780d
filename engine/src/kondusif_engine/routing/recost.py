"""Drive a plan on paper: what it costs and where it breaks. Knows nothing of any solver."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from kondusif_engine.checks import ArgumentProblem, instance_of, sequence_of, whole_number
from kondusif_engine.routing.distribution import Distribution

_TOLERANCE = 1e-6

Trips = tuple[tuple[int, ...], ...]


@dataclass(frozen=True, slots=True)
class Route:
    """One truck's day.

    Attributes
    ----------
    truck : int
        Kind of truck.
    trips : tuple of tuple of int
        Stops of each trip in order.
    km : float
    leaves, returns : float
        Minutes; the truck begins to load at `leaves`.
    arrivals : tuple of tuple of float
        When unloading begins at each stop, minutes.
    """

    truck: int
    trips: Trips
    km: float
    leaves: float
    returns: float
    arrivals: tuple[tuple[float, ...], ...]


@dataclass(frozen=True, slots=True)
class Flaw:
    """Where a plan breaks.

    Attributes
    ----------
    code : {"missing", "twice", "too_heavy", "late", "over_shift", "no_way", "too_many_trips",
            "too_many_trucks"}
    route, stop : int or None
    amount : float
        Load or minutes over, trips or trucks too many; 0 where there is nothing to measure.
    """

    code: str
    route: int | None
    stop: int | None
    amount: float


@dataclass(frozen=True, slots=True)
class Costing:
    """What a plan costs.

    Attributes
    ----------
    routes : tuple of Route
    km : float
        Driven.
    cost_km : float
        km and the trucks' fixed costs.
    flaws : tuple of Flaw
        None for a plan that can be driven.
    """

    routes: tuple[Route, ...]
    km: float
    cost_km: float
    flaws: tuple[Flaw, ...]


def recost(asked: Distribution, routes: Sequence[tuple[int, Trips]]) -> Costing:
    """This function will drive the routes over the roads of `asked` and report.

    Parameters
    ----------
    asked : Distribution
        The roads as they are now, closures included.
    routes : sequence of (int, trips)
        Kind of truck, and the stops of each trip.

    Raises
    ------
    ArgumentProblem
        If a stop or kind of truck does not exist.

    Notes
    -----
    A truck leaves as early as its shift allows and waits where it is early. Cost: O(stops).
    """
    instance_of(asked, "asked", Distribution)
    routes = [_route(route) for route in sequence_of(routes, "routes")]
    flaws: list[Flaw] = []
    driven = [_drive(asked, number, *route, flaws) for number, route in enumerate(routes)]
    visits = Counter(stop for _, trips in routes for trip in trips for stop in trip)
    flaws += [Flaw("twice", None, stop, n - 1.0) for stop, n in sorted(visits.items()) if n > 1]
    absent = sorted(set(range(len(asked.stops))) - set(visits))
    flaws += [Flaw("missing", None, stop, 0.0) for stop in absent]
    used = Counter(kind for kind, trips in routes if any(trips))
    for kind, n in sorted(used.items()):
        if n > asked.trucks[kind].count:
            flaws.append(Flaw("too_many_trucks", None, None, float(n - asked.trucks[kind].count)))
    km = sum(route.km for route in driven)
    fixed = sum(asked.trucks[kind].fixed_km * n for kind, n in used.items())
    return Costing(tuple(driven), km, km + fixed, tuple(flaws))


def _route(route: object) -> tuple[int, Trips]:
    parts = sequence_of(route, "routes")
    if len(parts) != 2:
        raise ArgumentProblem("routes", f"hold {len(parts)} parts for a route", "give (kind of truck, trips)")
    trips = (sequence_of(trip, "routes") for trip in sequence_of(parts[1], "routes"))
    return parts[0], tuple(trips)


def _drive(asked: Distribution, number: int, kind: int, trips: Trips, flaws: list[Flaw]) -> Route:
    whole_number(kind, "routes", least=0, most=len(asked.trucks) - 1)
    truck = asked.trucks[kind]
    trips = tuple(tuple(trip) for trip in trips if trip)
    now, km, arrivals = truck.leaves, 0.0, []
    if len(trips) > truck.trips:
        flaws.append(Flaw("too_many_trips", number, None, float(len(trips) - truck.trips)))
    for trip in trips:
        load = sum(asked.stops[_stop(asked, stop)].load for stop in trip)
        if load > truck.capacity:
            flaws.append(Flaw("too_heavy", number, None, float(load - truck.capacity)))
        now += asked.loading_minutes
        place, times = 0, []
        for stop in trip:
            now, more = _leg(asked, place, stop + 1, now, number, stop, flaws)
            km, place = km + more, stop + 1
            now = max(now, asked.stops[stop].opens)
            times.append(now)
            if now > asked.stops[stop].closes + _TOLERANCE:
                flaws.append(Flaw("late", number, stop, now - asked.stops[stop].closes))
            now += asked.stops[stop].service_minutes
        now, more = _leg(asked, place, 0, now, number, None, flaws)
        km += more
        arrivals.append(tuple(times))
    if trips and now > truck.returns + _TOLERANCE:
        flaws.append(Flaw("over_shift", number, None, now - truck.returns))
    return Route(kind, trips, km, truck.leaves, now, tuple(arrivals))


def _leg(asked, here, there, now, number, stop, flaws) -> tuple[float, float]:
    km, minutes = float(asked.km[here, there]), float(asked.minutes[here, there])
    if km == float("inf") or minutes == float("inf"):
        flaws.append(Flaw("no_way", number, stop, 0.0))
        return now, 0.0
    return now + minutes, km


def _stop(asked: Distribution, stop: int) -> int:
    return whole_number(stop, "routes", least=0, most=len(asked.stops) - 1)
