"""Guards for 823,000 stations and reinforcements for 514 regencies, in companies and platoons.

python engine/benchmarks/allocation.py
"""

from time import process_time

import numpy as np
from figure import figure

from kondusif_engine import allocation

N_STATIONS, N_VILLAGES, N_REGENCIES, N_PROVINCES = 823_000, 83_000, 514, 38
PATTERNS = [
    allocation.Pattern(name, 2, stations, 2 * stations, "made up")
    for name, stations in (("low", 16), ("moderate", 8), ("high", 4), ("special", 2))
]


def country(seed: int = 5):
    rng = np.random.default_rng(seed)
    weight = rng.lognormal(0.0, 0.9, N_REGENCIES)
    regency_of = np.sort(rng.choice(N_REGENCIES, N_VILLAGES, p=weight / weight.sum()))
    village = np.sort(rng.integers(0, N_VILLAGES, N_STATIONS))
    station_class = rng.choice(4, N_STATIONS, p=[0.78, 0.15, 0.06, 0.01])
    start = process_time()
    need = allocation.need(village, station_class, PATTERNS)
    spent = process_time() - start
    police = np.bincount(regency_of, need.village_police, minlength=N_REGENCIES).astype(int)
    local = np.maximum(30, police * rng.lognormal(-0.05, 0.35, N_REGENCIES)).astype(int)
    province = np.sort(rng.integers(0, N_PROVINCES, N_REGENCIES))
    homes = rng.uniform((0, 0), (5000, 1800), (N_PROVINCES, 2))
    regencies = homes[province] + rng.normal(0, 120, (N_REGENCIES, 2))
    pools_at = np.vstack([homes, [[900, 900], [1500, 1500], [2500, 1000], [4200, 900]]])
    pools = np.concatenate([rng.integers(1, 4, N_PROVINCES), [12, 10, 10, 8]])
    km = np.linalg.norm(pools_at[:, None] - regencies[None], axis=2)
    outside = np.arange(len(pools))[:, None] != province[None]
    risk = 1.0 + 19.0 * rng.beta(1, 6, N_REGENCIES)
    return police, local, pools, km / 60.0 + 1.0 + 6.0 * outside, risk, spent


def main() -> None:
    police, local, pools, hours, risk, spent = country()
    figure(f"guards of {N_STATIONS:,} stations", spent, "CPU-s", "", f"{police.sum():,} police")
    for name, strength, share in (("companies", 100, 1), ("platoons", 33, 3)):
        asked = allocation.problem(police, local, pools * share, hours, strength=strength, risk=risk)
        start = process_time()
        plan = allocation.reinforce(asked)
        spent = process_time() - start
        assert allocation.plan_problems(plan, asked) == ()
        note = (
            f"{asked.short.sum():,} short in {(asked.short > 0).sum()} regencies, {int(pools.sum()) * share} "
            f"units; worst share {plan.worst_share:.3f}; proven gap {abs(plan.gap):.1g}"
        )
        figure(f"reinforcement in {name}, 514 regencies", spent, "CPU-s", "<= 2, gap 0", note)


if __name__ == "__main__":
    main()
