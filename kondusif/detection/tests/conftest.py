"""The cast, and a scan that is quick enough for every test."""

from dataclasses import replace

import pytest

from kondusif.detection.actions.requesting import STANDARD
from kondusif.detection.bridge import apart
from kondusif.people.tests.factories import Cast, make_cast


@pytest.fixture(autouse=True)
def rank(monkeypatch) -> int:
    """What is calculated apart gets its share: at the lowest rank a machine full of other tests leaves it none for minutes."""
    former = apart.NICENESS
    monkeypatch.setattr(apart, "NICENESS", 0)
    return former


@pytest.fixture
def cast(everywhere) -> Cast:
    return make_cast()


@pytest.fixture
def quick():
    """The standard scan with a fifth of the replicates: enough for one chance in two hundred."""
    return replace(STANDARD, replicates=199)
