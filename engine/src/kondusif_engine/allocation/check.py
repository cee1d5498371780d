"""Check a reinforcement plan from its moves alone; shares no code with the planner."""

from kondusif_engine.allocation.problem import Reinforcement
from kondusif_engine.allocation.reinforce import Plan
from kondusif_engine.checks import instance_of


def plan_problems(plan: Plan, asked: Reinforcement) -> tuple[str, ...]:
    """This function will name everything that is wrong with a plan; an empty tuple means nothing.

    Parameters
    ----------
    plan : Plan
    asked : Reinforcement

    Returns
    -------
    tuple of str
        Codes: "units", "too far", "pool <i> overdrawn", "unmet <j>", "worst share", "risk",
        "hours", "binding" (the cut does not prove the worst share), "gap".

    Raises
    ------
    ArgumentProblem
        If `plan` is no Plan, or `asked` no Reinforcement.
    """
    instance_of(plan, "plan", Plan)
    instance_of(asked, "asked", Reinforcement)
    found: list[str] = []
    left = [int(units) for units in asked.pools]
    missing = [int(short) for short in asked.short]
    hours = 0.0
    for move in plan.moves:
        if move.units < 1:
            found.append("units")
        if asked.hours[move.pool, move.area] > asked.max_hours:
            found.append("too far")
        left[move.pool] -= move.units
        missing[move.area] -= move.units * asked.strength
        hours += move.units * float(asked.hours[move.pool, move.area])
    missing = [max(short, 0) for short in missing]
    found += [f"pool {i} overdrawn" for i, units in enumerate(left) if units < 0]
    found += [f"unmet {j}" for j, short in enumerate(missing) if short != plan.unmet[j]]
    shares = [
        missing[j] / int(asked.need[j])
        for j in range(len(missing))
        if asked.need[j] and j not in plan.unreachable
    ]
    if abs(max(shares, default=0.0) - plan.worst_share) > 1e-9:
        found.append("worst share")
    risk = sum(float(r) * short for r, short in zip(asked.risk, missing, strict=True))
    if abs(risk - plan.risk_unmet) > 1e-6 * max(1.0, risk):
        found.append("risk")
    if abs(hours - plan.unit_hours) > 1e-6 * max(1.0, hours):
        found.append("hours")
    if plan.worst_share > 0 and not _cut_proves(plan, asked):
        found.append("binding")
    if abs(plan.gap) > 1e-6:
        found.append("gap")
    return tuple(found)


def _cut_proves(plan: Plan, asked: Reinforcement) -> bool:
    """To get below the worst share the binding areas need more units than can reach them."""
    needed = 0
    for j in plan.binding_areas:
        short, need = int(asked.short[j]), int(asked.need[j])
        units = 0
        while short - units * asked.strength >= plan.worst_share * need * (1 - 1e-12) > 0:
            units += 1
        needed += units
    supply = sum(
        int(asked.pools[i])
        for i in range(len(asked.pools))
        if any(asked.hours[i, j] <= asked.max_hours for j in plan.binding_areas)
    )
    return needed > supply
