"""One embedded PostgreSQL server: made, started, waited for and stopped by us."""

import os
import shutil
import signal
import subprocess
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import psycopg

from kondusif.core.secrets import secret
from kondusif.site.database import socket_dir
from kondusif.site.server import binaries
from kondusif.site.server.errors import CannotStart

SUPERUSER = "postgres"
START_SECONDS = 60.0  # recovery after a crash under load may take a while
STALE_LOCK_SECONDS = 5.0
LOG_BYTES = 5_000_000

SETTINGS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "max_connections": "80",
    "shared_buffers": "128MB",
    "max_wal_size": "2GB",
    "random_page_cost": "1.1",
    "timezone": "UTC",
    "log_timezone": "UTC",
    # Reports must not appear in a log: neither statements nor their parameters.
    "log_min_error_statement": "panic",
    "log_statement": "none",
    "log_checkpoints": "off",
    # initdb writes its schema before the name; with it twice, every parallel worker dies at its start.
    "default_text_search_config": "pg_catalog.simple",
}
# For the test suite alone; what serves refuses to start on such a database (see guard).
UNSAFE_BUT_QUICK = {"fsync": "off", "full_page_writes": "off", "synchronous_commit": "off"}


@dataclass(frozen=True)
class Cluster:
    """The server whose files lie under ``data_dir/postgres``."""

    data_dir: Path
    settings: tuple[tuple[str, str], ...] = tuple(SETTINGS.items())

    @property
    def files(self) -> Path:
        return self.data_dir / "postgres"

    @property
    def socket(self) -> Path:
        return socket_dir(self.data_dir)

    @property
    def superuser_password(self) -> str:
        return secret(self.data_dir / "secrets", f"postgres-{SUPERUSER}")

    def connect(self, database: str = "postgres") -> psycopg.Connection:
        """
        This function will connect as the superuser, who makes roles and databases and nothing else.

        :raises psycopg.OperationalError: if the server does not answer.
        """
        return psycopg.connect(
            host=str(self.socket), port=5432, user=SUPERUSER, password=self.superuser_password,
            dbname=database, autocommit=True, connect_timeout=5,
        )  # fmt: skip


def create(cluster: Cluster) -> None:
    """
    This function will make the server's files once; a half-made set from a killed start is thrown away.

    :raises CannotStart: if ``initdb`` fails.
    """
    if (cluster.files / "PG_VERSION").exists():
        return
    draft = cluster.data_dir / "postgres.new"
    shutil.rmtree(draft, ignore_errors=True)
    draft.mkdir(mode=0o700, parents=True)
    with tempfile.TemporaryDirectory(prefix="kondusif-") as letters:
        os.chmod(letters, 0o700)
        password = Path(letters) / "password"
        password.touch(mode=0o600)
        password.write_text(cluster.superuser_password)
        binaries.hand_over(draft, Path(letters), password)
        _initdb(draft, password)
    draft.rename(cluster.files)


def _initdb(files: Path, password: Path) -> None:
    place = binaries.bin_dir()
    modern = ["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"]
    locale = modern if binaries.major_version(place) >= 17 else ["--locale=C"]
    command = [
        *binaries.ordinary_user(), str(place / "initdb"), "--pgdata", str(files), "--username", SUPERUSER,
        "--pwfile", str(password), "--auth=scram-sha-256", "--encoding=UTF8", "--data-checksums",
        "--text-search-config=simple", "--no-instructions", *locale,
    ]  # fmt: skip
    done = subprocess.run(command, capture_output=True, text=True, env=_environment())
    if done.returncode:
        raise CannotStart(f"initdb gagal / initdb failed:\n{done.stderr[-1500:]}")


def _environment() -> dict[str, str]:
    # An operator's PGDATA or PGHOST must not lead our server elsewhere.
    return {k: v for k, v in os.environ.items() if not k.startswith("PG")} | {"LC_ALL": "C"}


