"""A child process under the supervisor: started, heard, restarted after growing waits, stopped."""

import subprocess
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import IO

from kondusif.site.server.progress import Progress

FIRST_WAIT, LONGEST_WAIT, STEADY_SECONDS = 0.1, 10.0, 30.0

Spawn = Callable[[], "subprocess.Popen[bytes]"]


@dataclass
class Child:
    """One process that shall run; *spawn* starts it anew each time it is found dead."""

    name: str
    spawn: Spawn
    progress: Progress
    process: "subprocess.Popen[bytes] | None" = None
    n_deaths: int = 0  # since it last ran steadily
    not_before: float = 0.0
    started: float = 0.0
    _listeners: list[threading.Thread] = field(default_factory=list)

    def start(self) -> None:
        """This function will start the process and forward what it says under its name."""
        self.started = time.monotonic()
        self.process = self.spawn()
        self.progress.line(f"[{self.name}] pid {self.process.pid}")
        if self.process.stdout is not None:
            thread = threading.Thread(target=self._forward, args=(self.process.stdout,), daemon=True)
            thread.start()
            self._listeners.append(thread)

    def _forward(self, stream: IO[bytes]) -> None:
        with stream:
            for line in stream:
                self.progress.line(f"[{self.name}] {line.decode(errors='replace').rstrip()}")

    @property
    def is_running(self) -> bool:
        """Whether the process is there now."""
        return self.process is not None and self.process.poll() is None

    def tend(self) -> bool:
        """This function will note a death and restart when its wait is over; it tells whether something changed."""
        now = time.monotonic()
        if self.is_running:
            if self.n_deaths and now - self.started > STEADY_SECONDS:
                self.n_deaths = 0
            return False
        if self.process is not None:
            self.n_deaths += 1
            wait = min(LONGEST_WAIT, FIRST_WAIT * 2 ** (self.n_deaths - 1))
            self.not_before = now + wait
            self.progress.line(
                f"[{self.name}] berhenti (kode {self.process.returncode}), mulai lagi dalam {wait:.1f} s / ended, restarting"
            )
            self.process = None
        if now < self.not_before:
            return False
        self.start()
        return True

    def stop(self, *, by: float) -> None:
        """This function will wait for the already signalled process until the moment *by*, then end it by force."""
        if self.process is None:
            return
        try:
            self.process.wait(max(0.0, by - time.monotonic()))
        except subprocess.TimeoutExpired:
            self.progress.line(f"[{self.name}] tidak berhenti, dipaksa / did not stop, killed")
            self.process.kill()
            self.process.wait(5)
        for thread in self._listeners:
            thread.join(0.5)
