"""An outage of the database fills no disk: one trace when it goes, one line when it is back."""

import io
import logging

import psycopg
import pytest
from django.conf import settings
from django.db import DatabaseError, OperationalError, connection
from django.db.backends.signals import connection_created

from kondusif.site import outages
from kondusif.site.outages import OnceEach, is_outage


@pytest.fixture
def log(monkeypatch):
    """The log as a process writes it: the configured handler's filter before a text, and no other filter that speaks."""
    monkeypatch.setattr(connection_created, "receivers", [])
    written = io.StringIO()
    handler = logging.StreamHandler(written)
    handler.addFilter(OnceEach())
    logger = logging.getLogger("kondusif.site.outages")
    logger.addHandler(handler)
    yield written
    logger.removeHandler(handler)


def fail(said: str = "a request failed", where: str = "/nowhere") -> None:
    """This function will ask a database that is not there, as a view would, and log the failure as Django does."""
    gone = connection.copy()
    gone.settings_dict = {**connection.settings_dict, "HOST": where, "TEST": {}}
    try:
        gone.ensure_connection()
    except OperationalError:
        outages.log.exception(said)


def come_back() -> None:
    """This function will open a connection to the database that is there."""
    fresh = connection.copy()
    fresh.ensure_connection()
    fresh.close()


@pytest.mark.django_db
def test_an_outage_is_told_once_with_its_cause_and_counted_when_it_is_over(log):
    for n in range(500):
        fail(f"request {n}")
    assert log.getvalue().count("request ") == log.getvalue().count("django.db.utils.OperationalError") == 1
    assert "request 0" in log.getvalue() and "/nowhere" in log.getvalue()
    come_back()
    assert log.getvalue().splitlines()[-1].endswith("499 further failures were not written")
    come_back()
    assert log.getvalue().count("answers again") == 1


@pytest.mark.django_db
def test_the_next_outage_is_told_anew(log):
    fail("first")
    come_back()
    fail("second")
    assert "second" in log.getvalue()


@pytest.mark.django_db
def test_after_a_quiet_minute_a_failure_is_told_anew_even_if_nobody_saw_the_database_come_back(log, monkeypatch):
    now = 1000.0
    monkeypatch.setattr(outages.time, "monotonic", lambda: now)
    fail("first")
    now += 59
    fail("left out")
    now += 61
    fail("later")
    assert [said in log.getvalue() for said in ("first", "left out", "later")] == [True, False, True]


def test_a_failure_told_without_its_trace_counts_like_any_other(log):
    for n in range(3):
        outages.log.warning("error connecting in %r: %s", f"pool-{n}", psycopg.OperationalError("refused"))
    assert log.getvalue().count("error connecting") == 1


def test_what_is_no_outage_is_always_written(log):
    for n in range(3):
        outages.log.error("plain %d", n)
        try:
            raise ValueError("a bug")
        except ValueError:
            outages.log.exception("bug %d", n)
    assert [log.getvalue().count(said) for said in ("plain", "bug ", "ValueError: a bug")] == [3, 3, 3]


@pytest.mark.parametrize(
    ("error", "is_one"),
    [
        (psycopg.OperationalError("server closed the connection unexpectedly"), True),
        (psycopg.errors.AdminShutdown(), True),
        (psycopg.errors.CannotConnectNow(), True),
        (psycopg.errors.ConnectionFailure(), True),
        (psycopg.InterfaceError("the connection is closed"), True),
        (psycopg.errors.DeadlockDetected(), False),
        (psycopg.errors.QueryCanceled(), False),
        (psycopg.errors.DiskFull(), False),
        (psycopg.errors.UniqueViolation(), False),
        (ConnectionRefusedError(), False),
    ],
)
def test_only_a_database_that_is_not_there_is_an_outage(error, is_one):
    wrapped = DatabaseError("as Django says it")
    wrapped.__cause__ = error
    assert is_outage(error) == is_outage(wrapped) == is_one


def test_every_process_writes_its_log_like_this():
    handler = settings.LOGGING["handlers"]["stderr"]
    assert [settings.LOGGING["filters"][name]["()"] for name in handler["filters"]] == [
        "kondusif.site.outages.OnceEach",
        "kondusif.site.outages.RefusalsInOneLine",
    ]
    assert settings.LOGGING["root"]["handlers"] == ["stderr"]
