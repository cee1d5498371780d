"""
Figures of the engine outside the scan: linking, index, forecast, allocation, routing, draw.

Each has its own script in ``engine/benchmarks``; this one runs them in turn.
"""

import subprocess
import sys
from pathlib import Path

SCRIPTS = Path(__file__).resolve().parent.parent / "engine" / "benchmarks"
NAMES = ("linkage", "index", "forecast", "allocation", "draw", "routing")


def main() -> None:
    """This function will run the scripts and pass their figures on."""
    for name in NAMES:
        subprocess.run([sys.executable, str(SCRIPTS / f"{name}.py")], check=True)


if __name__ == "__main__":
    main()
