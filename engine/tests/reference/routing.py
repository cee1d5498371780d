"""Plain twin of routing: try every plan of a tiny problem."""

import itertools


def cheapest(asked):
    """Least cost in km over all plans with one trip a truck; None if no plan works."""
    trucks = [kind for kind, truck in enumerate(asked.trucks) for _ in range(truck.count)]
    n = len(asked.stops)
    best = None
    for owners in itertools.product(range(len(trucks)), repeat=n):
        total = 0.0
        for number, kind in enumerate(trucks):
            mine = [stop for stop in range(n) if owners[stop] == number]
            if mine:
                costs = [
                    c for order in itertools.permutations(mine) if (c := cost(asked, kind, order)) is not None
                ]
                if not costs:
                    break
                total += min(costs) + asked.trucks[kind].fixed_km
        else:
            best = total if best is None else min(best, total)
    return best


def cost(asked, kind, order):
    """Kilometres of one trip, or None if it cannot be driven."""
    truck = asked.trucks[kind]
    if sum(asked.stops[stop].load for stop in order) > truck.capacity:
        return None
    now, place, km = truck.leaves + asked.loading_minutes, 0, 0.0
    for stop in order:
        now += asked.minutes[place, stop + 1]
        km += asked.km[place, stop + 1]
        now = max(now, asked.stops[stop].opens)
        if now > asked.stops[stop].closes:
            return None
        now += asked.stops[stop].service_minutes
        place = stop + 1
    km += asked.km[place, 0]
    back = now + asked.minutes[place, 0]
    return km if back <= truck.returns and km < float("inf") else None
