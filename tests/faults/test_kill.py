"""
kill -9 of each part under load: whoever holds a receipt has a report.

Each test kills four times at random moments while six senders post (KONDUSIF_KILLS asks for more). The
controls use the same senders on a server, and on a database, that are known to lose: a harness that finds
nothing there would prove nothing here. What kill -9 cannot show is a missing fsync (the system keeps
the pages); for that the start is refused, see ``test_refusals``.
"""

import contextlib
import http.client
import os
import signal
import socket
import subprocess
import sys
import threading
import time
import uuid

import psycopg
import pytest

from kondusif.site.server.cluster import Cluster
from tests.faults.load import Load, family, moment, report_body
from tests.support import stack
from tests.support.waiting import PATIENCE_S, RESTART_S

KILLS = int(os.environ.get("KONDUSIF_KILLS", "4"))
BETWEEN = 20  # promises between two kills: the load has to be running again

pytestmark = [pytest.mark.xdist_group("faults"), pytest.mark.faults]


@pytest.fixture(scope="module")
def target(tmp_path_factory):
    """A stack of its own for Bangkalan without demonstration, to be killed in parts."""
    with stack.running(tmp_path_factory.mktemp("faults"), "--no-demo") as live:
        environment = stack.environment() | {"KONDUSIF_DATA_DIR": str(live.data_dir)}
        done = subprocess.run(
            [sys.executable, "manage.py", "create_tenant", "35.26"],
            cwd=stack.ROOT, env=environment, capture_output=True, text=True,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        until_taken(live)
        yield live


def until_taken(live: stack.LiveStack, seconds: float = RESTART_S) -> None:
    """This function will send reports until every web process knows of the new office."""
    end, in_a_row = time.monotonic() + seconds, 0
    while in_a_row < 20:
        assert time.monotonic() < end, "the new office takes no reports"
        with contextlib.closing(http.client.HTTPConnection("127.0.0.1", port_of(live), timeout=PATIENCE_S)) as call:
            call.request("POST", "/api/v1/reports", report_body(uuid.uuid4()), {"Content-Type": "application/json"})
            in_a_row = in_a_row + 1 if call.getresponse().status == 201 else 0


def port_of(live: stack.LiveStack) -> int:
    """This function will return the port of the stack."""
    return int(live.url.rsplit(":", 1)[1])


def kept(live: stack.LiveStack) -> dict[uuid.UUID, int]:
    """This function will return how often each report is in the database."""
    with Cluster(live.data_dir).connect("kondusif") as connection:
        return dict(connection.execute("SELECT client_id, count(*) FROM reports_report GROUP BY 1").fetchall())


def kill_now(live: stack.LiveStack, *kinds: str) -> None:
    """This function will kill the newest process of each of *kinds* with everything below it."""
    for kind in kinds:
        for pid in [p for root in live.children(kind) for p in family(root)]:
            with contextlib.suppress(ProcessLookupError):  # it fell with its parent
                os.kill(pid, signal.SIGKILL)


def kill_under_load(live: stack.LiveStack, *kinds: str) -> Load:
    """This function will kill *kinds* again and again under load and return what was promised meanwhile."""
    with Load(port_of(live)) as load:
        for _ in range(KILLS):
            load.wait_for_promises(BETWEEN)
            threading.Event().wait(moment())
            kill_now(live, *kinds)
        load.wait_for_promises(BETWEEN)
    stack.wait_for_health(live)
    return load


def lost(load: Load, present: dict[uuid.UUID, int]) -> list[uuid.UUID]:
    """This function will return the promised reports that are not there."""
    return [number for number in load.promised if number not in present]


def check(load: Load, live: stack.LiveStack) -> None:
    """This function will compare what was promised with what is there."""
    present = kept(live)
    assert lost(load, present) == []
    assert [number for number, n in present.items() if n != 1] == []
    assert [receipts for receipts in load.promised.values() if len(receipts) != 1] == []
    assert not [answer for answer in load.refused if answer[0] not in (502, 503)], load.refused[:3]


def test_no_promised_report_is_lost_when_web_processes_are_killed(target):
    load = kill_under_load(target, "web-1", "web-2")
    assert load.n_unanswered > 0, "the kills were not felt"
    check(load, target)


def test_no_promised_report_is_lost_when_the_database_is_killed(target):
    load = kill_under_load(target, "database")
    assert load.n_unanswered + len(load.refused) > 0, "the kills were not felt"
    check(load, target)


def test_no_event_stays_behind_when_the_worker_is_killed(target):
    load = kill_under_load(target, "worker")
    check(load, target)
    with Cluster(target.data_dir).connect("kondusif") as connection:
        deadline = time.monotonic() + RESTART_S
        while connection.execute("SELECT count(*) FROM core_pending").fetchone() != (0,):
            assert time.monotonic() < deadline, "events wait for ever"
            threading.Event().wait(0.2)
        n_events = connection.execute("SELECT count(*) FROM core_event WHERE name = 'report.received'").fetchone()[0]
    assert n_events == len(kept(target))


@pytest.fixture
def playground(target):
    """A database of no value on the same server, its conninfo and its superuser's connection."""
    cluster = Cluster(target.data_dir)
    with cluster.connect() as connection:
        connection.execute("DROP DATABASE IF EXISTS playground WITH (FORCE)")
        connection.execute("CREATE DATABASE playground")
    conninfo = psycopg.conninfo.make_conninfo(
        host=str(cluster.socket), user="postgres", password=cluster.superuser_password, dbname="playground"
    )
    with psycopg.connect(conninfo, autocommit=True) as connection:
        connection.execute("CREATE TABLE hasty (id uuid PRIMARY KEY)")
    return conninfo


def rows_in(conninfo: str) -> dict[uuid.UUID, int]:
    """This function will return what the playground holds, once its server takes connections again."""
    deadline = time.monotonic() + RESTART_S
    while True:
        try:
            with psycopg.connect(conninfo) as connection:
                return dict(connection.execute("SELECT id, 1 FROM hasty").fetchall())
        except psycopg.OperationalError:
            assert time.monotonic() < deadline, "the database stays away"
            threading.Event().wait(0.1)


def test_control_a_server_that_promises_before_it_commits_is_caught_losing(playground):
    n_lost = 0
    for _ in range(10):  # one that falls right after a commit loses nothing
        port = stack.free_port()
        words = [sys.executable, "-m", "tests.faults.hasty", str(port), playground]
        hasty = subprocess.Popen(words, cwd=stack.ROOT)
        wait_for_port(port)
        with Load(port) as load:
            load.wait_for_promises(100)
            hasty.kill()
            hasty.wait(PATIENCE_S)
        n_lost += len(lost(load, rows_in(playground)))
        if n_lost:
            break
    assert n_lost > 0


def test_control_a_database_that_commits_without_waiting_for_its_log_is_caught_losing(target, playground):
    promised: set[uuid.UUID] = set()
    for _ in range(10):
        with psycopg.connect(playground, autocommit=True) as connection:
            connection.execute("SET synchronous_commit = off")
            deadline = time.monotonic() + 1.0
            while time.monotonic() < deadline:
                number = uuid.uuid4()
                connection.execute("INSERT INTO hasty VALUES (%s)", [number])
                promised.add(number)
            kill_now(target, "database")
        stack.wait_for_health(target)
        if promised - rows_in(playground).keys():
            break
    assert promised - rows_in(playground).keys() != set()


def wait_for_port(port: int, seconds: float = PATIENCE_S) -> None:
    """
    This function will wait until somebody listens on *port*.

    :raises AssertionError: if nobody does in time.
    """
    deadline = time.monotonic() + seconds
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
            return
        except OSError:
            assert time.monotonic() < deadline, "nobody listens"
            threading.Event().wait(0.05)
