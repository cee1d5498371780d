"""
Patience: what a script, a worker or another process brings is looked for again and again, from outside the page.

A locator waits by itself: ``expect(page.locator(…)).to_have_text(…)``. For everything else there is ``until``.
Playwright's ``wait_for_function`` is no third way: it calls again from inside the page, where our policy forbids
``eval``, so that only its first look is ever answered.
"""

import time
from collections.abc import Callable

# Nobody waits that long for anything that works, and a busy machine is not a failure.
PATIENCE_S = 60
RESTART_S = 240  # for whole processes that come up again, several at once


def until(look: Callable[[], object], what: str, seconds: float = PATIENCE_S) -> None:
    """
    This function will look again and again until it is so.

    :raises AssertionError: if it is not so in time, telling *what* did not happen.
    """
    end = time.monotonic() + seconds
    while not look():
        assert time.monotonic() < end, f"did not happen within {seconds:.0f} s: {what}"
        time.sleep(0.1)
