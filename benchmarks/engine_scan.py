"""
Figures of the scan and of what the product makes of it: common and national workload, silence, simulated campaigns, series.

CPU-seconds, compilation excluded and stated apart. ``bin/bench engine_scan engine_rest`` writes the rows of
the whole engine into docs/reference/benchmarks.md.
"""

import json
import os
import resource
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from time import perf_counter, process_time
from typing import Any

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "engine" / "benchmarks"))
from kondusif_engine import scan, silent, temporal
from workload import common_workload, national_workload


def figure(name: str, value: float, unit: str, goal: str = "", note: str = "") -> None:
    """Print one figure in the form that bin/bench keeps."""
    print(json.dumps({"name": name, "value": float(value), "unit": unit, "goal": goal, "note": note}), flush=True)


def timed(
    name: str,
    goal: str,
    work: Callable[[], Any],
    note: Callable[[Any], str] = lambda _: "",
    wall: bool = False,
    rounds: int = 1,
) -> Any:
    """Do the work, print what it cost at the median of some rounds, and return its last result."""
    spent = []
    for _ in range(rounds):
        cpu, clock = process_time(), perf_counter()
        result = work()
        spent.append((process_time() - cpu, perf_counter() - clock))
    cpu, clock = np.median(spent, axis=0)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
    told = [note(result), f"{cpu:.2f} CPU-s, {clock:.2f} s, {peak:.2f} GB at most"]
    if rounds > 1:
        several = [one[1 if wall else 0] for one in spent]
        told.append(f"median of {rounds} rounds, {min(several):.2f} to {max(several):.2f}")
    figure(name, clock if wall else cpu, "s" if wall else "CPU-s", goal, " · ".join(part for part in told if part))
    return result


FIRST_CALL = """
from time import perf_counter
import numpy as np
from kondusif_engine import scan
rng = np.random.default_rng(0)
places = scan.neighbours(rng.uniform(0, 1, (9, 2)), "euclidean")
exposure = {"stp": {}, "ebp": {"baseline": np.ones(9)}}.get(MODEL, {"population": np.ones(9)})
clock = perf_counter()
scan.space_time(rng.poisson(1.0, (9, 9)), places, model=MODEL, replicates=9, seed=1, **exposure)
print(perf_counter() - clock)
"""


def first_calls() -> None:
    """
    What the first scan of a fresh installation waits for: every kernel it needs is compiled and kept.

    Installers leave Python's own bytecode behind, but not all of them: a run before the measured one writes it.
    """
    for model in ("stp", "poisson", "ebp"):
        with tempfile.TemporaryDirectory() as bytecode, tempfile.TemporaryDirectory() as nothing_yet:
            script = [sys.executable, "-c", f"MODEL = {model!r}{FIRST_CALL}"]
            kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
            kept |= {"PYTHONPYCACHEPREFIX": bytecode}
            _, out, again = (
                subprocess.run(
                    script, env=kept | {"NUMBA_CACHE_DIR": cache}, check=True, capture_output=True, text=True
                ).stdout
                for cache in (f"{bytecode}/before", nothing_yet, nothing_yet)
            )
        name = f"first call after installation, {model}"
        figure(name, float(out), "s", "≤ 5 s", f"in the next process {float(again):.2f} s, from what was kept")


def compile_first() -> None:
    """Run every kernel on a tiny world, so that no figure below includes compilation."""
    rng = np.random.default_rng(0)
    places = scan.neighbours(rng.uniform(0, 1, (9, 2)), "euclidean")
    for counts in (rng.poisson(1.0, (9, 9)), rng.poisson(300.0, (9, 9))):
        scan.space_time(counts, places, replicates=9, seed=1)
        scan.space_time(counts, places, model="poisson", population=np.ones(9), replicates=9, seed=1)
        silent.areas(counts, places, baseline=np.full(9, counts.mean()), replicates=9, seed=1)


