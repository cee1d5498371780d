"""Plan the trucks: PyVRP for good plans, VROOM for instant ones, and always our own costing."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from kondusif_engine.checks import (
    ArgumentProblem,
    instance_of,
    real_number,
    seed_number,
    sequence_of,
    whole_number,
)
from kondusif_engine.routing.distribution import Distribution
from kondusif_engine.routing.recost import Costing, Flaw, Route, Trips, recost
from kondusif_engine.routing.shortage import Shortage, bound_km, shortages

_NO_WAY = 10**8
_METRES, _SECONDS = 1000, 60


@dataclass(frozen=True, slots=True)
class Plan:
    """A distribution plan as driven on paper.

    Attributes
    ----------
    routes : tuple of Route
    km, cost_km : float
    flaws : tuple of Flaw
        None for a plan that can be driven.
    shortages : tuple of Shortage
        Why no plan can work; routes are empty then.
    bound_km : float
        Every plan costs at least this.
    solver : {"pyvrp", "vroom", "none"}
    seed : int
    """

    routes: tuple[Route, ...]
    km: float
    cost_km: float
    flaws: tuple[Flaw, ...]
    shortages: tuple[Shortage, ...]
    bound_km: float
    solver: str
    seed: int

    @property
    def usable(self) -> bool:
        """Whether it can be driven."""
        return not self.flaws and not self.shortages

    @property
    def gap(self) -> float:
        """cost_km / bound_km - 1; the floor is weak, so a fine plan may show 0.5."""
        return self.cost_km / self.bound_km - 1.0 if self.bound_km else 0.0


def solve(
    asked: Distribution,
    *,
    seed: int,
    iterations: int | None = None,
    seconds: float | None = None,
) -> Plan:
    """This function will plan routes with PyVRP.

    Parameters
    ----------
    asked : Distribution
        Made by `distribution`.
    seed : int
    iterations : int, optional
        Stop after so many; the same plan every time.
    seconds : float, optional
        Stop after so long; the plan may differ between machines. Give one of the two.

    Returns
    -------
    Plan
        With `shortages` and no routes where it cannot work; with `flaws` where none was found that
        can be driven.

    Raises
    ------
    ArgumentProblem
        If both or neither limit is given, or PyVRP is not installed.

    Notes
    -----
    281 villages: within about 2 % of the best known plan in 10 s. Wouda, Lan and Kool (2024),
    doi:10.1287/ijoc.2023.0055.
    """
    seed = seed_number(seed)
    limit = _limit(iterations, seconds)
    short = shortages(asked)
    if short:
        return _empty(asked, short, seed)
    pyvrp = _pyvrp()
    result = pyvrp.solve(_data(pyvrp, asked), limit(pyvrp), seed=seed % 2**32, display=False)
    kinds = [kind for kind, truck in enumerate(asked.trucks) if truck.count]
    routes = [(kinds[route.vehicle_type()], _trips(route)) for route in result.best.routes()]
    costing = recost(asked, routes)
    if costing.flaws:
        # With few stops the search may stay with one heavy trip where two light ones would do.
        lighter = recost(asked, _loading_again(asked, routes))
        costing = lighter if len(lighter.flaws) < len(costing.flaws) else costing
    return _plan(asked, costing, "pyvrp", seed)


def instant(asked: Distribution, *, seed: int = 0) -> Plan:
    """This function will plan at once: by VROOM where it is installed, else briefly by PyVRP.

    Trucks with several trips are beyond VROOM; they go to PyVRP.

    Parameters
    ----------
    asked : Distribution
    seed : int
        For PyVRP; VROOM knows no chance.

    Raises
    ------
    ArgumentProblem
        If neither is installed.

    Notes
    -----
    281 villages: about 1 s, 2-4 % above the best known plan.
    """
    seed = seed_number(seed)
    short = shortages(asked)
    if short:
        return _empty(asked, short, seed)
    try:
        import vroom
    except ImportError:
        vroom = None
    if vroom is None or any(truck.trips > 1 for truck in asked.trucks):
        return solve(asked, seed=seed, iterations=300)
    plan = _plan(asked, recost(asked, _by_vroom(vroom, asked)), "vroom", seed)
    if plan.usable:
        return plan
    # VROOM leaves out what its insertions cannot place; a search sometimes can.
    try:
        again = solve(asked, seed=seed, iterations=300)
    except ArgumentProblem:  # PyVRP is not installed
        return plan
    return again if again.usable else plan


def replan(
    asked: Distribution,
    old: Plan,
    *,
    loaded: Sequence[int],
    seed: int,
    iterations: int | None = None,
    seconds: float | None = None,
) -> Plan:
    """This function will plan anew after a closure, while loaded trucks keep their stops.

    Each loaded route keeps its truck and stops and only their order is sought anew; the other stops
    are planned freely with the trucks that are left. A loaded route that can no longer be driven
    shows its flaws: then unload it, or ask for help.

    Parameters
    ----------
    asked : Distribution
        With the roads as they are now.
    old : Plan
    loaded : sequence of int
        Positions in `old.routes`; each must have one trip.
    seed, iterations, seconds
        As for `solve`, for each part.

    Raises
    ------
    ArgumentProblem
        If a route does not exist or has several trips, and as `solve`.
    """
    instance_of(asked, "asked", Distribution)
    instance_of(old, "old", Plan)
    keep = sorted(
        {whole_number(i, "loaded", least=0, most=len(old.routes) - 1) for i in sequence_of(loaded, "loaded")}
    )
    if any(len(old.routes[i].trips) != 1 for i in keep):
        raise ArgumentProblem("loaded", "names a route with several trips")
    kept = [_reorder(asked, old.routes[i], seed) for i in keep]
    free = sorted(set(range(len(asked.stops))) - {s for _, trips in kept for t in trips for s in t})
    used = [sum(kind == number for kind, _ in kept) for number in range(len(asked.trucks))]
    trucks = tuple(
        replace(truck, count=max(truck.count - taken, 0))
        for truck, taken in zip(asked.trucks, used, strict=True)
    )
    if not free:
        _limit(iterations, seconds)
        return _plan(asked, recost(asked, kept), "pyvrp", seed_number(seed))
    rest = solve(_part(asked, free, trucks), seed=seed, iterations=iterations, seconds=seconds)
    if rest.shortages:
        named = tuple(replace(s, stop=None if s.stop is None else free[s.stop]) for s in rest.shortages)
        return _empty(asked, named, seed)
    moved = [
        (route.truck, tuple(tuple(free[stop] for stop in trip) for trip in route.trips))
        for route in rest.routes
    ]
    return _plan(asked, recost(asked, [*kept, *moved]), rest.solver, seed)


def changed_share(old: Plan, new: Plan) -> float:
    """This function will return the share of stops that change trucks between two plans, 0-1.

    Trucks are matched so that as few stops as possible change.
    """
    instance_of(old, "old", Plan)
    instance_of(new, "new", Plan)
    before = [{stop for trip in route.trips for stop in trip} for route in old.routes]
    after = [{stop for trip in route.trips for stop in trip} for route in new.routes]
    total = len(set().union(*before, *after))
    if not total:
        return 0.0
    same = np.array([[len(b & a) for a in after] for b in before], dtype=float).reshape(
        len(before), len(after)
    )
    from scipy.optimize import linear_sum_assignment  # scipy costs more to load than the whole package

    rows, columns = linear_sum_assignment(-same)
    return 1.0 - float(same[rows, columns].sum()) / total


def _limit(iterations, seconds):
    if (iterations is None) == (seconds is None):
        raise ArgumentProblem("iterations, seconds", "are both or neither given", "give one")
    if iterations is not None:
        most = whole_number(iterations, "iterations", least=1)
        return lambda pyvrp: pyvrp.stop.MaxIterations(most)
    longest = real_number(seconds, "seconds", above=0.0, most=86_400.0)
    return lambda pyvrp: pyvrp.stop.MaxRuntime(longest)


def _pyvrp():
    try:
        import pyvrp
        import pyvrp.stop
    except ImportError as problem:
        raise ArgumentProblem("routing", "needs PyVRP", "install kondusif-engine[routing]") from problem
    return pyvrp


def _whole(matrix: NDArray[np.float64], scale: int) -> NDArray[np.int64]:
    """Metres or seconds, rounded up, so that what the solver finds in time is in time."""
    return np.where(np.isinf(matrix), _NO_WAY, np.ceil(matrix * scale - 1e-6)).astype(np.int64)


def _data(pyvrp, asked: Distribution):
    loading = int(np.ceil(asked.loading_minutes * _SECONDS - 1e-6))
    locations = [pyvrp.Location(0.0, 0.0) for _ in range(len(asked.stops) + 1)]
    clients = [
        pyvrp.Client(
            number + 1,
            delivery=[stop.load],
            service_duration=int(np.ceil(stop.service_minutes * _SECONDS - 1e-6)),
            tw_early=int(np.ceil(stop.opens * _SECONDS)),
            tw_late=int(stop.closes * _SECONDS),
        )
        for number, stop in enumerate(asked.stops)
    ]
    kinds = [
        pyvrp.VehicleType(
            truck.count,
            capacity=[truck.capacity],
            start_depot=0,
            end_depot=0,
            fixed_cost=round(truck.fixed_km * _METRES),
            tw_early=int(np.ceil(truck.leaves * _SECONDS)),
            tw_late=int(truck.returns * _SECONDS),
            reload_depots=[0] if truck.trips > 1 else [],
            max_reloads=truck.trips - 1,
        )
        for truck in asked.trucks
        if truck.count
    ]
    return pyvrp.ProblemData(
        locations, clients, [pyvrp.Depot(0, service_duration=loading)], kinds,
        [_whole(asked.km, _METRES)], [_whole(asked.minutes, _SECONDS)],
    )  # fmt: skip


def _trips(route) -> Trips:
    trips: list[list[int]] = [[]]
    for step in route:
        if step.is_client():
            trips[-1].append(step.idx)
        elif trips[-1]:
            trips.append([])
    return tuple(tuple(trip) for trip in trips if trip)


def _loading_again(asked: Distribution, routes: Sequence[tuple[int, Trips]]) -> list[tuple[int, Trips]]:
    """Return the routes with each trip cut where the truck would be too heavy, as far as it may load."""
    lighter = []
    for kind, trips in routes:
        truck, parts = asked.trucks[kind], []
        for trip in trips:
            load = truck.capacity + 1
            for stop in trip:
                load += asked.stops[stop].load
                if load > truck.capacity:
                    parts.append([])
                    load = asked.stops[stop].load
                parts[-1].append(stop)
        lighter.append((kind, tuple(map(tuple, parts)) if len(parts) <= truck.trips else trips))
    return lighter


def _by_vroom(vroom, asked: Distribution) -> list[tuple[int, Trips]]:
    problem = vroom.Input()
    far = 2**31 // 64  # longer than any shift, and sums of it still fit VROOM's 32 bits
    problem.set_durations_matrix("car", np.minimum(_whole(asked.minutes, _SECONDS), far).astype(np.uint32))
    problem.set_costs_matrix("car", np.minimum(_whole(asked.km, _METRES), far).astype(np.uint32))
    kinds = [kind for kind, truck in enumerate(asked.trucks) for _ in range(truck.count)]
    for number, kind in enumerate(kinds):
        truck = asked.trucks[kind]
        window = _span(vroom, truck.leaves + asked.loading_minutes, truck.returns)
        problem.add_vehicle(
            vroom.Vehicle(number, start=0, end=0, capacity=[truck.capacity], time_window=window)
        )
    for number, stop in enumerate(asked.stops):
        service = int(np.ceil(stop.service_minutes * _SECONDS - 1e-6))
        window = _span(vroom, stop.opens, stop.closes)
        problem.add_job(
            vroom.Job(
                number, number + 1, default_service=service, delivery=[stop.load], time_windows=[window]
            )
        )
    # The lowest level: higher ones cost 3, 9, 27 times as much for one part in a hundred.
    table = problem.solve(exploration_level=0, nb_threads=1).routes
    jobs = table[table["type"] == "job"]
    return [
        (kinds[int(vehicle)], (tuple(int(job) for job in steps["id"]),))
        for vehicle, steps in jobs.groupby("vehicle_id")
    ]


def _span(vroom, first: float, last: float):
    return vroom.TimeWindow(int(np.ceil(first * _SECONDS)), int(last * _SECONDS))


def _reorder(asked: Distribution, route: Route, seed: int) -> tuple[int, Trips]:
    """Keep a loaded truck's stops; seek their best order on today's roads."""
    stops = sorted(route.trips[0])
    truck = replace(asked.trucks[route.truck], count=1, trips=1)
    part = _part(asked, stops, (truck,))
    if shortages(part):
        return route.truck, route.trips
    found = solve(part, seed=seed, iterations=200)
    if found.flaws or len(found.routes) != 1:
        return route.truck, route.trips
    return route.truck, (tuple(stops[stop] for stop in found.routes[0].trips[0]),)


def _part(asked: Distribution, stops: Sequence[int], trucks) -> Distribution:
    places = np.array([0, *(stop + 1 for stop in stops)])
    cells = np.ix_(places, places)
    return replace(
        asked, stops=tuple(asked.stops[stop] for stop in stops), trucks=trucks,
        km=asked.km[cells], minutes=asked.minutes[cells],
    )  # fmt: skip


def _plan(asked: Distribution, costing: Costing, solver: str, seed: int) -> Plan:
    return Plan(costing.routes, costing.km, costing.cost_km, costing.flaws, (), bound_km(asked), solver, seed)


def _empty(asked: Distribution, short: tuple[Shortage, ...], seed: int) -> Plan:
    return Plan((), 0.0, 0.0, (), short, 0.0, "none", seed)
