"""How many guards are needed, and which reinforcements to send where."""

from kondusif_engine.allocation.check import plan_problems
from kondusif_engine.allocation.guards import GuardNeed, Pattern, need, units_needed
from kondusif_engine.allocation.problem import Reinforcement, problem
from kondusif_engine.allocation.reinforce import Move, Plan, RobustPlan, reinforce, reinforce_robust

__all__ = [
    "GuardNeed",
    "Move",
    "Pattern",
    "Plan",
    "Reinforcement",
    "RobustPlan",
    "need",
    "plan_problems",
    "problem",
    "reinforce",
    "reinforce_robust",
    "units_needed",
]