def common() -> None:
    """The workload on which the reference program was timed."""
    work = common_workload()
    weight = work.counts.sum(axis=1)
    near = scan.neighbours(work.coords, "euclidean", max_share=0.25, weight=weight)
    people = scan.neighbours(work.coords, "euclidean", max_share=0.25, weight=work.population)
    # Once unseen: kernels are compiled in the widths that these counts need.
    scan.space_time(work.counts, near, max_window=30, replicates=9, seed=1)
    scan.space_time(work.counts, people, model="poisson", population=work.population, replicates=9, seed=1)
    timed(
        "W1, STP, 999 replicates, end to end", "≤ 0.55 CPU-s",
        lambda: scan.space_time(work.counts, near, max_window=30, replicates=999, seed=1),
        lambda r: f"LLR {r.clusters[0].llr!r}", rounds=9,
    )  # fmt: skip
    timed(
        "W1, Poisson, 999 replicates, end to end", "≤ 1.2 CPU-s",
        lambda: scan.space_time(
            work.counts, people, model="poisson", population=work.population, max_window=30, replicates=999, seed=1
        ),
        lambda r: f"LLR {r.clusters[0].llr!r}", rounds=9,
    )  # fmt: skip
    usual = np.outer(weight, work.counts.sum(axis=0)) / weight.sum()
    timed(
        "W1, silent areas, stop at 10", "",
        lambda: silent.areas(work.counts, near, baseline=usual, max_window=21, replicates=999, stop_at=10, seed=1),
        lambda r: f"{r.replicates_used} replicates",
    )  # fmt: skip


def national() -> None:
    """All villages of the country, sixty days, 50,000 reports: what an hour of a national office costs."""
    work = national_workload()
    near = timed(
        "national, neighbours of 83,000 villages", "",
        lambda: scan.neighbours(work.coords, "euclidean", max_share=0.01, weight=work.counts.sum(axis=1)),
    )  # fmt: skip
    timed(
        "national, STP, decision mode (stop at 10)", "≤ 2 s",
        lambda: scan.space_time(work.counts, near, max_window=30, replicates=999, stop_at=10, seed=1),
        lambda r: f"{r.replicates_used} replicates", wall=True,
    )  # fmt: skip
    timed(
        "national, STP, 999 exact replicates", "≤ 15 s, ≤ 2 GB",
        lambda: scan.space_time(work.counts, near, max_window=30, replicates=999, seed=1), wall=True,
    )  # fmt: skip


def campaigns() -> None:
    """What the nightly simulation of one regency costs."""
    rng = np.random.default_rng(1)
    coords = np.column_stack([112.7 + 0.4 * rng.random(281), -7.1 + 0.25 * rng.random(281)])
    habits = rng.gamma(2.0, size=281)
    near = scan.neighbours(coords, max_distance=20.0, max_share=0.25, weight=habits)
    timed(
        "20 quiet campaigns of 75 days, 281 villages, 9 reports a day", "",
        lambda: scan.alarm_level(
            near, 9.0 * habits / habits.sum(), horizon=75, campaigns=20, quiet_days=3, min_cases=3, seed=1, threads=1
        ),
        lambda a: f"level {a.level:.3f}",
    )  # fmt: skip


def series() -> None:
    """Temporal detectors over every subdistrict of the country."""
    rng = np.random.default_rng(1)
    wave = np.exp(0.4 * np.sin(np.arange(300) / 52 * 2 * np.pi))
    counts = rng.poisson(rng.lognormal(0.5, 1.0, 7_285)[:, None] * wave)
    temporal.ears(counts, "C3", last=1)
    temporal.farrington(counts)
    timed(
        "EARS C3 and Farrington, 7,285 series", "≤ 0.25 s",
        lambda: (temporal.ears(counts, "C3", last=1), temporal.farrington(counts)), wall=True,
    )  # fmt: skip


def main(chosen: list[str]) -> None:
    """Take the figures of the chosen parts, or of all."""
    parts = {
        "first": first_calls, "common": common, "national": national, "campaigns": campaigns, "series": series,
    }  # fmt: skip
    timed("all kernels in all widths, compiled or loaded", "", compile_first, wall=True)
    for name in chosen or parts:
        parts[name]()


if __name__ == "__main__":
    main(sys.argv[1:])
