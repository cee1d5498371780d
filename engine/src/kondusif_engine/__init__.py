"""Early detection in counts of reports over places and days, and the numbers around an election.

Submodules are loaded when they are first used, so that importing the package costs almost nothing:
``from kondusif_engine import scan``.
"""

from importlib import import_module
from types import ModuleType

from kondusif_engine._version import __version__
from kondusif_engine.checks import ArgumentProblem

_SUBMODULES = (
    "allocation",
    "draw",
    "forecast",
    "index",
    "ledger",
    "linkage",
    "routing",
    "scan",
    "silent",
    "temporal",
)

__all__ = ["ArgumentProblem", "__version__", *_SUBMODULES]


def __getattr__(name: str) -> ModuleType:
    if name in _SUBMODULES:
        return import_module(f"{__name__}.{name}")
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted([*globals(), *_SUBMODULES])
