"""Plan 281 villages from one warehouse, then close a bridge.

python engine/benchmarks/routing.py [seconds]
"""

import sys
from time import perf_counter

import numpy as np
from figure import figure

from kondusif_engine import routing


def regency(seed: int = 11):
    rng = np.random.default_rng(seed)
    centres = np.column_stack([rng.uniform(0, 50, 18), rng.uniform(0, 30, 18)])
    villages = centres[np.sort(rng.integers(0, 18, 281))] + rng.normal(0, 2.5, (281, 2))
    stations = rng.integers(4, 20, 281)
    draw = rng.random(281)
    stops = [
        routing.Stop(
            f"village {i}", int(stations[i]) * 45, 10.0 + int(stations[i]),
            180.0 if 0.3 <= draw[i] < 0.5 else 0.0, 360.0 if draw[i] < 0.3 else 840.0,
        )
        for i in range(281)
    ]  # fmt: skip
    trucks = [
        routing.Truck(f"{capacity} kg", count, capacity, 0.0, 840.0)
        for count, capacity in ((14, 5000), (26, 2500), (40, 900))
    ]
    places = np.vstack([[12.0, 6.0], villages])
    km = 1.35 * np.linalg.norm(places[:, None] - places[None], axis=2)
    return routing.distribution(stops, trucks, km, km / 28.0 * 60.0), places


def main() -> None:
    seconds = float(sys.argv[1]) if len(sys.argv) > 1 else 10.0
    asked, places = regency()
    start = perf_counter()
    quick = routing.instant(asked)
    spent = perf_counter() - start
    figure(
        "281 villages, instant plan",
        quick.km,
        "km",
        "",
        f"{quick.solver}, {spent:.1f} s, usable: {quick.usable}",
    )
    plan = routing.solve(asked, seed=1, seconds=seconds)
    note = f"{len(plan.routes)} trucks, usable: {plan.usable}"
    figure(f"281 villages, {seconds:.0f} s", plan.km, "km", "", note)
    west = tuple(np.flatnonzero(places[:, 0] <= 25.0).tolist())
    east = tuple(np.flatnonzero(places[:, 0] > 25.0).tolist())
    now = routing.close(asked, [routing.Closure(west, east, 18.0, 18.0 / 28.0 * 60.0)])
    old = routing.recost(now, [(route.truck, route.trips) for route in plan.routes])
    figure("the old plan with the bridge out", old.km, "km", "", f"{len(old.flaws)} flaws")
    again = routing.solve(now, seed=1, seconds=seconds)
    share = routing.changed_share(plan, again)
    figure("planned anew", again.km, "km", "", f"usable: {again.usable}; {share:.0%} of stops change trucks")
    half = range(0, len(plan.routes), 2)
    kept = routing.replan(now, plan, loaded=half, seed=1, seconds=seconds)
    share = routing.changed_share(plan, kept)
    note = f"usable: {kept.usable}; {share:.0%} of stops change trucks"
    figure("planned anew, every other truck loaded", kept.km, "km", "<= 30 % of stops change", note)


if __name__ == "__main__":
    main()
