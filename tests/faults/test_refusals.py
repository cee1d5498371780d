"""What could lose a report or ignore a territory does not start, and says what to do."""

import os
import signal
import subprocess
import sys
import threading
import time

import pytest

from kondusif.site.server import cluster, roles
from tests.support import stack
from tests.support.waiting import PATIENCE_S, RESTART_S

pytestmark = [pytest.mark.xdist_group("faults"), pytest.mark.faults]


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    """A data directory whose installation ran once."""
    place = tmp_path_factory.mktemp("refusals")
    stack.lay_base(place)
    return place


def start(place, **environment: str) -> subprocess.CompletedProcess[str]:
    """This function will start an installation that is expected to refuse, and return how it ended."""
    return subprocess.run(
        [sys.executable, "-m", "kondusif.site.server", "--no-demo", "--port", str(stack.free_port()), "--data-dir", str(place / "data")],
        cwd=stack.ROOT, env=stack.environment() | environment, capture_output=True, text=True, timeout=RESTART_S,
    )  # fmt: skip


@pytest.mark.parametrize("name", ["fsync", "full_page_writes", "synchronous_commit"])
def test_a_lax_setting_in_the_configuration_is_refused_by_name(place, name):
    conf = place / "data" / "postgres" / "postgresql.auto.conf"
    former = conf.read_text()
    conf.write_text(f"{name} = off\n")
    try:
        ended = start(place)
    finally:
        conf.write_text(former)
    assert ended.returncode == 1
    assert f"{name} = off" in ended.stderr
    assert f"ALTER SYSTEM SET {name} = on" in ended.stderr


def test_a_lax_setting_of_the_role_alone_is_refused_too(place):
    alter(place, "ALTER ROLE kondusif_app SET synchronous_commit = off")
    try:
        ended = start(place)
    finally:
        alter(place, "ALTER ROLE kondusif_app RESET synchronous_commit")
    assert (ended.returncode, "synchronous_commit" in ended.stderr) == (1, True)


@pytest.mark.parametrize(("role", "reason"), [("postgres", "superuser"), ("kondusif_owner", "DATABASE_MIGRATE_URL")])
def test_a_role_with_too_much_power_is_refused(place, role, reason):
    data = place / "data"
    server = cluster.Cluster(data)
    child = cluster.start(server)
    try:
        owner = (
            f"postgresql://kondusif_owner:{roles.password_of(data, 'kondusif_owner')}@/kondusif?host={server.socket}"
        )
        url = f"postgresql://{role}:{roles.password_of(data, role)}@/kondusif?host={server.socket}"
        ended = start(place, DATABASE_URL=url, DATABASE_MIGRATE_URL=owner)
    finally:
        cluster.stop(child)
    assert ended.returncode == 1
    assert reason in ended.stderr


def test_a_database_that_does_not_answer_is_said_in_its_own_words(place):
    ended = start(place, DATABASE_URL="postgresql://kondusif_app:x@127.0.0.1:1/kondusif")
    assert (ended.returncode, "DATABASE_URL" in ended.stderr) == (1, True)


def test_the_second_start_prepares_nothing_refuses_another_on_the_same_data_and_stops_whole(place):
    with stack.running(place, "--no-demo") as live:
        said = live.output().rpartition("[database] pid")[2]
        assert "Menyiapkan" not in said
        assert "Memuat" not in said
        ended = start(place)
        assert ended.returncode == 1
        assert f"pid {live.process.pid}" in ended.stderr
        assert_a_stop_ends_everything_and_is_no_failure(live, signal.SIGTERM)


def test_nothing_keeps_running_when_the_supervisor_itself_is_killed(place):
    with stack.running(place, "--no-demo") as live:
        servants = [pid for kind in ("web-1", "web-2", "worker") for pid in live.children(kind)]
        live.process.kill()
        live.process.wait(PATIENCE_S)
        deadline = time.monotonic() + PATIENCE_S
        while any(is_alive(pid) for pid in servants):
            assert time.monotonic() < deadline, "orphans serve on"
            threading.Event().wait(0.1)
    with stack.running(place, "--no-demo") as live:  # the database it left behind is taken over
        assert_a_stop_ends_everything_and_is_no_failure(live, signal.SIGINT)


def assert_a_stop_ends_everything_and_is_no_failure(live: stack.LiveStack, number: int) -> None:
    """This function will send the signal *number* and fail unless all of the installation ends and says so."""
    pids = [pid for kind in ("database", "web-1", "web-2", "worker") for pid in live.children(kind)]
    assert len(pids) == 4
    live.process.send_signal(number)
    assert live.process.wait(PATIENCE_S) == 0
    assert [pid for pid in pids if is_alive(pid)] == []


def is_alive(pid: int) -> bool:
    """This function will tell whether *pid* runs; a body not yet buried does not."""
    try:
        os.kill(pid, 0)
        with open(f"/proc/{pid}/stat") as stat:
            return stat.read().rsplit(")", 1)[1].split()[0] != "Z"
    except OSError:
        return False


def alter(place, statement: str) -> None:
    """This function will change the sleeping installation's database as its superuser."""
    server = cluster.Cluster(place / "data")
    child = cluster.start(server)
    try:
        with server.connect() as connection:
            connection.execute(statement)
    finally:
        cluster.stop(child)
