"""Fail when a fixed workload has become dearer than 1.3 times its recorded cost.

python engine/benchmarks/guard.py            compare with benchmarks/recorded.json
python engine/benchmarks/guard.py --record   write it anew

The cost is CPU time relative to a calibration loop that runs beside the workload, so a slow or busy
machine does not fail it; the best of several rounds is taken.
"""

import json
import sys
from pathlib import Path
from time import process_time

import numpy as np
from workload import common_workload

from kondusif_engine import scan, temporal

RECORD = Path(__file__).with_name("recorded.json")
ALLOWED, ROUNDS = 1.3, 5


def calibration(table, rounds: int) -> int:
    """Gather and add up a table that fits the second-level cache: the scan's daily work."""
    order, total = np.argsort(table), 0
    for _ in range(rounds):
        total += int(np.cumsum(table[order])[-1])
    return total


def workloads():
    work = common_workload()
    by_cases = scan.neighbours(work.coords, "euclidean", max_share=0.25, weight=work.counts.sum(axis=1))
    by_people = scan.neighbours(work.coords, "euclidean", max_share=0.25, weight=work.population)
    series = np.random.default_rng(1).poisson(3.0, (2_000, 300))
    options = {"max_window": 30, "replicates": 255, "seed": 1, "threads": 1}
    return {
        "scan stp, common workload, 255 replicates": lambda: scan.space_time(
            work.counts, by_cases, **options
        ),
        "scan poisson, common workload, 255 replicates": lambda: scan.space_time(
            work.counts, by_people, model="poisson", population=work.population, **options
        ),
        "farrington, 2,000 series": lambda: temporal.farrington(series, threads=1),
    }


def relative_cost(work) -> float:
    """Return CPU time over that of the calibration loop, the least of several rounds."""
    table = np.random.default_rng(0).integers(0, 2**16, 2**16)
    calibration(table, 1)
    work()
    ratios = []
    for _ in range(ROUNDS):
        times = [process_time()]
        calibration(table, 300)
        times.append(process_time())
        work()
        times.append(process_time())
        calibration(table, 300)
        times.append(process_time())
        steps = np.diff(times)
        ratios.append(2 * steps[1] / (steps[0] + steps[2]))
    return float(min(ratios))


def main() -> None:
    costs = {name: relative_cost(work) for name, work in workloads().items()}
    if "--record" in sys.argv:
        RECORD.write_text(json.dumps(costs, indent=2) + "\n")
    recorded = json.loads(RECORD.read_text())
    dear = [name for name, cost in costs.items() if cost > ALLOWED * recorded[name]]
    for name, cost in costs.items():
        print(f"{name:48s} {cost:7.3f} of the calibration loop, recorded {recorded[name]:7.3f}")
    if dear:
        sys.exit(f"more than {ALLOWED} times the recorded cost: {', '.join(dear)}")


if __name__ == "__main__":
    main()
