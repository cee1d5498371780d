"""One figure in the form that bin/bench keeps."""

import json


def figure(name: str, value: float, unit: str, goal: str = "", note: str = "") -> None:
    """Print a figure as one line of JSON."""
    print(json.dumps({"name": name, "value": float(value), "unit": unit, "goal": goal, "note": note}))
