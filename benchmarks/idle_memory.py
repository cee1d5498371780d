# needs: stack
"""How much memory the whole idle installation holds: supervisor, database, web processes, worker."""

import json
import os
import time
from pathlib import Path


def family(pid: int) -> list[int]:
    """This function will return *pid* and all its descendants."""
    found = [pid]
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        for child in task.read_text().split():
            found += family(int(child))
    return found


def proportional_bytes(pid: int) -> int:
    """This function will return what *pid* holds, pages shared by n processes counted one n-th."""
    text = Path(f"/proc/{pid}/smaps_rollup").read_text()
    return int(text.split("Pss:")[1].split()[0]) * 1024


if __name__ == "__main__":
    time.sleep(15)  # let the start settle
    pids = family(int(os.environ["KONDUSIF_BENCH_PID"]))
    total = sum(proportional_bytes(pid) for pid in pids)
    print(
        json.dumps(
            {
                "name": "memory of the idle stack",
                "value": round(total / 1e6),
                "unit": "MB",
                "goal": "≤ 600 MB",
                "note": f"{len(pids)} processes, PSS",
            }
        )
    )
