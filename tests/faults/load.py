"""
Senders that do not give up, and a count of what they were promised.

Each sender posts reports one after another. An answer of 201 or 200 is a promise; anything else, or
no answer, means that the same report is sent again under the same number, as a good client does.
"""

import http.client
import json
import random
import threading
import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from tests.support.waiting import PATIENCE_S, RESTART_S

VILLAGES = ("35.26.06.2001", "35.26.06.2005", "35.26.01.1001")


def report_body(number: uuid.UUID) -> bytes:
    """This function will return the report called *number* as JSON; the same bytes each time."""
    return json.dumps(
        {
            "client_id": str(number),
            "category": "power_network",
            "text": f"Listrik di balai desa padam sejak pagi, laporan uji {number}.",
            "village_code": VILLAGES[number.int % len(VILLAGES)],
            "event_at": datetime.fromtimestamp(1_790_000_000, UTC).isoformat(),
            "anonymous": True,
        }
    ).encode()


@dataclass
class Load:
    """Several senders on one address until told to stop."""

    port: int
    n_senders: int = 6
    path: str = "/api/v1/reports"
    body_of: Callable[[uuid.UUID], bytes] = report_body
    promised: dict[uuid.UUID, set[str]] = field(default_factory=dict)
    refused: list[tuple[int, bytes]] = field(default_factory=list)
    n_unanswered: int = 0
    _stop: threading.Event = field(default_factory=threading.Event)
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _threads: list[threading.Thread] = field(default_factory=list)

    def __enter__(self) -> "Load":
        for _ in range(self.n_senders):
            thread = threading.Thread(target=self._send_on_and_on, daemon=True)
            thread.start()
            self._threads.append(thread)
        return self

    def __exit__(self, *problem: object) -> None:
        self._stop.set()
        for thread in self._threads:
            thread.join(PATIENCE_S)

    def wait_for_promises(self, more: int, seconds: float = RESTART_S) -> None:
        """
        This function will wait until *more* reports than now were promised.

        :raises AssertionError: if that takes longer than *seconds*.
        """
        goal, deadline = len(self.promised) + more, time.monotonic() + seconds
        while len(self.promised) < goal:
            assert time.monotonic() < deadline, (
                f"only {len(self.promised)} of {goal} promises; refused: {self.refused[-3:]}"
            )
            self._stop.wait(0.02)

    def _send_on_and_on(self) -> None:
        call = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE_S)
        number = uuid.uuid4()
        while not self._stop.is_set():
            try:
                call.request("POST", self.path, self.body_of(number), {"Content-Type": "application/json"})
                answer = call.getresponse()
                body = answer.read()
            except (OSError, http.client.HTTPException):
                call.close()
                with self._lock:
                    self.n_unanswered += 1
                self._stop.wait(0.05)
                continue
            if answer.status in (200, 201):
                with self._lock:
                    self.promised.setdefault(number, set()).add(json.loads(body)["receipt"])
                number = uuid.uuid4()
            else:
                with self._lock:
                    self.refused.append((answer.status, body[:300]))
                self._stop.wait(0.05)


def family(pid: int) -> list[int]:
    """This function will return *pid* and every process below it."""
    found = [pid]
    for children in Path(f"/proc/{pid}/task").glob("*/children"):
        for child in children.read_text().split():
            found += family(int(child))
    return found


def moment(least: float = 0.05, most: float = 0.6) -> float:
    """This function will return a random wait: a crash asks nobody when."""
    return random.uniform(least, most)
