"""Small made-up distributions for the tests of routing."""

import numpy as np
from hypothesis import strategies as st

from kondusif_engine import routing


def line(loads, trucks, *, windows=None, minutes_per_km=1.0, **more):
    """Stops on a line, 10 km apart, the depot at 0."""
    at = 10.0 * np.arange(len(loads) + 1)
    km = np.abs(at[:, None] - at[None])
    windows = windows or [(0.0, 600.0)] * len(loads)
    stops = [routing.Stop(f"{i}", load, 5.0, *windows[i]) for i, load in enumerate(loads)]
    return routing.distribution(stops, trucks, km, km * minutes_per_km, **more)


@st.composite
def tiny(draw):
    n = draw(st.integers(1, 4))
    points = np.array(
        draw(st.lists(st.tuples(st.integers(0, 30), st.integers(0, 30)), min_size=n + 1, max_size=n + 1))
    )
    km = np.linalg.norm(points[:, None] - points[None], axis=2) + 1.0
    stops = []
    for i in range(n):
        opens = float(draw(st.integers(0, 60)))
        stops.append(
            routing.Stop(f"{i}", draw(st.integers(0, 30)), 5.0, opens, opens + draw(st.integers(0, 90)))
        )
    trucks = [
        routing.Truck("a", draw(st.integers(0, 2)), draw(st.integers(10, 60)), 0.0, 200.0, fixed_km=2.0),
        routing.Truck("b", 1, draw(st.integers(10, 40)), 10.0, 180.0),
    ]
    return routing.distribution(stops, trucks, km, km, loading_minutes=3.0)
