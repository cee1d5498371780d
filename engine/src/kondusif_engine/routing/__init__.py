"""Distribution plans: trucks, loads, time windows, closed roads."""

from kondusif_engine.routing.distribution import (
    Closure,
    Distribution,
    Stop,
    Truck,
    close,
    distribution,
)
from kondusif_engine.routing.recost import Costing, Flaw, Route, recost
from kondusif_engine.routing.shortage import Shortage, bound_km, shortages
from kondusif_engine.routing.solve import Plan, changed_share, instant, replan, solve

__all__ = [
    "Closure",
    "Costing",
    "Distribution",
    "Flaw",
    "Plan",
    "Route",
    "Shortage",
    "Stop",
    "Truck",
    "bound_km",
    "changed_share",
    "close",
    "distribution",
    "instant",
    "recost",
    "replan",
    "shortages",
    "solve",
]
