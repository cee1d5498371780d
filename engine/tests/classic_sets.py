"""The classical data sets, read from the shared folder; a test that needs one skips where it is absent."""

import csv
import os
from pathlib import Path

import numpy as np
import pytest


def shared_file(name: str) -> Path:
    """Return the path of a shared benchmark file, or skip the test."""
    root = Path(__file__).resolve().parents[2]
    folder = Path(os.environ.get("KONDUSIF_SHARED", root.parent / "shared"))
    path = folder / "data" / "benchmark" / name
    if not path.exists():
        pytest.skip(f"shared benchmark file {name} is not here")
    return path


def rows(name: str) -> list[dict[str, str]]:
    with shared_file(name).open() as lines:
        return list(csv.DictReader(lines))


def column(table: list[dict[str, str]], *names: str) -> np.ndarray:
    """Return the sum of numeric columns."""
    return np.array([sum(float(row[name]) for name in names) for row in table])
