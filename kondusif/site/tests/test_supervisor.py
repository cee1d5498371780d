"""One supervisor for one data directory and one port; what dies comes back, ever more patiently."""

import os
import signal
import socket
import subprocess
import sys
import threading

import pytest

from kondusif.site.server import children, options, supervisor
from kondusif.site.server.errors import CannotStart
from kondusif.site.server.parentage import PARENT


class Lines:
    """Keeps what would have been printed."""

    def __init__(self):
        self.said: list[str] = []
        self.ready = threading.Event()

    def line(self, text: str) -> None:
        """This function will keep *text*."""
        self.said.append(text)
        if text.endswith("ready"):
            self.ready.set()

    step = line


def asked(*words: str) -> options.Options:
    """This function will return the options of ``bin/run`` with *words*."""
    return options.parse(list(words))


def test_a_data_directory_belongs_to_one_supervisor(tmp_path):
    with supervisor.owned(tmp_path), pytest.raises(CannotStart, match=r"pid \d+"), supervisor.owned(tmp_path):
        pytest.fail("two supervisors on one data directory")
    with supervisor.owned(tmp_path):
        pass  # free again


def test_a_data_directory_that_cannot_be_made_is_named(tmp_path):
    (tmp_path / "file").touch()
    with pytest.raises(CannotStart, match="file/data"), supervisor.owned(tmp_path / "file" / "data"):
        pytest.fail("a directory inside a file")


def test_a_taken_port_is_named_with_the_next_one(tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(CannotStart, match=f"--port {port + 1}"):
            supervisor.listening(asked("--port", str(port)))


def test_an_address_of_another_machine_is_refused():
    with pytest.raises(CannotStart, match=r"192\.0\.2\.1"):
        supervisor.listening(asked("--host", "192.0.2.1", "--port", "18999"))


@pytest.mark.parametrize("port", ["0", "65536", "-1", "http", ""])
def test_a_port_that_is_none_is_refused(port, capsys):
    with pytest.raises(SystemExit) as ended:
        asked("--port", port)
    assert ended.value.code == 2
    assert "1–65535" in capsys.readouterr().err


def test_the_demonstration_is_the_default_and_can_be_left_out():
    assert asked().environment["KONDUSIF_DEMO"] == "1"
    assert asked("--no-demo").environment["KONDUSIF_DEMO"] == "0"
    assert asked("--region", "35.72").environment["KONDUSIF_REGION"] == "35.72"


def child_that(program: str, lines: Lines) -> children.Child:
    """This function will return a child that runs *program* in Python."""

    def spawn() -> subprocess.Popen[bytes]:
        return subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, stderr=subprocess.STDOUT)

    return children.Child("child", spawn, lines)


def test_what_a_child_says_is_shown_under_its_name():
    lines = Lines()
    child = child_that("print('halo')", lines)
    child.start()
    child.stop(by=children.time.monotonic() + 60)
    assert "[child] halo" in lines.said


def test_a_dead_child_comes_back_after_ever_longer_waits(monkeypatch):
    now = 1000.0
    monkeypatch.setattr(children.time, "monotonic", lambda: now)
    lines = Lines()
    child = child_that("raise SystemExit(4)", lines)
    child.start()
    waits = []
    for _ in range(9):
        child.process.wait()
        assert child.tend() is False
        assert child.process is None
        waits.append(round(child.not_before - now, 3))
        now = child.not_before - 0.001
        assert child.tend() is False, "came back too early"
        now = child.not_before
        assert child.tend() is True
    child.process.wait()
    assert waits == [0.1, 0.2, 0.4, 0.8, 1.6, 3.2, 6.4, 10.0, 10.0]
    assert any("kode 4" in text for text in lines.said)


def test_a_child_that_ran_steadily_is_forgiven(monkeypatch):
    now = 1000.0
    monkeypatch.setattr(children.time, "monotonic", lambda: now)
    child = child_that("import sys; sys.stdin.read()", Lines())
    child.spawn = lambda: subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
    child.n_deaths = 5
    child.start()
    now += children.STEADY_SECONDS + 1
    child.tend()
    assert child.n_deaths == 0
    child.process.kill()
    child.process.wait()


def test_a_child_that_will_not_stop_is_ended_by_force():
    lines = Lines()
    child = child_that(
        "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('ready', flush=True); time.sleep(60)",
        lines,
    )
    child.start()
    assert lines.ready.wait(60)
    child.process.send_signal(children.subprocess.signal.SIGTERM)
    child.stop(by=children.time.monotonic() + 0.2)
    assert child.process.returncode == -9
    assert any("dipaksa" in text for text in lines.said)


def test_a_child_whose_supervisor_died_while_it_was_loading_ends():
    ended = "from kondusif.site.server.parentage import end_with_parent; end_with_parent(); print('serves on')"
    for parent, code, said in ((os.getpid(), 0, "serves on\n"), (1, -signal.SIGTERM, "")):
        child = subprocess.run(
            [sys.executable, "-c", ended], cwd=options.ROOT, env={**os.environ, PARENT: str(parent)},
            capture_output=True, text=True, timeout=120, check=False,
        )  # fmt: skip
        assert (child.returncode, child.stdout) == (code, said)
