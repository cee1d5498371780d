"""Plain twins of allocation."""

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
