"""Plain twins of allocation."""

import itertools
import math
from collections import Counter

import numpy as np
from scipy.optimize import LinearConstraint, milp


def guards(village, station_class, patterns):
    """Police and guards by (village, class), one cluster at a time."""
    clusters = Counter(zip(village, station_class, strict=True))
    rows = {}
    for cluster, n in clusters.items():
        pattern = patterns[cluster[1]]
        teams = math.ceil(n / pattern.stations)
        rows[cluster] = (teams * pattern.police, math.ceil(n * pattern.guards / pattern.stations))
    return rows


def lexicographic(*cases, weights=(1.0,)):
    """Worst share, expected risk-weighted unmet and hours by three integer programs in a row."""
    asked, m = cases[0], len(cases)
    p, n = asked.hours.shape
    arcs = [
        (i, j) for i in range(p) for j in range(n)
        if asked.hours[i, j] <= asked.max_hours and any(case.short[j] > 0 for case in cases)
    ]  # fmt: skip
    reached = {j for i, j in arcs if asked.pools[i] > 0}
    width = len(arcs) + m * n + 1
    rows, low, high = [], [], []

    def limit(row, least, most):
        rows.append(row)
        low.append(least)
        high.append(most)

    for i in range(p):
        row = np.zeros(width)
        row[[k for k, arc in enumerate(arcs) if arc[0] == i]] = 1
        limit(row, -np.inf, asked.pools[i])
    for s, case in enumerate(cases):
        for j in range(n):
            missing = len(arcs) + s * n + j
            row = np.zeros(width)
            row[[k for k, arc in enumerate(arcs) if arc[1] == j]] = asked.strength
            row[missing] = 1
            limit(row, case.short[j], np.inf)
            if j in reached:
                row = np.zeros(width)
                row[missing], row[-1] = 1, -case.need[j]
                limit(row, -np.inf, 0)
    risk = np.concatenate([w * case.risk for w, case in zip(weights, cases, strict=True)])
    goals = [
        np.eye(width)[-1],
        np.concatenate([np.zeros(len(arcs)), risk, [0]]),
        np.concatenate([[asked.hours[a] for a in arcs], np.zeros(m * n + 1)]),
    ]
    whole = np.concatenate([np.ones(len(arcs)), np.zeros(m * n + 1)])
    best = []
    for goal in goals:
        found = milp(goal, constraints=LinearConstraint(np.array(rows), low, high), integrality=whole)
        best.append(found.fun)
        limit(goal, -np.inf, found.fun + 1e-6 * max(1, abs(found.fun)))
    return best


def best_of_all_plans(asked, share_kept=math.inf):
    """Worst share, risk-weighted unmet and hours of the best of all plans, each tried in turn."""
    p, n = asked.hours.shape
    arcs = [
        (i, j) for i in range(p) for j in range(n) if asked.hours[i, j] <= asked.max_hours and asked.short[j]
    ]
    reached = {j for i, j in arcs if asked.pools[i] > 0}
    best = (math.inf, math.inf, math.inf)
    for plan in itertools.product(*(range(int(asked.pools[i]) + 1) for i, _ in arcs)):
        sent = [sum(u for u, arc in zip(plan, arcs, strict=True) if arc[0] == i) for i in range(p)]
        if any(units > pool for units, pool in zip(sent, asked.pools, strict=True)):
            continue
        got = [sum(u for u, arc in zip(plan, arcs, strict=True) if arc[1] == j) for j in range(n)]
        unmet = [max(int(s) - u * asked.strength, 0) for s, u in zip(asked.short, got, strict=True)]
        share = max((unmet[j] / asked.need[j] for j in reached), default=0.0)
        if share > share_kept + 1e-12:
            continue
        risk = sum(float(r) * u for r, u in zip(asked.risk, unmet, strict=True))
        hours = sum(u * float(asked.hours[arc]) for u, arc in zip(plan, arcs, strict=True))
        # With the share given it is no longer a goal, only a limit.
        best = min(best, (0.0 if share_kept < math.inf else round(share, 12), risk, hours))
    return best
