"""A child ends when its supervisor was killed: nobody would restart, stop or hear it any more."""

import ctypes
import os
import signal
import sys

PR_SET_PDEATHSIG = 1
PARENT = "KONDUSIF_SUPERVISOR"


def end_with_parent() -> None:
    """
    This function will have the system send SIGTERM to this process when its parent dies (Linux).

    A parent that died while this process was still loading is noticed by its number, which it left behind.
    """
    if not sys.platform.startswith("linux"):
        return
    parent = int(os.environ.get(PARENT, os.getppid()))
    ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
    if os.getppid() != parent:  # it died before
        os.kill(os.getpid(), signal.SIGTERM)
