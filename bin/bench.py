"""
Run benchmark scripts and keep their rows in docs/reference/benchmarks.md.

A script in ``benchmarks/`` prints one JSON object a line for each figure:
``{"name": ..., "value": ..., "unit": ..., "goal": ..., "note": ...}``; other lines are shown and
not kept. It finds a running stack's address in KONDUSIF_BENCH_URL and its data directory in
KONDUSIF_BENCH_DATA when it starts with the comment ``# needs: stack``.
"""

import datetime
import json
import os
import platform
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "reference" / "benchmarks.md"
MARK = "<!-- rows: written by bin/bench, do not edit below -->"
HEAD = "| script | figure | value | goal | note | taken |\n|---|---|---|---|---|---|"


def machine() -> str:
    """This function will describe this machine in a few words."""
    text = Path("/proc/meminfo").read_text()
    gigabytes = int(text.split("MemTotal:")[1].split()[0]) / 1e6
    return f"{os.cpu_count()} cores, {gigabytes:.0f} GB, Python {platform.python_version()}"


def figures_of(script: Path, environment: dict[str, str]) -> list[dict]:
    """
    This function will run *script* and return the figures it printed.

    :raises SystemExit: if the script fails; a benchmark that does not run has no row.
    """
    child = subprocess.Popen(
        [sys.executable, str(script)], cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True
    )
    figures = []
    assert child.stdout is not None  # asked for above
    for line in child.stdout:
        print(line, end="", flush=True)
        if line.startswith("{"):
            figures.append(json.loads(line))
    if child.wait():
        raise SystemExit(f"{script.name} failed with code {child.returncode}")
    return figures


def needs_stack(script: Path) -> bool:
    """This function will tell whether *script* wants a running installation."""
    return script.read_text().startswith("# needs: stack")


def rows_kept(names: set[str]) -> list[str]:
    """This function will return the rows of the page that belong to other scripts than *names*."""
    below = PAGE.read_text().partition(MARK)[2]
    rows = [line for line in below.splitlines() if line.startswith("| ") and not line.startswith("| script")]
    return [row for row in rows if row.split("|")[1].strip() not in names]


def row(script: str, figure: dict, taken: str) -> str:
    """This function will write one figure as a row of the page."""
    value = figure["value"]
    value = (
        f"{value:.3g}"
        if isinstance(value, float) and abs(value) < 100
        else f"{value:,.0f}"
        if isinstance(value, float)
        else value
    )
    cells = [
        script,
        figure["name"],
        f"{value} {figure.get('unit', '')}".strip(),
        figure.get("goal", ""),
        figure.get("note", ""),
        taken,
    ]
    return "| " + " | ".join(str(cell).replace("|", "/") for cell in cells) + " |"


def main(chosen: list[str]) -> None:
    """This function will run the *chosen* scripts, or all, and write the page."""
    scripts = sorted(p for p in (ROOT / "benchmarks").glob("*.py") if not p.name.startswith("_"))
    if chosen:
        unknown = set(chosen) - {p.stem for p in scripts}
        if unknown:
            raise SystemExit(
                f"no such benchmark: {', '.join(sorted(unknown))}; there are: {', '.join(p.stem for p in scripts)}"
            )
        scripts = [p for p in scripts if p.stem in chosen]
    taken = f"{datetime.datetime.now(datetime.UTC).date()}, {machine()}"
    fresh = []
    for script in scripts:
        print(f"== {script.stem}", flush=True)
        fresh += [row(script.stem, figure, taken) for figure in run(script)]
    rows = sorted([*rows_kept({p.stem for p in scripts}), *fresh])
    PAGE.write_text(PAGE.read_text().partition(MARK)[0] + MARK + "\n\n" + "\n".join([HEAD, *rows]) + "\n")


def run(script: Path) -> list[dict]:
    """This function will run *script*, in a stack of its own if it needs one."""
    if not needs_stack(script):
        return figures_of(script, dict(os.environ))
    from tests.support.stack import running

    with tempfile.TemporaryDirectory(prefix="kondusif-bench-") as place, running(Path(place)) as live:
        more = {
            "KONDUSIF_BENCH_URL": live.url,
            "KONDUSIF_BENCH_DATA": str(live.data_dir),
            "KONDUSIF_BENCH_PID": str(live.process.pid),
        }
        return figures_of(script, os.environ | more)


if __name__ == "__main__":
    main(sys.argv[1:])
