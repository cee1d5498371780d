"""Bring database and files to the state this code needs, doing only what has changed."""

import os
import subprocess
import sys
from pathlib import Path

import psycopg

from kondusif.site.database import APP_ROLE, OWNER_ROLE
from kondusif.site.server import cluster, connections, roles, steps, translations
from kondusif.site.server.errors import CannotStart
from kondusif.site.server.options import ROOT, Options
from kondusif.site.server.progress import Progress

TITLES = {
    "migrate": "Menyiapkan tabel / preparing tables",
    "regions": "Memuat 83.762 desa dan kelurahan / loading regions",
    "static": "Menyiapkan berkas halaman / collecting files",
}


def prepare_server(options: Options, server: cluster.Cluster) -> None:
    """This function will give the embedded server its roles and its database."""
    with server.connect() as connection:
        roles.create_roles(connection, options.data_dir)
        roles.create_database(connection)


def prepare_all(options: Options, progress: Progress) -> None:
    """
    This function will do every step whose fingerprint differs from the one noted, in order.

    :raises CannotStart: if a step fails; what was done before it is noted and not repeated.
    """
    if translations.compile_changed():
        progress.step("Terjemahan disusun / translations compiled")
    wanted = steps.database_steps(options.region if options.demo else None)
    with connections.connect(options.data_dir, APP_ROLE) as connection:
        done = steps.done_in(connection)
    todo = [name for name, value in wanted.items() if done.get(name) != value]
    if todo and not connections.is_embedded() and not os.environ.get("DATABASE_MIGRATE_URL"):
        raise CannotStart(
            f"Basis data perlu disiapkan ({', '.join(todo)}), tetapi DATABASE_MIGRATE_URL kosong.\n"
            "  Isi dengan alamat peran pemilik. / Set DATABASE_MIGRATE_URL to the owner's address."
        )
    for name in todo:
        progress.step(TITLES.get(name, f"Memuat peragaan {name.removeprefix('demo ')} / loading the demonstration"))
        run_step(options, name, progress)
        with connections.connect(options.data_dir, OWNER_ROLE) as connection:
            steps.remember(connection, name, wanted[name])
    prepare_static(options, progress)
    if options.demo:
        demo_accounts(options)


def prepare_static(options: Options, progress: Progress) -> None:
    """
    This function will collect what is served as files, if it changed.

    :raises CannotStart: if a page names a file that does not exist.
    """
    note = options.data_dir / "state" / "static"
    now = steps.static_fingerprint()
    if note.exists() and note.read_text() == now:
        return
    progress.step(TITLES["static"])
    run_step(options, "static", progress)
    note.parent.mkdir(parents=True, exist_ok=True)
    note.write_text(now)


def run_step(options: Options, name: str, progress: Progress) -> None:
    """
    This function will run one step in a process of its own, showing what it says.

    :raises CannotStart: if it fails.
    """
    # Its own process: the supervisor stays small for the months it runs.
    child = subprocess.Popen(
        [sys.executable, "manage.py", "bootstrap", *name.split(" ")],
        cwd=ROOT, env=options.environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT, text=True, start_new_session=True,  # Ctrl-C is ours to pass on
    )  # fmt: skip
    try:
        assert child.stdout is not None  # asked for above
        for line in child.stdout:
            if line.strip():
                progress.line(f"           {line.rstrip()}")
    finally:
        if child.poll() is None:
            child.terminate()
        code = child.wait()
    if code:
        raise CannotStart(f"Langkah {name} gagal (kode {code}). / Step {name} failed; see above.")


def demo_accounts(options: Options) -> str:
    """This function will return the invented accounts of the demonstration as text to show, empty if unknown."""
    note: Path = options.data_dir / "state" / f"accounts-{options.region}"
    if not note.exists():
        done = subprocess.run(
            [sys.executable, "manage.py", "demo_accounts", "--region", options.region],
            cwd=ROOT, env=options.environment, stdin=subprocess.DEVNULL, capture_output=True, text=True,
        )  # fmt: skip
        if done.returncode:
            return ""
        note.parent.mkdir(parents=True, exist_ok=True)
        note.write_text(done.stdout)
    return note.read_text().rstrip()


def reachable(options: Options) -> None:
    """
    This function will make sure that the database of ``DATABASE_URL`` answers.

    :raises CannotStart: if it does not, with the server's own words.
    """
    try:
        connections.connect(options.data_dir, APP_ROLE).close()
    except (psycopg.OperationalError, ValueError) as error:
        raise CannotStart(f"Basis data di DATABASE_URL tidak dapat dihubungi. / Cannot connect:\n  {error}") from None
