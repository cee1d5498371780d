"""A line like the one of an office in the hills: connections break, answers get lost, everything takes a while."""

import random
import socket
import threading
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from typing import Any

from tests.support.waiting import PATIENCE_S

_CHUNK = 65536


class LossyLine:
    """
    A proxy on TCP before a server on this machine; *cut_share* of what passes ends its connection instead.

    What is cut on the way there never arrives; what is cut on the way back was done, and nobody hears of it.
    With *cut_at* it is cut exactly there: counted in bytes of all that was carried either way since it became bad.
    """

    def __init__(
        self, port: int, *, seed: int, cut_share: float = 0.12, most_delay_s: float = 0.4, cut_at: Iterable[int] = ()
    ):
        self._target, self._dice = port, random.Random(seed)
        self._cut_share, self._most_delay_s = cut_share, most_delay_s
        self._cut_at, self._n_carried = sorted(cut_at, reverse=True), 0
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._open: set[socket.socket] = set()
        self._lock = threading.Lock()
        self.is_down = False
        self.is_perfect = True  # until the pages are open
        self.n_cut = 0
        threading.Thread(target=self._listen, daemon=True).start()

    @property
    def port(self) -> int:
        return self._listener.getsockname()[1]

    def go_down(self) -> None:
        """This function will break every connection and take no new one until told otherwise."""
        self.is_down = True
        with self._lock:
            ends = list(self._open)
        for end in ends:
            _close(end)

    def close(self) -> None:
        """This function will end the line for good."""
        self.go_down()
        _close(self._listener)

    def _listen(self) -> None:
        while True:
            try:
                client, _address = self._listener.accept()
            except OSError:
                return
            if self.is_down:
                _close(client)
                continue
            try:
                server = socket.create_connection(("127.0.0.1", self._target), timeout=PATIENCE_S)
            except OSError:
                _close(client)
                continue
            server.settimeout(None)
            with self._lock:
                self._open |= {client, server}
            for source, sink in ((client, server), (server, client)):
                threading.Thread(target=self._carry, args=(source, sink), daemon=True).start()

    def _carry(self, source: socket.socket, sink: socket.socket) -> None:
        with suppress(OSError):
            while chunk := source.recv(_CHUNK):
                if not self.is_perfect:
                    time.sleep(self._dice.random() * self._most_delay_s)
                    if self.is_down or self._dice.random() < self._cut_share:
                        self.n_cut += 1
                        break
                    if (rest := self._rest_before_cut(len(chunk))) is not None:
                        sink.sendall(chunk[:rest])
                        break
                sink.sendall(chunk)
        for end in (source, sink):
            _close(end)
        with self._lock:
            self._open -= {source, sink}

    def _rest_before_cut(self, n_bytes: int) -> int | None:
        """How much of the next *n_bytes* still passes before the line is cut, or None if all of it does."""
        with self._lock:
            start, self._n_carried = self._n_carried, self._n_carried + n_bytes
            if not self._cut_at or self._cut_at[-1] >= self._n_carried:
                return None
            at = self._cut_at.pop()
            self.n_cut += 1
            return max(0, at - start)


def _close(end: socket.socket) -> None:
    with suppress(OSError):
        end.shutdown(socket.SHUT_RDWR)
    with suppress(OSError):
        end.close()


@contextmanager
def lossy_line(port: int, *, seed: int, **options: Any) -> Iterator[LossyLine]:
    """This function will keep such a line before *port* inside."""
    line = LossyLine(port, seed=seed, **options)
    try:
        yield line
    finally:
        line.close()
