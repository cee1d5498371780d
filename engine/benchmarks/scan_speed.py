"""CPU-seconds of the scan on the common and the national workload.

python engine/benchmarks/scan_speed.py [common] [national]
"""

import resource
import sys
from time import perf_counter, process_time

import numpy as np
from workload import common_workload, national_workload

from kondusif_engine import scan


def timed(name: str, work):
    """Do the work once, print what it cost, and return its result."""
    cpu, wall = process_time(), perf_counter()
    result = work()
    cpu, wall = process_time() - cpu, perf_counter() - wall
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
    print(f"{name:58s} {cpu:8.2f} CPU-s {wall:8.2f} s {peak:6.2f} GB at most", flush=True)
    return result


def compile_first() -> None:
    """Run every kernel on a tiny world, so that nothing below includes compilation."""
    places = scan.neighbours(np.random.default_rng(0).uniform(0, 1, (9, 2)), "euclidean")
    counts = np.random.default_rng(0).poisson(1.0, (9, 9))
    crowded = np.random.default_rng(0).poisson(300.0, (9, 9))
    mixed = counts.copy()  # a place without a case, and one with more than a byte holds
    mixed[0], mixed[1] = 0, 90
    for one in (counts, crowded, mixed):
        scan.space_time(one, places, replicates=9, seed=1)
        scan.space_time(one, places, model="poisson", population=np.ones(9), replicates=9, seed=1)
        scan.space_time(one, places, model="ebp", baseline=np.ones(9) * one.mean(), replicates=9, seed=1)


def common() -> None:
    work = common_workload()
    share = work.population / work.population.sum()
    by_cases = timed(
        "common: neighbours, a quarter of the cases",
        lambda: scan.neighbours(work.coords, "euclidean", max_share=0.25, weight=work.counts.sum(axis=1)),
    )
    by_people = scan.neighbours(work.coords, "euclidean", max_share=0.25, weight=work.population)
    print(f"  {by_cases.n_zones:,} zones x 30 windows")
    for model, places, exposure in (
        ("stp", by_cases, {}),
        ("poisson", by_people, {"population": work.population}),
        ("ebp", by_people, {"baseline": share * work.counts.sum() / 60}),
    ):
        for replicates in (0, 999):
            result = timed(
                f"common: {model}, {replicates} replicates, end to end",
                lambda m=model, p=places, r=replicates, e=exposure: scan.space_time(
                    work.counts, p, model=m, max_window=30, replicates=r, seed=1, **e
                ),
            )
        first = result.clusters[0]
        print(f"  LLR {first.llr!r}, {len(first.members)} places, p {first.p_value}")


def national() -> None:
    work = national_workload()
    places = timed(
        "national: neighbours, 83,000 villages, 1 % of the cases",
        lambda: scan.neighbours(work.coords, "euclidean", max_share=0.01, weight=work.counts.sum(axis=1)),
    )
    for name, replicates, stop_at in (
        ("no replicate", 0, None),
        ("decision, stop at 10", 999, 10),
        ("999 exact replicates", 999, None),
    ):
        result = timed(
            f"national: stp, 50,000 reports, 60 d, 30 windows, {name}",
            lambda r=replicates, s=stop_at: scan.space_time(
                work.counts, places, max_window=30, replicates=r, stop_at=s, seed=1
            ),
        )
    print(f"  LLR {result.clusters[0].llr!r}, p {result.clusters[0].p_value}")


def main() -> None:
    wanted = sys.argv[1:] or ["common", "national"]
    timed("compilation or loading of compiled kernels", compile_first)
    for name in wanted:
        {"common": common, "national": national}[name]()


if __name__ == "__main__":
    main()
