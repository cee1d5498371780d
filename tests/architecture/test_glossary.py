"""Every noun and every state of the code stands in the glossary, with its Indonesian word."""

import importlib
import inspect
import re
from enum import StrEnum

from django.apps import apps
from django.conf import settings

GLOSSARY = (settings.BASE_DIR / "docs" / "reference" / "glossary.md").read_text()
WORDS = {row.strip() for row in re.findall(r"^\| ([A-Za-z_]+) \|", GLOSSARY, re.M)}


def test_every_model_is_explained():
    ours = [m for m in apps.get_models() if m.__module__.startswith("kondusif.")]
    assert len(ours) > 25
    assert sorted(m.__name__ for m in ours if m.__name__ not in WORDS) == []


def states() -> set[str]:
    found = set()
    for room in settings.ROOMS:
        try:
            module = importlib.import_module(f"kondusif.{room}.states")
        except ModuleNotFoundError:
            continue
        for name, kind in inspect.getmembers(module, inspect.isclass):
            if name.endswith("State") and issubclass(kind, StrEnum) and kind is not StrEnum:
                found |= {str(member) for member in kind}
    return found


def test_every_state_is_explained():
    assert len(states()) > 20
    assert sorted(states() - WORDS) == []


def test_nothing_is_explained_twice():
    rows = re.findall(r"^\| ([A-Za-z_]+) \|", GLOSSARY, re.M)
    assert sorted({word for word in rows if rows.count(word) > 1} - {"code"}) == []
