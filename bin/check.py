"""Every check that needs no running stack, one after the other; each says in one line how it went."""

import os
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent
PYTHON = sys.executable

# What decides without rows, in every room; the list of what is strict only grows.
PURE = ("rules", "states", "events", "policy", "roles", "viewers", "codes", "kinds", "categories", "receipts")
STRICT_PACKAGES = ("kondusif.core", "kondusif.site.server")
STRICT_MODULES = (
    *(f"kondusif.site.{name}" for name in ("asgi", "audience", "checkup", "database", "health", "live", "outbox")),
    *(f"kondusif_engine.{name}" for name in ("checks", "draw", "ledger")),
)


def strict_modules() -> list[str]:
    """This function will return what mypy looks at with all its rules, in mypy's own words."""
    pure = sorted(path for name in PURE for path in ROOT.glob(f"kondusif/*/{name}.py") if path.parent.name != "core")
    modules = [".".join(path.relative_to(ROOT).with_suffix("").parts) for path in pure]
    return [
        *(word for name in STRICT_PACKAGES for word in ("-p", name)),
        *(word for name in (*STRICT_MODULES, *modules) for word in ("-m", name)),
    ]


STEPS: dict[str, tuple[str, list[str]]] = {
    "lint": ("bad habits and forbidden calls", [str(BIN / "ruff"), "check", "--quiet", "."]),
    "format": ("one way of writing", [str(BIN / "ruff"), "format", "--quiet", "--check", "."]),
    "types": ("types of the strict cores", [str(BIN / "mypy"), *strict_modules()]),
    "contracts": ("the law of the house", [str(BIN / "lint-imports"), "--no-logo"]),
    "django": ("Django's own checks", [PYTHON, "manage.py", "check", "--fail-level", "WARNING"]),
    "migrations": ("a migration for every change", [PYTHON, "manage.py", "makemigrations", "--check", "--dry-run"]),
    "messages": ("Indonesian complete", [PYTHON, "bin/messages.py", "--check"]),
    "locks": ("locks match pyproject.toml", [PYTHON, "bin/check_locks.py"]),
    "docs": (
        "documentation builds",
        [PYTHON, "-m", "sphinx", "-W", "--keep-going", "-q", "-b", "dirhtml", "docs", "build/docs"],
    ),
}


def run(name: str, environment: dict[str, str]) -> bool:
    """This function will run one step, print its output only if it fails, and tell whether it passed."""
    title, command = STEPS[name]
    started = time.monotonic()
    done = subprocess.run(
        command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    ok = done.returncode == 0
    if not ok:
        print(done.stdout.rstrip()[-8000:])
    print(f"{'ok  ' if ok else 'FAIL'} {name:<11} {title} ({time.monotonic() - started:.1f} s)", flush=True)
    return ok


def main(chosen: list[str]) -> int:
    """This function will run the *chosen* steps, or all, and return how the command should end."""
    unknown = [name for name in chosen if name not in STEPS]
    if unknown:
        print(f"unknown check: {', '.join(unknown)}; there are: {', '.join(STEPS)}")
        return 2
    environment = os.environ | {"DJANGO_SETTINGS_MODULE": "tests.settings", "PYTHONPATH": str(ROOT)}
    failed = [name for name in chosen or STEPS if not run(name, environment)]
    print(f"failed: {', '.join(failed)}" if failed else "all checks passed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
