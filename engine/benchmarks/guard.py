"""Fail when a fixed workload has become dearer than 1.3 times its recorded cost.

python engine/benchmarks/guard.py            compare with benchmarks/recorded.json
python engine/benchmarks/guard.py --record   write it anew, on a machine that does nothing else

A workload without a recorded cost fails too, and says so: what was never recorded is not guarded. Records
are kept by kind of processor, because another kind gathers and adds at other ratios; where nobody recorded on
this kind nothing is compared, which is said and is no failure.

The cost is the least CPU time of several rounds over the least of a calibration loop that runs between
them: what else the machine does can only add to either. Recording takes more rounds, and refuses where the
calibration loop itself swings, because whoever is compared with a figure taken on a busy machine passes
though he became dearer, or fails though he did not. What seems dear is looked at again in as many rounds as
were recorded before anybody is told.
"""

import json
import platform
import re
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from time import process_time

import numpy as np
from workload import common_workload

from kondusif_engine import linkage, scan, temporal
from kondusif_engine.kernels.lane_line import LANES
from kondusif_engine.linkage.synthetic import corpus

RECORD = Path(__file__).with_name("recorded.json")
ALLOWED, ROUNDS, RECORDING_ROUNDS = 1.3, 5, 15
STEADY = 1.1  # the median of the calibration loop over its least, on a machine that does nothing else


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
    reports = [snippet for snippet, _ in corpus(5, 1_000, sentences="held_out")][:2_000]
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
        "linking, 2,000 full decisions": lambda: decide_all(reports),
    }


def decide_all(reports: list[linkage.Snippet]) -> int:
    """Link a stream from its first report and spell out the grounds of every event shown; return how many."""
    linker = linkage.Linker()
    return sum(len(candidate.reasons) for report in reports for candidate in linker.add(report).candidates)


@dataclass(frozen=True)
class Cost:
    """CPU time relative to the calibration loop, and how much that loop swung meanwhile."""

    relative: float
    swing: float


def cost_of(work: Callable[[], object], rounds: int) -> Cost:
    """Return the least CPU time of several rounds over the least of the calibration loop between them."""
    table = np.random.default_rng(0).integers(0, 2**16, 2**16)
    calibration(table, 1)
    work()
    spent, beside = [], [_seconds(lambda: calibration(table, 300))]
    for _ in range(rounds):
        spent.append(_seconds(work))
        beside.append(_seconds(lambda: calibration(table, 300)))
    return Cost(min(spent) / min(beside), float(np.median(beside)) / min(beside))


def _seconds(work: Callable[[], object]) -> float:
    start = process_time()
    work()
    return process_time() - start


def kind_of_processor() -> str:
    """Return what decides how much dearer one kind of work is than another: maker, family and model."""
    try:
        told = Path("/proc/cpuinfo").read_text()
    except OSError:
        told = ""
    named = re.findall(r"^(?:vendor_id|cpu family|model)\s*: *(.+)$", told, re.MULTILINE)[:3]
    return f"{' '.join(named) or platform.machine()}, {LANES} lanes"


def record(costs: dict[str, Cost], recorded: dict[str, dict[str, float]]) -> None:
    """Write the costs of this kind of processor down, unless the machine was busy."""
    swing = max(cost.swing for cost in costs.values())
    if swing > STEADY:
        sys.exit(f"not recorded: the calibration loop swung by {swing:.2f}, so the machine does other work")
    recorded[kind_of_processor()] = {name: cost.relative for name, cost in costs.items()}
    RECORD.write_text(json.dumps(recorded, indent=2, sort_keys=True) + "\n")


def faults(costs: dict[str, float], recorded: dict[str, float]) -> list[str]:
    """Return a sentence for every workload that became dearer, and for every one that nobody recorded."""
    dear = [name for name, cost in costs.items() if cost > ALLOWED * recorded.get(name, np.inf)]
    unknown = [name for name in costs if name not in recorded]
    told = [f"more than {ALLOWED} times the recorded cost: {', '.join(dear)}"] if dear else []
    if unknown:
        told.append(f"no cost recorded, run with --record on a quiet machine: {', '.join(unknown)}")
    return told


def main() -> None:
    recording, all_recorded = "--record" in sys.argv, json.loads(RECORD.read_text())
    recorded = all_recorded.get(kind_of_processor())
    if recorded is None and not recording:
        print(f"nothing compared: no costs are recorded for this kind of processor ({kind_of_processor()})")
        return
    rounds, work = RECORDING_ROUNDS if recording else ROUNDS, workloads()
    costs = {name: cost_of(one, rounds) for name, one in work.items()}
    if recording:
        record(costs, all_recorded)
    again = [
        name
        for name in costs
        if not recording and costs[name].relative > ALLOWED * recorded.get(name, np.inf)
    ]
    costs |= {name: cost_of(work[name], RECORDING_ROUNDS) for name in again}
    for name, cost in costs.items():
        known = f"recorded {recorded[name]:7.3f}" if recorded and name in recorded else "not recorded before"
        print(f"{name:48s} {cost.relative:7.3f} of the loop, {known}")
    wrong = [] if recording else faults({name: cost.relative for name, cost in costs.items()}, recorded)
    if wrong:
        sys.exit("\n".join(wrong))


if __name__ == "__main__":
    main()
