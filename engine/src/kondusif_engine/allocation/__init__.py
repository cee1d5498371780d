"""How many guards are needed, and which reinforcements to send where."""

from kondusif_engine.allocation.check import plan_problems
from kondusif_engine.allocation.guards import GuardNeed, Pattern, need, units_needed
from kondusif_engine.allocation.problem import Reinforcement, problem
from kondusif_engine.allocation.reinforce import Move, Plan, reinforce

__all__ = [
    "GuardNeed",
    "Move",
    "Pattern",
    "Plan",
    "Reinforcement",
    "need",
    "plan_problems",
    "problem",
    "reinforce",
    "units_needed",
]
