"""Make the virtual environment of this checkout from a hash-locked file; standard library only."""

import hashlib
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
STAMP = VENV / "kondusif-lock"
LOCKS = {"runtime": ROOT / "requirements.lock", "dev": ROOT / "requirements-dev.lock"}
BOOTSTRAP = ROOT / "requirements-bootstrap.lock"
OLDEST = (3, 11)


def fingerprint(kind: str) -> str:
    """This function will return the name under which an environment of *kind* counts as complete."""
    # The interpreter and the place belong to it: neither a moved checkout nor a new Python may reuse it.
    parts = [LOCKS[kind].read_bytes(), BOOTSTRAP.read_bytes(), sys.version.encode(), str(ROOT).encode()]
    return f"{kind} {hashlib.sha256(b'|'.join(parts)).hexdigest()}"


def is_ready(kind: str) -> bool:
    """This function will tell whether the environment already holds everything of *kind*."""
    if not (STAMP.exists() and PYTHON.exists()):
        return False
    # The development lock contains the runtime lock, so its stamp serves both.
    stamps = STAMP.read_text().splitlines()
    return fingerprint(kind) in stamps or fingerprint("dev") in stamps


def say(started: float, text: str) -> None:
    """This function will print one progress line with the seconds since *started*."""
    print(f"[{time.monotonic() - started:5.1f} s] {text}", file=sys.stderr, flush=True)


def quiet(command: list[str]) -> bool:
    """This function will run *command*, show its output only when it fails, and tell whether it succeeded."""
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    if done.returncode:
        print(done.stdout[-4000:], file=sys.stderr)
    return done.returncode == 0


def make_venv() -> list[str]:
    """
    This function will create an empty environment and return the pip command that installs into it.

    :raises SystemExit: if this Python has neither ensurepip nor a pip of its own.
    """
    shutil.rmtree(VENV, ignore_errors=True)
    inner = [str(PYTHON), "-m", "pip"]
    # Debian's python3 has no ensurepip unless python3-venv is there; its pip can install from outside.
    silent = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    if subprocess.run([sys.executable, "-m", "venv", str(VENV)], **silent).returncode == 0:
        return inner
    shutil.rmtree(VENV, ignore_errors=True)
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(VENV)], check=True)
    outer = [sys.executable, "-m", "pip"]
    if subprocess.run([*outer, "--version"], **silent).returncode == 0:
        return [*outer, "--python", str(PYTHON)]
    raise SystemExit(
        "Python ini tidak punya pip. / This Python has no pip.\n"
        "  Debian, Ubuntu: apt install python3-venv   Fedora: dnf install python3-pip"
    )


def install(kind: str, started: float) -> None:
    """
    This function will install the locked packages of *kind*, with uv when it can be had, else with pip.

    :raises SystemExit: if a package cannot be fetched or its hash differs.
    """
    lock = str(LOCKS[kind])
    uv = VENV / "bin" / "uv"
    pip = make_venv() if not PYTHON.exists() or not STAMP.exists() else [str(PYTHON), "-m", "pip"]
    locked = ["install", "--quiet", "--disable-pip-version-check", "--require-hashes", "--no-deps"]
    if not uv.exists():
        say(started, "Mengambil pemasang paket (uv) / fetching the installer")
        quiet([*pip, *locked, "-r", str(BOOTSTRAP)])
    say(started, f"Memasang pustaka {kind} / installing locked packages")
    if uv.exists() and quiet(
        [str(uv), "pip", "install", "--quiet", "--python", str(PYTHON), "--require-hashes", "--no-deps", "-r", lock]
    ):
        return
    if not quiet([*pip, *locked, "-r", lock]):
        raise SystemExit("Pustaka gagal dipasang; periksa jaringan. / Packages could not be installed; see above.")


def link_sources() -> None:
    """This function will put this checkout and its engine on the environment's path."""
    # A path file instead of an editable install: no build back end is fetched outside the hash lock.
    version = f"python{sys.version_info.major}.{sys.version_info.minor}"
    site_packages = VENV / "lib" / version / "site-packages"
    (site_packages / "kondusif.pth").write_text(f"{ROOT}\n{ROOT / 'engine' / 'src'}\n")


def main(kind: str) -> None:
    """
    This function will make the environment of *kind* ready, at once when its lock has not changed.

    :raises SystemExit: if Python is too old or the packages cannot be installed.
    """
    if sys.version_info < OLDEST:
        raise SystemExit(f"Perlu Python 3.11 atau lebih baru. / Python 3.11+ needed, this is {sys.version.split()[0]}")
    if is_ready(kind):
        return
    import fcntl

    lock = os.open(ROOT / ".venv.lock", os.O_CREAT | os.O_RDWR, 0o644)
    fcntl.flock(lock, fcntl.LOCK_EX)  # two commands started together: the second finds the work done
    if is_ready(kind):
        return
    started = time.monotonic()
    install(kind, started)
    link_sources()
    STAMP.write_text(fingerprint(kind) + "\n")
    say(started, "Lingkungan siap / environment ready")


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "runtime")
