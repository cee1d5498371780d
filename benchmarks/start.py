"""How long an installation takes to answer: from nothing, and a second time on the same data."""

import json
import tempfile
import time
from pathlib import Path

from tests.support.stack import running

if __name__ == "__main__":
    with tempfile.TemporaryDirectory(prefix="kondusif-bench-") as place:
        for name, goal in (("first start, demonstration of Bangkalan", ""), ("second start", "≤ 5 s")):
            started = time.monotonic()
            with running(Path(place), fresh=True):
                seconds = time.monotonic() - started
            print(
                json.dumps({"name": name, "value": round(seconds, 1), "unit": "s", "goal": goal, "note": "to /health"})
            )
