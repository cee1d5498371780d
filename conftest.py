"""The suite's common ground: a database as production has it, a running stack, and a browser."""

import asyncio
import gc
import os
import sys
from collections.abc import Iterator
from datetime import timedelta

import pytest

from tests.support import browsers, dice, restoring, stack
from tests.support.database import TestServer

BROWSERS = {"browser", "shell", "open_page"}
BROWSER_WAITED = r"^TimeoutError: .*Timeout \d+ms exceeded"


def pytest_addoption(parser: pytest.Parser) -> None:
    """Chance is the same in every run, unless somebody asks for another."""
    dice.add_options(parser)


def pytest_configure(config: pytest.Config) -> None:
    """Pages under test speak Indonesian: the catalogues are compiled before the first one is read."""
    import gettext

    from django.utils.translation import trans_real

    from kondusif.site.server.translations import compile_changed

    dice.set_up(config)
    if compile_changed():  # Django has read the former catalogues while it was set up
        gettext._translations = {}
        trans_real._translations, trans_real._default = {}, None


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> Iterator[None]:
    """
    Tests on the one running stack stay in one process; so do those that kill it. Long groups begin early.

    :raises UsageError: if the groups are not kept, which would start the stack once in each process.
    """
    _mark(items)
    dice.search_wider(config, items)
    yield
    items.sort(key=_turn)  # after others have put the tests of one kind of database together
    grouped = [item for item in items if item.get_closest_marker("xdist_group")]
    if config.getoption("loadgroup", False) and not all("@" in item.nodeid for item in grouped):
        raise pytest.UsageError("pytest-xdist does not keep the groups with this pytest")


def pytest_collection_finish() -> None:
    """What is loaded by now stays: nothing of it is looked through for garbage again and again."""
    gc.collect()
    gc.freeze()


def pytest_make_parametrize_id(val: object, argname: str) -> str | None:
    """A file made for a test names no test: the second it was made in stands in its bytes, and each process has its own."""
    return argname if isinstance(val, bytes) and len(val) > 60 else None


def _mark(items: list[pytest.Item]) -> None:
    for item in items:
        fixtures = getattr(item, "fixturenames", ())
        if "live_stack" in fixtures:
            item.add_marker(pytest.mark.xdist_group("live"))
        if "live_stack" in fixtures or BROWSERS & set(fixtures):
            item.add_marker(pytest.mark.journey)
        if BROWSERS & set(fixtures):
            # Half a minute without an answer may be the machine's: one more try, which the summary names. Nothing
            # else is tried again, and what is slow twice fails.
            item.add_marker(pytest.mark.flaky(reruns=1, only_rerun=[BROWSER_WAITED]))


def _turn(item: pytest.Item) -> int:
    # One process begins with what starts stacks of its own, one with the journeys, one with the walk over all pages:
    # these are long and in one piece. The many small tests come after and end at the same time everywhere.
    if item.get_closest_marker("faults"):
        return 0
    group = item.get_closest_marker("xdist_group")
    if item.get_closest_marker("journey") and group:
        return {"live": 1, "walk": 2}.get(group.args[0], 3)
    return 3 if item.get_closest_marker("journey") is None else 4


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Iterator[None]:
    """A browser leaves its event loop running in the thread; a test without one finds the thread as if it were its own."""
    if item.get_closest_marker("journey"):
        return (yield)
    running = asyncio._get_running_loop()
    asyncio._set_running_loop(None)
    try:
        return (yield)
    finally:
        asyncio._set_running_loop(running)


@pytest.fixture(scope="session")
def test_server() -> Iterator[TestServer]:
    """The suite's PostgreSQL server, with the three roles of an installation."""
    server = TestServer()
    server.enter()
    yield server
    server.leave()


@pytest.fixture(scope="session")
def django_db_setup(test_server: TestServer, django_db_blocker) -> Iterator[None]:
    """A database of this process in which the application has the application's role: row security is live."""
    from django.db import connections

    from tests.support.database import share_connections

    share_connections()

    def point_at(name: str) -> None:
        for alias, role in (("default", "kondusif_app"), ("owner", "kondusif_owner")):
            connections[alias].close()
            connections[alias].settings_dict.update(test_server.settings_for(role, name))

    def migrate(name: str) -> None:
        from django.core.management import call_command

        from kondusif.core.grants import apply_grants

        point_at(name)
        call_command("migrate", database="owner", verbosity=0, interactive=False)
        apply_grants(app_role="kondusif_app", reader_role="kondusif_reader", using="owner")
        for alias in ("default", "owner"):
            connections[alias].close()

    name = f"test_{os.environ.get('PYTEST_XDIST_WORKER', 'main')}_{os.getpid()}"
    with django_db_blocker.unblock():
        template = test_server.template(migrate)
        test_server.recreate(name, template)
        point_at(name)
        restore = _put_back_after_commits(test_server, name, template)
        yield
        restore()
        for alias in ("default", "owner"):
            connections[alias].close()
        with test_server.connect() as connection:
            test_server.drop(connection, name)


