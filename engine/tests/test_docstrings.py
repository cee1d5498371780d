"""What the documentation promises must be what the signature takes."""

import importlib
import inspect
import re

import pytest

MODULES = ("allocation", "draw", "forecast", "index", "ledger", "linkage", "routing")


def public_functions():
    for name in MODULES:
        module = importlib.import_module(f"kondusif_engine.{name}")
        for thing in getattr(module, "__all__", [n for n in vars(module) if not n.startswith("_")]):
            value = getattr(module, thing)
            if inspect.isfunction(value) and value.__module__.startswith("kondusif_engine." + name):
                yield pytest.param(value, id=f"{name}.{thing}")


def documented(function):
    """Names in the Parameters section; "a, b : type" names two."""
    section = re.search(
        r"Parameters\n\s*-+\n(.*?)(?:\n\s*\n\s*\w+\n\s*-+\n|\Z)", inspect.getdoc(function), re.S
    )
    lines = section.group(1).splitlines() if section else []
    heads = [line for line in lines if line and not line.startswith(" ")]
    return [name.strip() for line in heads for name in line.split(":")[0].split(",")]


@pytest.mark.parametrize("function", list(public_functions()))
def test_the_first_line_completes_this_function_will(function):
    first = inspect.getdoc(function).splitlines()[0]
    assert first.startswith(("This function will ", "Return ")), first


@pytest.mark.parametrize("function", list(public_functions()))
def test_documented_parameters_are_those_of_the_signature(function):
    taken = list(inspect.signature(function).parameters)
    if len(taken) > 2 or "Parameters" in inspect.getdoc(function):
        assert documented(function) == taken
