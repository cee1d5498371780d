"""The compiled loops: one each, no checks, no names of models; their plain twins are in tests/reference.

They spell out what an array's own methods and slices would say shorter: assigning a slice alone takes the
compiler a second, because of the messages of its errors, which no caller here can cause.
"""

from functools import partial
from pathlib import Path

import numba

_SOURCES = sorted(Path(__file__).parent.glob("*.py"))
_STAMP = tuple((path.name, path.stat().st_mtime, path.stat().st_size) for path in _SOURCES)


def compiled(function, **options):
    """Compile without the interpreter lock, and keep the machine code where the installation allows."""
    build = partial(numba.njit, nogil=True, error_model="numpy", no_cfunc_wrapper=True, **options)
    try:
        dispatcher = build(cache=True)(function)
    except RuntimeError:  # nowhere to keep it: a read-only installation without a home
        return build()(function)
    # Numba looks at the file of this function alone, but kernels are compiled into one another: without
    # this, a changed score would leave the scan that contains it as it was.
    dispatcher._cache._cache_file._source_stamp = _STAMP
    return dispatcher


def inner(function):
    """Compile what other kernels call and Python never does, without what would take Python's arguments."""
    return compiled(function, no_cpython_wrapper=True)
