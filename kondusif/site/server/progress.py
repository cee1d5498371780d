"""What the person at the terminal sees while the installation starts."""

import sys
import threading
import time


class Progress:
    """Lines with the seconds since the start; written whole, whoever writes."""

    def __init__(self) -> None:
        self._started = time.monotonic()
        self._lock = threading.Lock()

    def step(self, text: str) -> None:
        """This function will print *text* after the seconds that have passed."""
        self.line(f"[{time.monotonic() - self._started:6.1f} s] {text}")

    def line(self, text: str) -> None:
        """This function will print *text* as one line."""
        with self._lock:
            try:
                print(text, flush=True)
            except OSError:
                # The terminal went away; the installation must not end because nobody reads.
                sys.stdout = open("/dev/null", "w")  # noqa: SIM115 - open until the process ends
