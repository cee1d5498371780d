"""No landing depends on luck: chance is the same in every run of the suite, whatever ran before."""

import secrets
import sys
from random import SystemRandom
from types import ModuleType
from uuid import uuid4

import pytest
from django.middleware.csrf import get_token
from django.test import RequestFactory
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from kondusif.core.ids import new_id
from tests.support.dice import thrown


def everything_drawn() -> list[object]:
    """This function will draw in every way in which we, Django and our tests draw."""
    return [
        secrets.token_hex(16), secrets.token_urlsafe(16), secrets.choice(range(10**9)), secrets.randbelow(10**9),
        SystemRandom().random(), uuid4(), new_id(), new_id(),
        get_token(RequestFactory().get("/")),
    ]  # fmt: skip


def test_what_a_test_draws_follows_from_its_name_alone():
    drawn = []
    for name in ("one", "other", "one"):
        with thrown(name):
            drawn.append(everything_drawn())
    assert drawn[0] == drawn[2]
    assert all(a != b for a, b in zip(drawn[0], drawn[1], strict=True))


def test_every_test_has_its_own_dice_and_the_next_run_the_same(pytestconfig):
    if pytestconfig.getoption("dice"):
        pytest.skip("a search throws other dice")
    assert str(uuid4()) == "f88aa761-f063-431c-930a-155e4433d319"


def looked_at() -> list[tuple[str, int]]:
    """This function will return the examples that Hypothesis looks at for one property, as a landing has them."""
    seen = []

    @settings(phases=[Phase.generate], max_examples=300)
    @given(st.text(max_size=8), st.integers())
    def look(word: str, number: int) -> None:
        seen.append((word, number))

    look()
    return seen


def test_the_examples_of_a_property_do_not_depend_on_what_is_loaded_by_then(tmp_path, monkeypatch, pytestconfig):
    if pytestconfig.getoption("examples"):
        pytest.skip("a search looks at new examples")
    before = looked_at()
    module = ModuleType("loaded_meanwhile")
    module.__file__ = str(tmp_path / "loaded_meanwhile.py")
    (tmp_path / "loaded_meanwhile.py").write_text("\n".join(f"a{n} = {n * 7919}" for n in range(200, 400)))
    monkeypatch.setitem(sys.modules, module.__name__, module)
    assert looked_at() == before
