"""
Tells a browser test that is broken from one that lost a race on a busy machine: it must pass alone, time after time.

A race is a fault too. It is named here in every run in which it is lost, and is to be mended; it only does not hold up
what has nothing to do with it. Everything else that fails, and more than a few at once, is broken.
"""

import json
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FAILED = ROOT / ".pytest_cache/v/cache/lastfailed"
PYTEST = [
    sys.executable,
    "-m",
    "pytest",
    "-c",
    "pyproject.toml",
    "--rootdir",
    ".",
    "-q",
    "-n0",
    "-p",
    "no:cacheprovider",
]
MOST = 2
TIMES = 3
NOTHING_CHOSEN = 5  # pytest's own exit code


def failed(kept: Path) -> list[str]:
    """This function will return the tests that failed when the suite last ran, without the group each ran in."""
    names = json.loads(kept.read_text()) if kept.exists() else {}
    return sorted(re.sub(r"@\w+$", "", name) for name in names)


def run(*arguments: str) -> int:
    """This function will run pytest here and return its exit code."""
    return subprocess.run([*PYTEST, *arguments], cwd=ROOT, check=False).returncode


def main() -> int:
    """This function will run the failed ones again; 0 only where each is a browser's and passes each time."""
    names = failed(FAILED)
    if not names or len(names) > MOST:
        print(f"{len(names)} failed: nothing is tried again.")
        return 1
    if run("--collect-only", "-m", "not journey", *names) != NOTHING_CHOSEN:
        print("Not a browser's test: nothing is tried again.")
        return 1
    for turn in range(1, TIMES + 1):
        print(f"\nAlone, {turn} of {TIMES}: {', '.join(names)}", flush=True)
        if run(*names):
            print("FAILS ALONE TOO: broken.")
            return 1
    print(f"LOST A RACE in the suite, passed {TIMES} times alone; to be mended: {', '.join(names)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