def _put_back_after_commits(server: TestServer, name: str, template: str):
    """Django empties tables after a committing test; our role may not, and what migrations brought has to stay."""
    from django.db import connections
    from django.test import TransactionTestCase

    former = TransactionTestCase._fixture_teardown
    with server.connect(name) as connection:
        kept = restoring.keep(connection)

    def anew(self: TransactionTestCase) -> None:
        connections.close_all()
        with server.connect(name) as connection:
            is_as_before = restoring.put_back(connection, kept)
        if not is_as_before:  # the test changed more than rows
            server.recreate(name, template)

    TransactionTestCase._fixture_teardown = anew

    def restore() -> None:
        TransactionTestCase._fixture_teardown = former

    return restore


@pytest.fixture(autouse=True)
def same_dice(request: pytest.FixtureRequest) -> Iterator[None]:
    """What a test draws, directly or through what it tests, follows from its name; --dice throws others."""
    again = getattr(request.node, "execution_count", 1)  # a second try must not send what the first has sent
    number = request.config.getoption("dice")
    with dice.thrown(f"{request.node.module.__name__}::{request.node.getmodpath()} {number} {again}"):
        yield


@pytest.fixture(autouse=True)
def unhurried() -> None:
    """No test pays for how often those before it in this process came: a crowd of tests is no crowd of senders."""
    counters = {
        "kondusif.reports.work": ("load", "unworked"),
        "kondusif.reports.throttle": ("receipt_tries",),
        "kondusif.interop.open311.views": ("sendings",),
    }
    for module, names in counters.items():
        for name in names if module in sys.modules else ():
            getattr(sys.modules[module], name).forget()


@pytest.fixture
def everywhere(db) -> Iterator[None]:
    """Rows of every region may be read and written: for building a scene, not for the code under test."""
    from kondusif.core.scope import EVERYWHERE, scoped

    with scoped(EVERYWHERE):
        yield


@pytest.fixture
def cast(everywhere):
    """Sari, Budi, Ani, Citra, Rendra, Dewi and Eko in their offices, with the few places they need."""
    from kondusif.people.tests.factories import make_cast

    return make_cast()


@pytest.fixture
def at_the_scene(monkeypatch) -> None:
    """Pages and jobs happen five minutes after the moment of the scenes, on whatever day the suite runs."""
    from kondusif.people.tests.factories import NOW

    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW + timedelta(minutes=5))


@pytest.fixture(scope="session")
def live_stack(tmp_path_factory) -> Iterator[stack.LiveStack]:
    """The true stack: embedded database, web, worker, demonstration of Bangkalan, on a free port."""
    with stack.running(tmp_path_factory.mktemp("stack")) as running:
        yield running


@pytest.fixture(scope="session")
def playwright() -> Iterator[object]:
    """What steers the browsers of this process."""
    with browsers.driver() as playwright:
        yield playwright


@pytest.fixture(scope="session")
def browser(playwright) -> Iterator[object]:
    """One Chromium for the session; without it the browser tests skip with one line."""
    path = browsers.find_chromium()
    if path is None:
        pytest.skip(browsers.MISSING)
    with browsers.launched(playwright, path) as chromium:
        yield chromium


@pytest.fixture(scope="session")
def shell(request, playwright) -> Iterator[object]:
    """A Chromium for tests that only draw and click, where one is installed; else the whole one."""
    path = browsers.find_shell()
    if path is None:
        yield request.getfixturevalue("browser")
        return
    with browsers.launched(playwright, path) as chromium:
        yield chromium


@pytest.fixture
def open_page(request) -> Iterator[object]:
    """``open_page(width=360, **context)`` gives a fresh page as an Indonesian phone has it, closed afterwards."""
    browser, contexts = request.getfixturevalue("shell" if request.node.get_closest_marker("drawn") else "browser"), []

    def opened(width: int = 360, height: int = 740, **options):
        context = browsers.phone(browser, width=width, height=height, **options)
        contexts.append(context)
        return context.new_page()

    yield opened
    browsers.close(contexts)
