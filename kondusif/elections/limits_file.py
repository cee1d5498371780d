"""Read the shipped table of legal limits."""

import csv
from datetime import date
from pathlib import Path
from typing import Any

from kondusif.elections.deadlines import Limit, Unit
from kondusif.elections.rules import Certainty, LimitFamily

FILE = "legal_limits.csv"


def read_limits(file: Path) -> list[dict[str, Any]]:
    """
    This function will read and check the limits, each as the fields of a row.

    :raises ValueError: naming the file, the line and what is wrong in it.
    """
    with open(file, encoding="utf-8", newline="") as lines:
        rows = [_checked(file.name, n, line) for n, line in enumerate(csv.DictReader(lines), start=2)]
    keys = [(row["code"], row["valid_from"]) for row in rows]
    doubled = {key for key in keys if keys.count(key) > 1}
    if doubled:
        raise ValueError(f"{file.name}: {sorted(doubled)[0][0]} stands twice from the same day")
    return rows


def _checked(name: str, n: int, line: dict[str, str]) -> dict[str, Any]:
    try:
        limit = Limit(int(line["amount"]), Unit(line["unit"]))
        if not (line["code"] and line["trigger"] and line["source"]):
            raise ValueError("code, trigger and source must not be empty")
        return {
            "code": line["code"],
            "law_family": LimitFamily(line["law_family"]).value,
            "trigger": line["trigger"],
            "amount": limit.amount,
            "unit": limit.unit.value,
            "source": line["source"],
            "certainty": Certainty(line["certainty"]).value,
            "valid_from": date.fromisoformat(line["valid_from"]),
            "valid_to": date.fromisoformat(line["valid_to"]) if line["valid_to"] else None,
            "note": line["note"],
        }
    except (KeyError, ValueError, TypeError) as error:
        raise ValueError(f"{name}, line {n}: {error}") from None
