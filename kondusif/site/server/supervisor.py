"""The supervisor: it owns the data directory, the port, the database and the processes that serve."""

import contextlib
import errno
import fcntl
import http.client
import os
import select
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from kondusif.site.database import APP_ROLE
from kondusif.site.server import cluster, connections, guard, prepare
from kondusif.site.server.children import Child
from kondusif.site.server.errors import CannotStart
from kondusif.site.server.options import ROOT, Options
from kondusif.site.server.parentage import PARENT
from kondusif.site.server.progress import Progress

STOP_SECONDS = 5.0
ANSWER_SECONDS = (
    300.0  # an old machine that has just been switched on has much else to do; what dies is noticed at once
)
LOOK_SECONDS = 5.0
GIVE_UP_AFTER = 3  # deaths of one child before the first answer


class Stop(Exception):
    """Somebody asked the installation to end."""


def run(options: Options, progress: Progress) -> None:
    """
    This function will run the installation until it is asked to end, and leave nothing behind.

    :raises CannotStart: if something keeps it from serving, with the remedy.
    """
    wake = _listen_to_signals()
    with (
        contextlib.suppress(Stop),
        owned(options.data_dir),
        contextlib.closing(listening(options)) as door,
        database(options, progress) as keeper,
    ):
        with _interruptible():
            prepare.prepare_all(options, progress)
        with connections.connect(options.data_dir, APP_ROLE) as connection:
            guard.refuse_unsafe(connection)
        servants = serving(options, progress, door)
        try:
            _start_and_answer(options, [*keeper, *servants], progress, wake)
            _greet(options, progress)
            _tend([*keeper, *servants], wake)
        finally:
            _ignore_signals()
            progress.step("Menghentikan / stopping")
            _stop(servants)
    progress.step("Selesai / stopped")


@contextlib.contextmanager
def owned(data_dir: Path) -> Iterator[None]:
    """
    This function will hold the data directory for this process alone inside.

    :raises CannotStart: if another installation runs on it or it cannot be written.
    """
    try:
        data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle = os.open(data_dir / "supervisor.lock", os.O_CREAT | os.O_RDWR, 0o600)
    except OSError as error:
        raise CannotStart(f"Direktori data {data_dir} tidak dapat ditulis. / Cannot write: {error.strerror}") from None
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        pid = os.read(handle, 20).decode() or "?"
        os.close(handle)
        raise CannotStart(
            f"Direktori data {data_dir} sedang dipakai Kondusif lain (pid {pid}).\n"
            "  Hentikan dulu, atau pakai --data-dir lain. / Another Kondusif uses this data directory."
        ) from None
    os.ftruncate(handle, 0)
    os.pwrite(handle, str(os.getpid()).encode(), 0)
    try:
        yield
    finally:
        os.close(handle)


def listening(options: Options) -> socket.socket:
    """
    This function will open the port that all web processes share.

    The supervisor holds it, so callers wait in line while a web process is replaced.

    :raises CannotStart: if the port is taken, forbidden, or the address is not of this machine.
    """
    family = socket.AF_INET6 if ":" in options.host else socket.AF_INET
    try:
        return socket.create_server((options.host, options.port), family=family, backlog=2048)
    except OSError as error:
        reasons = {
            errno.EADDRINUSE: f"Port {options.port} sudah dipakai. Pilih yang lain: bin/run --port {options.port + 1} / port in use",
            errno.EACCES: f"Port {options.port} perlu hak root. Pilih 1024 ke atas. / needs root, choose 1024 or above",
        }
        said = f"Alamat {options.host} bukan milik mesin ini. / Not an address of this machine: {error}"
        raise CannotStart(reasons.get(error.errno or 0, said)) from None


@contextlib.contextmanager
def database(options: Options, progress: Progress) -> Iterator[list[Child]]:
    """
    This function will have the database running inside: the embedded one as a child, or the given one as it is.

    :raises CannotStart: if it does not answer.
    """
    if not connections.is_embedded():
        prepare.reachable(options)
        yield []
        return
    server = cluster.Cluster(options.data_dir)
    if not (server.files / "PG_VERSION").exists():
        progress.step("Membuat basis data / making the database")
    cluster.create(server)
    child = Child("database", lambda: cluster.start(server), progress)
    child.start()
    progress.step("Basis data berjalan / database runs")
    try:
        prepare.prepare_server(options, server)
        yield [child]
    finally:
        if child.process is not None:
            cluster.stop(child.process)


