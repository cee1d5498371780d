"""Keep what is dear to build until what it was built from changes."""

import threading
from collections.abc import Callable
from typing import Generic, TypeVar

Thing = TypeVar("Thing")


class Newest(Generic[Thing]):
    """For each key the last thing built, with the stamp of its source; shared by all threads of a process."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._kept: dict[str, tuple[object, Thing]] = {}

    def get(self, key: str, stamp: object, build: Callable[[], Thing]) -> Thing:
        """
        This function will return the thing of *key*, building it if none was built for this *stamp*.

        Two threads that come at once may both build; the result is the same, and neither waits.
        """
        kept = self._kept.get(key)
        if kept and kept[0] == stamp:
            return kept[1]
        thing = build()
        with self._lock:
            self._kept[key] = (stamp, thing)
        return thing
