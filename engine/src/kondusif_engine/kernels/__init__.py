"""The compiled loops: one each, no checks, no names of models; their plain twins are in tests/reference."""

from functools import partial

import numba


def compiled(function):
    """Compile without the interpreter lock, and keep the machine code where the installation allows."""
    build = partial(numba.njit, nogil=True, error_model="numpy")
    try:
        return build(cache=True)(function)
    except RuntimeError:  # nowhere to keep it: a read-only installation without a home
        return build()(function)
