"""
Long arithmetic in a process of its own: at the lowest priority, bounded in time, gone when the worker is.

The worker's processes also send alarms; simulating for minutes inside them would hold their interpreter
back. The child takes no connection and writes no row, so it may be killed at any moment.
"""

import os
import pickle
import struct
import subprocess
import sys
import threading
from contextlib import suppress
from pathlib import Path
from typing import Any

_ROOT = Path(__file__).resolve().parents[3]
NICENESS = 15  # on top of the worker's own
_WORK = ("simulate_campaigns",)


class Unfinished(Exception):
    """The child took too long, or died."""


def machine_is_busy() -> bool:
    """This function will tell whether more processes wanted a processor in the last minute than there are processors."""
    return os.getloadavg()[0] > (os.cpu_count() or 1)


def run_apart(work: str, *arguments: Any, seconds: float) -> Any:
    """
    This function will do *work*, a function of this bridge, in a child and return what it returned.

    :raises Unfinished: if it does not end within *seconds*, or dies.
    :raises Exception: what the work itself raised.
    """
    # The paths of this process, wherever it was started from.
    paths = os.pathsep.join(path for path in sys.path if path)
    one_thread = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")
    child = subprocess.Popen(
        [sys.executable, "-c", f"from {__name__} import main; main({NICENESS})"], cwd=_ROOT, env=os.environ | one_thread | {"PYTHONPATH": paths},
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, start_new_session=True,
    )  # fmt: skip
    assert child.stdin is not None and child.stdout is not None  # asked for above
    limit = threading.Timer(seconds, child.kill)
    limit.start()
    try:
        told = pickle.dumps((work, arguments))
        child.stdin.write(struct.pack("<q", len(told)) + told)
        child.stdin.flush()
        # Its input stays open while this process lives: where it ends, the child ends too.
        answer = child.stdout.read()
    except BrokenPipeError:
        answer = b""
    finally:
        limit.cancel()
        child.kill()
        child.stdout.close()
        child.wait()
    if not answer:
        raise Unfinished(f"{work} did not end within {seconds:.0f} s, or its process died")
    result, problem = pickle.loads(answer)
    if problem is not None:
        raise problem
    return result


def main(niceness: int) -> None:
    """This function will do the one work that standard input names, and write its result to standard output."""
    _step_back(niceness)
    (size,) = struct.unpack("<q", sys.stdin.buffer.read(8))
    work, arguments = pickle.loads(sys.stdin.buffer.read(size))
    threading.Thread(target=_end_with_input, daemon=True).start()
    if work not in _WORK:
        raise ValueError(f"{work} is not done apart")
    from kondusif.detection import bridge

    try:
        answer = getattr(bridge, work)(*arguments), None
    except Exception as problem:  # carried to whoever asked
        answer = None, problem
    sys.stdout.buffer.write(pickle.dumps(answer))
    sys.stdout.buffer.flush()
    os._exit(0)  # the thread still holds standard input, which an orderly end would wait for and complain


def _step_back(niceness: int) -> None:
    if not niceness:
        return
    os.nice(niceness)
    with suppress(OSError):
        # Where Linux shares the processor among sessions first, niceness counts within one only: this one steps back whole.
        Path("/proc/self/autogroup").write_text("19")


def _end_with_input() -> None:
    sys.stdin.buffer.read(1)
    os._exit(1)