def start(cluster: Cluster, *, output: int | None = None) -> subprocess.Popen[bytes]:
    """
    This function will start the server as a child of ours and return when it takes connections.

    :raises CannotStart: if it ends before, or does not answer in time.
    """
    cluster.socket.mkdir(mode=0o700, parents=True, exist_ok=True)
    os.chmod(cluster.socket, 0o700)
    binaries.hand_over(cluster.socket)
    end_orphan(cluster)
    deadline = time.monotonic() + STALE_LOCK_SECONDS
    while True:
        child = _spawn(cluster, output)
        if _wait_until_ready(cluster, child):
            return child
        said = _last_words(cluster)
        # After kill -9 the old server can still be a zombie, or its last children hold its memory.
        if time.monotonic() > deadline or not ("postmaster.pid" in said or "shared memory" in said):
            raise CannotStart(f"Basis data berhenti (kode {child.returncode}). / The database ended at once:\n{said}")
        time.sleep(0.2)


def _spawn(cluster: Cluster, output: int | None) -> subprocess.Popen[bytes]:
    options = dict(cluster.settings) | {"unix_socket_directories": str(cluster.socket)}
    words = [word for name, value in options.items() for word in ("-c", f"{name}={value}")]
    log = output if output is not None else _log_of(cluster)
    try:
        return subprocess.Popen(
            [*binaries.ordinary_user(), str(binaries.bin_dir() / "postgres"), "-D", str(cluster.files), *words],
            stdin=subprocess.DEVNULL, stdout=log, stderr=log, env=_environment(),
            start_new_session=True,  # Ctrl-C reaches the supervisor, which stops the server last
        )  # fmt: skip
    finally:
        if output is None:
            os.close(log)


def _log_of(cluster: Cluster) -> int:
    path = cluster.data_dir / "postgres.log"
    if path.exists() and path.stat().st_size > LOG_BYTES:
        path.replace(path.with_suffix(".log.1"))
    return os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)


def _wait_until_ready(cluster: Cluster, child: subprocess.Popen[bytes]) -> bool:
    deadline = time.monotonic() + START_SECONDS
    while child.poll() is None:
        try:
            cluster.connect().close()
            return True
        except psycopg.OperationalError as error:
            if "password authentication failed" in str(error):
                stop(child)
                raise CannotStart(
                    f"Kata sandi di {cluster.data_dir / 'secrets'} tidak cocok dengan basis data.\n"
                    "  The password in that folder does not open the database: restore both from the same backup."
                ) from None
            if time.monotonic() > deadline:
                stop(child)
                raise CannotStart(f"Basis data tidak menjawab {START_SECONDS:.0f} s / no answer.") from None
            time.sleep(0.03)
    return False


def _last_words(cluster: Cluster) -> str:
    log = cluster.data_dir / "postgres.log"
    lines = log.read_text(errors="replace").splitlines() if log.exists() else []
    return "\n".join(lines[-5:])


def end_orphan(cluster: Cluster) -> None:
    """
    This function will stop a server that a killed supervisor of this data directory left running.

    Call it only while holding the data directory's lock: then nobody else can own that server.
    """
    lock = cluster.files / "postmaster.pid"
    try:
        pid = int(lock.read_text().split("\n", 1)[0])
        command = Path(f"/proc/{pid}/cmdline").read_bytes()
    except (OSError, ValueError):
        return
    if str(cluster.files).encode() not in command:
        return  # the number has gone to another program since
    os.kill(pid, signal.SIGINT)
    deadline = time.monotonic() + 15
    while Path(f"/proc/{pid}").exists() and _alive(pid) and time.monotonic() < deadline:
        time.sleep(0.05)


def _alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except OSError:
        return False


def stop(child: subprocess.Popen[bytes], *, seconds: float = 20.0) -> int:
    """This function will end the server cleanly (open transactions roll back) and return its exit code."""
    if child.poll() is None:
        child.send_signal(signal.SIGINT)
        try:
            child.wait(seconds)
        except subprocess.TimeoutExpired:
            child.send_signal(signal.SIGQUIT)
            child.wait(5)
    return child.returncode
