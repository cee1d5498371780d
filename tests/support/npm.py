"""Programs of others that come from npm: where ``bin/outsiders`` put them, and how they are called."""

import os
import shutil
from pathlib import Path

import pytest

HOME = Path(__file__).resolve().parents[2] / "build" / "outsiders" / "node_modules"


def package(name: str) -> Path:
    """This function will return the folder of the npm package *name*, or skip the test with one line."""
    if shutil.which("node") is None:
        pytest.skip(f"{name} needs Node: apt install nodejs npm")
    if not (HOME.parent / "stamp").exists() or not (HOME / name).is_dir():
        pytest.skip(f"{name} is not installed: bin/outsiders")
    return HOME / name


def environment(**more: str) -> dict[str, str]:
    """This function will return what such a program is told: the way to other programs, and nothing of ours."""
    return {name: os.environ[name] for name in ("PATH", "HOME", "TMPDIR") if name in os.environ} | more
