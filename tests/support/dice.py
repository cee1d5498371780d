"""Chance that can be told again: what a test draws follows from its name, and from the number of the dice."""

import os
import random
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from hypothesis import HealthCheck, settings
from hypothesis.internal.conjecture import providers

MADE_AT_NS = 1_790_000_000_000_000_000


def add_options(parser: pytest.Parser) -> None:
    """This function will add the options with which bin/search throws other dice than every landing does."""
    group = parser.getgroup("dice")
    group.addoption("--dice", type=int, default=0, help="throw other dice: those with this number")
    group.addoption("--examples", type=int, default=0, help="this many times as many examples of properties, new ones")


def set_up(config: pytest.Config) -> None:
    """
    This function will choose how Hypothesis looks for examples: the same in every run, unless more are asked for.

    A landing depends on no luck: what refuses it once refuses it again, at any desk. Left to itself, Hypothesis also
    takes numbers and words from whatever modules are loaded by then, so that the examples of one test would depend on
    the tests before it in its process. Looking further has a command of its own, bin/search.
    """
    calm = [HealthCheck.too_slow]  # a busy machine is not a failure
    settings.register_profile(
        "suite", deadline=None, derandomize=True, database=None, print_blob=True, suppress_health_check=calm
    )
    settings.load_profile("suite")
    if not config.getoption("examples"):
        providers._get_local_constants = providers.Constants


def wider(given: settings, config: pytest.Config) -> settings:
    """This function will return *given*, or where more examples were asked for, as many more and new ones."""
    times = config.getoption("examples")
    return settings(given, derandomize=False, max_examples=given.max_examples * times) if times else given


def search_wider(config: pytest.Config, items: list[pytest.Item]) -> None:
    """This function will have the property tests among *items* look at as many more examples as were asked for."""
    tests = {getattr(item.obj, "__func__", item.obj) for item in items if hasattr(item, "obj")}
    for test in tests:
        if given := getattr(test, "_hypothesis_internal_use_settings", None):
            test._hypothesis_internal_use_settings = wider(given, config)


@contextmanager
def thrown(name: str) -> Iterator[None]:
    """
    This function will let everything inside that asks the system for chance get it from *name* instead.

    Keys of requests, codes, nonces and identifiers, and with these the seeds of scans, are the same in every run.
    """
    from kondusif.core import ids

    dice = random.Random(name)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(os, "urandom", dice.randbytes)
        patch.setattr(random, "_urandom", dice.randbytes)  # of SystemRandom, and so of secrets
        patch.setattr(ids, "time_ns", lambda: MADE_AT_NS)
        patch.setattr(ids, "_last", 0)
        yield
