"""
The test suite's own PostgreSQL: quick because it may forget, and therefore never one that serves.

One server for all processes of a run (and for runs at the same time in one checkout); one template
database for each state of the migrations; one clone of it for each process.
"""

import fcntl
import hashlib
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
from django.db import connections
from psycopg import sql

from kondusif.site import database
from kondusif.site.server import cluster, roles

ROOT = Path(__file__).resolve().parents[2]
HOME = ROOT / "var" / "test-pg"
OUTSIDE = "KONDUSIF_TEST_DATABASE_URL"  # a superuser's address on a server that may be played with


def migrations_fingerprint() -> str:
    """This function will return a short name for the present state of everything that shapes the schema."""
    shaping = [
        *ROOT.glob("kondusif/*/migrations/*.py"),
        *ROOT.glob("kondusif/*/apps.py"),
        *ROOT.glob("kondusif/core/*.py"),
        ROOT / "requirements.lock",
        Path(__file__),
    ]
    digest = hashlib.sha256()
    for path in sorted(shaping):
        digest.update(str(path.relative_to(ROOT)).encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()[:12]


def share_connections() -> None:
    """
    This function will let a thread have one set of connections, whether an event loop runs in it or not.

    Django keeps a second set where one runs, and while a browser is open Playwright's runs in the tests' own thread.
    A test beside a browser would close its set and have the database made anew under the other, whose next user
    then hears "terminating connection due to administrator command".
    """
    for connection in connections.all(initialized_only=True):
        connection.close()
    connections._connections = threading.local()


@contextmanager
def locked(name: str) -> Iterator[None]:
    """This function will hold the lock *name* of this checkout's test server inside."""
    HOME.mkdir(parents=True, exist_ok=True)
    handle = os.open(HOME / name, os.O_CREAT | os.O_RDWR, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


class TestServer:
    """The server while this process uses it; the last process to leave stops it."""

    __test__ = False

    def __init__(self) -> None:
        self.outside = os.environ.get(OUTSIDE)
        self.cluster = cluster.Cluster(HOME, tuple((cluster.SETTINGS | cluster.UNSAFE_BUT_QUICK).items()))
        self._guests = -1

    def enter(self) -> None:
        """This function will join the server, starting it if it does not run yet."""
        if not self.outside:
            with locked("start.lock"):
                self._join()
        with locked("start.lock"), self.connect() as connection:
            roles.create_roles(connection, HOME)

    def _join(self) -> None:
        self._guests = os.open(HOME / "guests", os.O_CREAT | os.O_RDWR, 0o600)
        cluster.create(self.cluster)
        try:
            self.connect().close()
        except psycopg.OperationalError:
            cluster.start(self.cluster)
        fcntl.flock(self._guests, fcntl.LOCK_SH)

    def leave(self) -> None:
        """This function will stop the server unless another process still uses it."""
        if self.outside:
            return
        with locked("start.lock"):
            try:
                fcntl.flock(self._guests, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                pass
            else:
                cluster.end_orphan(self.cluster)
            os.close(self._guests)

    def connect(self, name: str = "postgres") -> psycopg.Connection:
        """This function will connect as superuser to the database *name*."""
        if self.outside:
            return psycopg.connect(self.outside, dbname=name, autocommit=True)
        return self.cluster.connect(name)

    def settings_for(self, role: str, name: str) -> dict[str, object]:
        """This function will return what Django needs to reach the database *name* as *role*."""
        if self.outside:
            parts = urlsplit(self.outside)
            where = database.from_url(self.outside)
            assert parts.path, "the address names no database"
        else:
            where = database.embedded(HOME, role)
        return {
            "NAME": name,
            "USER": role,
            "PASSWORD": roles.password_of(HOME, role),
            "HOST": where["HOST"],
            "PORT": where["PORT"],
        }

    def recreate(self, name: str, template: str) -> None:
        """This function will make *name* anew as a copy of *template*, ending whoever is connected."""
        with self.connect() as connection:
            self.drop(connection, name)
            connection.execute(
                sql.SQL("CREATE DATABASE {} OWNER {} TEMPLATE {}").format(
                    sql.Identifier(name), sql.Identifier(database.OWNER_ROLE), sql.Identifier(template)
                )
            )

    @staticmethod
    def drop(connection: psycopg.Connection, name: str) -> None:
        """This function will remove the database *name* if it is there."""
        connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))

    def template(self, migrate) -> str:
        """This function will return the template for today's migrations, made by *migrate(name)* when missing."""
        name = f"template_{migrations_fingerprint()}"
        with locked("template.lock"), self.connect() as connection:
            known = {
                row[0]
                for row in connection.execute("SELECT datname FROM pg_database WHERE datname LIKE 'template\\_%%'")
            }
            if name in known:
                return name
            draft = f"draft_{os.getpid()}"
            self.drop(connection, draft)
            roles.create_database(connection, draft)
            migrate(draft)
            connection.execute(
                sql.SQL("ALTER DATABASE {} RENAME TO {}").format(sql.Identifier(draft), sql.Identifier(name))
            )
            for old in known - {name}:
                self.drop(connection, old)
        return name
