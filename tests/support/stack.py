"""The true stack as an operator starts it, for tests that look at it from outside."""

import fcntl
import os
import random
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from kondusif.site.server import steps
from tests.support.waiting import PATIENCE_S

ROOT = Path(__file__).resolve().parents[2]
START_SECONDS = 600
PROCESSES = 16  # of one run, each with ports of its own
HOME = ROOT / "var" / "test-stack"
_given: set[int] = set()


@dataclass(frozen=True)
class LiveStack:
    """A running installation and how to reach it."""

    url: str
    data_dir: Path
    process: subprocess.Popen[bytes]
    log: Path

    def output(self) -> str:
        """This function will return everything the installation has printed so far."""
        return self.log.read_text(errors="replace")

    def children(self, kind: str) -> list[int]:
        """This function will return the process numbers of the running *kind*: web-1, web-2, worker or database."""
        found = re.findall(rf"\[{re.escape(kind)}\] pid (\d+)", self.output())
        return [int(pid) for pid in found if Path(f"/proc/{pid}").exists()]


def free_port() -> int:
    """
    This function will return a port that nobody listens on now, and that no other test of this run is given.

    It lies below those that Linux gives to outgoing connections: a stack takes minutes until it binds its own. Another
    run at the same time draws others: chance comes from the system here, and not from the dice of the test.
    """
    process = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw")) % PROCESSES
    chance = random.Random()
    while True:
        port = 20_000 + chance.randrange(12_000 // PROCESSES) * PROCESSES + process
        if port in _given:
            continue
        with socket.socket() as probe, suppress(OSError):
            probe.bind(("127.0.0.1", port))
            _given.add(port)
            return port


def environment() -> dict[str, str]:
    """This function will return this process's environment without what the test settings put there."""
    ours = ("DJANGO_", "KONDUSIF_", "DATABASE_", "PYTEST_")
    return {k: v for k, v in os.environ.items() if not k.startswith(ours)}


def lay_base(place: Path) -> None:
    """
    This function will put a prepared data directory (tables, regions, files; no demonstration) below *place*.

    It is prepared once for each state of tables, regions and files; loading them again for each test
    that wants a stack of its own would show nothing new.
    """
    key = steps.fingerprint([], *steps.database_steps(None).values(), steps.static_fingerprint())
    base = HOME / key
    HOME.mkdir(parents=True, exist_ok=True)
    with (HOME / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not base.exists():
            for old in HOME.glob("*/"):
                shutil.rmtree(old)
            with running(HOME / "draft", "--no-demo", fresh=True):
                pass
            (HOME / "draft").rename(base)
    shutil.copytree(base / "data", place / "data")


@contextmanager
def running(place: Path, *words: str, port: int | None = None, fresh: bool = False) -> Iterator[LiveStack]:
    """
    This function will run the stack on the data directory below *place* inside, and stop it cleanly after.

    A missing data directory is laid from a prepared one, or with *fresh* made from nothing.

    :raises RuntimeError: if it does not answer in time, with what it printed.
    """
    port = port or free_port()
    data_dir, log = place / "data", place / "output.log"
    place.mkdir(parents=True, exist_ok=True)
    if not data_dir.exists() and not fresh:
        lay_base(place)
    with log.open("ab") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "kondusif.site.server", "--port", str(port), "--data-dir", str(data_dir), *words],
            stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.STDOUT, env=environment(), cwd=ROOT,
            start_new_session=True,
        )  # fmt: skip
    live = LiveStack(f"http://127.0.0.1:{port}", data_dir, process, log)
    try:
        wait_for_health(live)
        yield live
    finally:
        stop(process)


def wait_for_health(live: LiveStack, seconds: float = START_SECONDS) -> None:
    """
    This function will wait until the stack answers that it is well.

    :raises RuntimeError: if it ends or stays silent, with what it printed.
    """
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline and live.process.poll() is None:
        try:
            with urllib.request.urlopen(f"{live.url}/health", timeout=PATIENCE_S / 6) as answer:
                if answer.status == 200:
                    return
        except OSError:
            time.sleep(0.05)
    raise RuntimeError(f"the stack did not come up (exit code {live.process.poll()}):\n{live.output()[-4000:]}")


def stop(process: subprocess.Popen[bytes], seconds: float = PATIENCE_S) -> int:
    """This function will stop the stack as SIGTERM does and return its exit code."""
    if process.poll() is None:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(seconds)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait(PATIENCE_S)
    return process.returncode
