"""The embedded server comes up from every state in which a machine can leave it."""

import os
import signal
import threading

import psycopg
import pytest

from kondusif.site.server import binaries, cluster, roles
from kondusif.site.server.errors import CannotStart
from tests.support.waiting import PATIENCE_S


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    """A server's files; each test starts it and leaves it stopped."""
    made = cluster.Cluster(tmp_path_factory.mktemp("pg"))
    cluster.create(made)
    return made


def killed(child) -> None:
    """This function will end *child* as a power cut ends a process."""
    child.kill()
    child.wait(PATIENCE_S)


def test_it_starts_safe_and_stops_clean(server):
    child = cluster.start(server)
    with server.connect() as connection:
        row = connection.execute(
            "SELECT current_setting('fsync'), current_setting('synchronous_commit'), current_setting('data_checksums'),"
            " current_setting('listen_addresses'), current_setting('password_encryption')"
        ).fetchone()
    assert row == ("on", "on", "on", "", "scram-sha-256")
    assert cluster.stop(child) == 0


def test_only_its_owner_reaches_the_socket(server):
    child = cluster.start(server)
    assert os.stat(server.socket).st_mode & 0o077 == 0
    with pytest.raises(psycopg.OperationalError, match="password"):
        psycopg.connect(host=str(server.socket), user=cluster.SUPERUSER, password="guess", dbname="postgres")
    cluster.stop(child)


def test_what_was_committed_is_there_after_kill_9(server):
    child = cluster.start(server)
    with server.connect() as connection:
        connection.execute("CREATE TABLE kept (n int)")
        connection.execute("INSERT INTO kept VALUES (7)")
    killed(child)
    child = cluster.start(server)
    with server.connect() as connection:
        assert connection.execute("SELECT n FROM kept").fetchall() == [(7,)]
    cluster.stop(child)


def test_a_server_that_a_killed_supervisor_left_behind_is_ended_first(server):
    orphan = cluster.start(server)
    threading.Thread(target=orphan.wait, daemon=True).start()  # as the system reaps orphans
    child = cluster.start(server)
    assert orphan.wait(60) == 0
    assert cluster.stop(child) == 0


def test_a_lock_file_whose_number_went_to_another_program_harms_nobody(server):
    child = cluster.start(server)
    killed(child)
    lock = server.files / "postmaster.pid"
    lock.write_text(lock.read_text().replace(str(child.pid), str(os.getpid()), 1))
    cluster.end_orphan(server)  # would end this very test run
    lock.unlink()
    assert cluster.stop(cluster.start(server)) == 0


def test_half_made_files_of_a_killed_start_are_thrown_away(tmp_path):
    draft = tmp_path / "postgres.new"
    draft.mkdir()
    (draft / "half").touch()
    made = cluster.Cluster(tmp_path)
    cluster.create(made)
    assert (made.files / "PG_VERSION").exists()
    assert not draft.exists()


def test_exchanged_secrets_are_explained(server):
    password = server.data_dir / "secrets" / f"postgres-{cluster.SUPERUSER}"
    former = password.read_text()
    password.write_text("from another backup")
    try:
        with pytest.raises(CannotStart, match="same backup"):
            cluster.start(server)
    finally:
        password.write_text(former)


def test_a_broken_configuration_is_shown_in_the_servers_own_words(server):
    conf = server.files / "postgresql.auto.conf"
    former = conf.read_text()
    conf.write_text("work_mem = 'much'\n")
    try:
        with pytest.raises(CannotStart, match="work_mem"):
            cluster.start(server)
    finally:
        conf.write_text(former)


def test_roles_are_made_and_made_right_again(server):
    child = cluster.start(server)
    with server.connect() as connection:
        roles.create_roles(connection, server.data_dir)
        roles.create_database(connection)
        connection.execute("ALTER ROLE kondusif_app BYPASSRLS PASSWORD 'changed'")
        roles.create_roles(connection, server.data_dir)
        roles.create_database(connection)
        power = connection.execute(
            "SELECT rolsuper, rolbypassrls, rolcreatedb, rolcreaterole FROM pg_roles WHERE rolname = ANY (%s)",
            [list(roles.ROLES)],
        ).fetchall()
    assert power == [(False,) * 4] * 3
    password = roles.password_of(server.data_dir, "kondusif_reader")
    with (
        psycopg.connect(
            host=str(server.socket), user="kondusif_reader", password=password, dbname="kondusif"
        ) as reader,
        pytest.raises(psycopg.errors.ReadOnlySqlTransaction),
    ):
        reader.execute("CREATE TEMP TABLE x (n int)")
    cluster.stop(child)


def test_without_programs_the_remedy_is_named(monkeypatch, tmp_path):
    monkeypatch.setenv("KONDUSIF_POSTGRES_BIN", str(tmp_path))
    with pytest.raises(CannotStart, match="DATABASE_URL"):
        binaries.bin_dir()


def test_programs_that_do_not_run_count_as_none(tmp_path):
    broken = tmp_path / "postgres"
    broken.write_text("#!/bin/false\n")
    broken.chmod(0o755)
    assert binaries.major_version(tmp_path) == 0


def test_root_without_any_way_out_is_told_to_be_somebody_else(monkeypatch):
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    monkeypatch.setattr(binaries.shutil, "which", lambda name: None)
    with pytest.raises(CannotStart, match="ordinary user"):
        binaries.ordinary_user.__wrapped__()


def test_an_ordinary_user_needs_no_detour(monkeypatch):
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    assert binaries.ordinary_user.__wrapped__() == ()


def test_a_stop_that_hangs_becomes_a_hard_one(server):
    child = cluster.start(server)
    os.kill(child.pid, signal.SIGSTOP)
    threading.Timer(0.4, os.kill, (child.pid, signal.SIGCONT)).start()
    assert cluster.stop(child, seconds=0.2) is not None
    assert child.poll() is not None
    cluster.stop(cluster.start(server))
