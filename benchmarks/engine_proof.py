"""
Proofs that take minutes: how often the scan cries wolf in a thousand quiet lands, whether its promise is kept, 200 worlds against the oracle.

``bin/bench engine_proof`` writes the latest result into docs/reference/benchmarks.md; about ten minutes of a
processor. ``-m slow`` runs the same as tests.
"""

import json
import subprocess
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "engine" / "benchmarks"))
import numpy as np
from kondusif_engine import scan
from scan_calibration import ALPHAS, band, null_world, p_values
from scan_power import DAYS, powers

ROOT = Path(__file__).resolve().parent.parent
SETS, REPLICATES, OUTBREAKS = 1000, 999, 60
MODELS = ("stp", "poisson", "ebp", "bayes", "silent")


def figure(name: str, value: float, goal: str, note: str, unit: str = "") -> None:
    """Print one figure in the form that bin/bench keeps."""
    print(json.dumps({"name": name, "value": value, "unit": unit, "goal": goal, "note": note}), flush=True)


def rejections() -> bool:
    """Take quiet lands with skewed populations, a weekly rhythm and places at equal distances."""
    world, good = null_world(), True
    for model in MODELS:
        found = p_values(model, world, SETS, REPLICATES)
        for alpha in ALPHAS:
            low, high = band(SETS, alpha)
            hits = int((found <= alpha).sum())
            good &= low <= hits <= high
            figure(
                f"{model}: quiet lands of {SETS} with p ≤ {alpha}", hits, f"{low}–{high}",
                f"99 % binomial band, {REPLICATES} replicates",
            )  # fmt: skip
    return good


def promises() -> bool:
    """Ask fresh campaigns for the alarms that a level promised once a campaign."""
    world, good = null_world(), True
    baseline = world.baseline.mean(axis=1)
    for model, looks in (("stp", 1), ("stp", 24), ("ebp", 1)):
        options = {"history": 28, "horizon": 60, "max_window": 7, "campaigns": 2000, "model": model, "looks": looks}
        promised = scan.alarm_level(world.places, baseline, **options, false_alarms=1.0, seed=1)
        kept = scan.alarm_level(world.places, baseline, **options, false_alarms=1.0, seed=2).alarms(promised.level)
        good &= 0.9 <= kept <= 1.1
        figure(
            f"{model}, {looks} looks a day: alarms a campaign where 1 was promised", round(kept, 3), "0.9–1.1",
            f"level {promised.level:.3f}, 2000 campaigns of 60 days",
        )  # fmt: skip
    return good


def power() -> bool:
    """Let every detector speak falsely once in 365 days, and see how soon it finds planted circles and rivers."""
    for one in powers(OUTBREAKS):
        median = float(np.median(one.days))
        when = f"at the median on day {median:.0f}" if median <= DAYS else "most of them never"
        figure(
            f"{one.detector}: planted {one.shape}s found within {DAYS} days", round(100 * one.found), "",
            f"of {OUTBREAKS}, {when}; one false alarm in 365 days", "%",
        )  # fmt: skip
    return True


def worlds() -> bool:
    """Compare 200 random small worlds of each model with the oracle, as the slow tests do."""
    command = [sys.executable, "-m", "pytest", "-q", "-n0", "-p", "no:cacheprovider", "-m", "slow", "engine/tests"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    last = done.stdout.strip().splitlines()[-1] if done.stdout.strip() else "nothing ran"
    passed = int(last.split(" passed")[0].split()[-1]) if " passed" in last else 0
    figure("slow tests of the engine passed", passed, "all", last.strip("= "))
    return done.returncode == 0


def main() -> None:
    parts = {"rejections": rejections, "promises": promises, "power": power, "worlds": worlds}
    results = [parts[name]() for name in (sys.argv[1:] or parts)]
    sys.exit(0 if all(results) else 1)


if __name__ == "__main__":
    main()