def serving(options: Options, progress: Progress, door: socket.socket) -> list[Child]:
    """This function will return the web processes and the worker, not yet started."""

    def spawn(*words: str) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            [sys.executable, *words], cwd=ROOT, stdin=subprocess.DEVNULL,
            env={**options.environment, PARENT: str(os.getpid())},
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, pass_fds=[door.fileno()],
            start_new_session=True,  # Ctrl-C reaches the supervisor alone, which ends them in order
        )  # fmt: skip

    def web() -> subprocess.Popen[bytes]:
        return spawn("-m", "kondusif.site.server.web", str(door.fileno()))

    children = [Child(f"web-{n}", web, progress) for n in range(1, options.n_web + 1)]
    return [*children, Child("worker", lambda: spawn("manage.py", "work"), progress)]


def _start_and_answer(options: Options, children: list[Child], progress: Progress, wake: int) -> None:
    for child in children:
        if not child.is_running:
            child.start()
    deadline = time.monotonic() + ANSWER_SECONDS
    while not answers(options):
        _wait(wake, 0.05)
        for child in children:
            child.tend()
            if child.n_deaths >= GIVE_UP_AFTER:
                raise CannotStart(f"{child.name} tidak mau berjalan; lihat di atas. / does not stay up; see above.")
        if time.monotonic() > deadline:
            raise CannotStart(f"Tidak ada jawaban dalam {ANSWER_SECONDS:.0f} s. / No answer.")


def answers(options: Options) -> bool:
    """This function will tell whether the installation says that it is well."""
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(options.host, options.host)
    call = http.client.HTTPConnection(host, options.port, timeout=LOOK_SECONDS)
    try:
        call.request("GET", "/health")
        return call.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        call.close()


def _greet(options: Options, progress: Progress) -> None:
    host = "localhost" if options.host in {"127.0.0.1", "0.0.0.0", "::", "::1"} else options.host
    progress.step("Siap / ready")
    progress.line(f"\n  Kondusif: http://{host}:{options.port}/\n")
    if options.demo:
        if accounts := prepare.demo_accounts(options):
            progress.line(accounts + "\n")
        progress.line(
            "  Peragaan: tempat nyata; orang dan laporan rekaan. / Demonstration: people and reports are invented."
        )
    if options.host not in {"127.0.0.1", "::1", "localhost"} and not os.environ.get("KONDUSIF_HOSTS"):
        progress.line(
            "  Isi KONDUSIF_HOSTS dengan nama situs ini agar mesin lain dilayani. / Set KONDUSIF_HOSTS for other machines."
        )
    progress.line("  Ctrl-C menghentikan. / Ctrl-C stops it.")


def _tend(children: list[Child], wake: int) -> None:
    while True:
        _wait(wake, 1.0 if all(child.is_running for child in children) else 0.05)
        for child in children:
            # A database that will not come back leaves the others waiting, not dying: it is tried again and again.
            with contextlib.suppress(CannotStart):
                child.tend()


def _stop(children: list[Child]) -> None:
    for child in children:
        if child.is_running:
            assert child.process is not None  # it runs
            child.process.send_signal(signal.SIGTERM)
    by = time.monotonic() + STOP_SECONDS
    for child in children:
        child.stop(by=by)


_asked_to_stop = False
_may_raise = False


@contextlib.contextmanager
def _interruptible() -> Iterator[None]:
    """Inside, a signal ends what is being done at once; elsewhere it waits for a safe place."""
    global _may_raise
    if _asked_to_stop:
        raise Stop
    _may_raise = True
    try:
        yield
    finally:
        _may_raise = False


def _listen_to_signals() -> int:
    def stop(_number: int, _frame: object) -> None:
        global _asked_to_stop
        _asked_to_stop = True
        if _may_raise:
            raise Stop

    reader, writer = os.pipe()
    os.set_blocking(reader, False)
    os.set_blocking(writer, False)
    signal.set_wakeup_fd(writer, warn_on_full_buffer=False)
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, stop)
    signal.signal(signal.SIGCHLD, lambda _number, _frame: None)  # only to wake
    return reader


def _ignore_signals() -> None:
    signal.set_wakeup_fd(-1)
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)


def _wait(wake: int, seconds: float) -> None:
    if not _asked_to_stop:
        select.select([wake], [], [], seconds)
        with contextlib.suppress(BlockingIOError):
            os.read(wake, 4096)
    if _asked_to_stop:
        raise Stop
