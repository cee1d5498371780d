"""What is wrong with this installation and how to mend it: one small look for each thing that can be."""

import os
import shutil
import stat
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import psycopg
from django.conf import settings
from django.db import connections
from django.db.migrations.executor import MigrationExecutor

from kondusif.site.server import guard, steps, translations
from kondusif.site.server.options import ROOT

GIGABYTE = 1_000_000_000
VILLAGES = 83_000
WORKER_SILENT_SECONDS = 30


@dataclass(frozen=True)
class Finding:
    """One thing looked at: well, worth knowing, or wrong; with what to do."""

    level: str  # "ok", "note", "wrong"
    what: str
    remedy: str = ""


Look = Callable[[], Iterator[Finding]]


def ok(what: str) -> Finding:
    """This function will say that *what* is as it should be."""
    return Finding("ok", what)


def python() -> Iterator[Finding]:
    """This function will look at Python and at the packages against the lock."""
    yield ok(f"Python {sys.version.split()[0]}")
    sys.path.insert(0, str(ROOT / "bin"))
    try:
        import environment
    finally:
        sys.path.pop(0)
    if environment.is_ready("runtime"):
        yield ok("pustaka sesuai kunci / packages match the lock")
    else:
        yield Finding(
            "wrong",
            "pustaka tidak sesuai kunci / packages differ from the lock",
            "bin/run memasangnya lagi / installs them again",
        )


def disk() -> Iterator[Finding]:
    """This function will look at the room left for data."""
    free = shutil.disk_usage(settings.DATA_DIR).free
    what = f"ruang kosong {free / GIGABYTE:.1f} GB / free disk"
    if free < GIGABYTE:
        yield Finding(
            "wrong",
            what,
            f"kosongkan ruang untuk {settings.DATA_DIR}; di bawah 1 GB penerimaan laporan terancam / free some space",
        )
    elif free < 5 * GIGABYTE:
        yield Finding("note", what, "siapkan ruang tambahan sebelum hari pemungutan suara / add room before voting day")
    else:
        yield ok(what)


def secrets() -> Iterator[Finding]:
    """This function will look at who can read the secrets."""
    folder: Path = settings.SECRETS_DIR
    loose = [
        path for path in (folder, *folder.glob("*")) if path.exists() and stat.S_IMODE(path.stat().st_mode) & 0o077
    ]
    for path in loose:
        mode = "0700" if path.is_dir() else "0600"
        yield Finding("wrong", f"{path} dapat dibaca orang lain / readable by others", f"chmod {mode} {path}")
    if not loose:
        yield ok("rahasia hanya untuk pemiliknya / secrets are private")


def files() -> Iterator[Finding]:
    """This function will look at the media folder, the collected files and the compiled translations."""
    media: Path = settings.MEDIA_ROOT
    parent = media if media.exists() else media.parent
    if os.access(parent, os.W_OK):
        yield ok("folder media dapat ditulis / media folder is writable")
    else:
        yield Finding("wrong", f"{media} tidak dapat ditulis / not writable", f"chown {os.geteuid()} {media}")
    note = settings.DATA_DIR / "state" / "static"
    if note.exists() and note.read_text() == steps.static_fingerprint():
        yield ok("berkas halaman mutakhir / page files are up to date")
    else:
        yield Finding(
            "note",
            "berkas halaman belum disiapkan / page files are not collected",
            "bin/run menyiapkannya / prepares them",
        )
    stale = [po for po in translations.PACKAGE.glob("*/locale/*/LC_MESSAGES/django.po") if translations.is_stale(po)]
    if stale:
        yield Finding(
            "note", f"{len(stale)} terjemahan belum disusun / not compiled", "bin/run menyusunnya / compiles them"
        )


def chromium() -> Iterator[Finding]:
    """This function will look for the browser of the tests; an office does without."""
    if shutil.which("chromium") or os.environ.get("KONDUSIF_CHROMIUM"):
        yield ok("Chromium ada (untuk uji peramban) / found")
    else:
        yield Finding("note", "tanpa Chromium uji peramban dilewati / browser tests skip", "apt install chromium")


def raw(alias: str) -> psycopg.Connection:
    """This function will return psycopg's own connection of *alias*."""
    connections[alias].ensure_connection()
    found: psycopg.Connection = connections[alias].connection
    return found


def durability() -> Iterator[Finding]:
    """This function will look at what the database promises and at the power of the application's role."""
    connection = raw("default")
    yield ok(f"basis data PostgreSQL {connection.info.server_version // 10000} menjawab / answers")
    complaints = [*guard.lax_durability(connection), *guard.excess_power(connection)]
    for complaint in complaints:
        yield Finding("wrong", "basis data tidak aman untuk laporan / database not safe", complaint)
    if not complaints:
        yield ok("tulisan tahan mati listrik, peran aplikasi terbatas / durable, and the role is bound")


def history() -> Iterator[Finding]:
    """This function will look whether the audit trail can only grow and territory is guarded."""
    connection = raw("default")
    row = connection.execute(
        "SELECT has_table_privilege('core_event', 'UPDATE') OR has_table_privilege('core_event', 'DELETE')"
        " OR has_table_privilege('core_event', 'TRUNCATE')"
    ).fetchone()
    if row and row[0]:
        yield Finding(
            "wrong",
            "jejak audit dapat diubah aplikasi / the audit trail can be changed",
            "bin/kondusif bootstrap migrate",
        )
    else:
        yield ok("jejak audit hanya bertambah / the audit trail only grows")
    row = connection.execute("SELECT relforcerowsecurity FROM pg_class WHERE relname = 'core_event'").fetchone()
    if not (row and row[0]):
        yield Finding(
            "wrong", "keamanan baris tidak berlaku / row security is not in force", "bin/kondusif bootstrap migrate"
        )


def migrations() -> Iterator[Finding]:
    """This function will look for changes of tables that were not made yet."""
    executor = MigrationExecutor(connections["default"])
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if plan:
        yield Finding(
            "wrong",
            f"{len(plan)} perubahan tabel tertunda / pending migrations",
            "bin/run, atau / or bin/kondusif bootstrap migrate",
        )
    else:
        yield ok("tabel mutakhir / tables are up to date")


def regions() -> Iterator[Finding]:
    """This function will look whether the country's villages are loaded."""
    row = raw("default").execute("SELECT count(*) FROM regions_region WHERE code LIKE '__.__.__.%'").fetchone()
    n = row[0] if row else 0
    if n < VILLAGES:
        yield Finding("wrong", f"hanya {n} desa/kelurahan / villages loaded", "bin/kondusif load-regions")
    else:
        yield ok(f"{n} desa dan kelurahan / villages")


def worker() -> Iterator[Finding]:
    """This function will look whether somebody works, what waits, and what failed for good."""
    connection = raw("default")
    alive = connection.execute(
        "SELECT count(*) FROM procrastinate_workers WHERE last_heartbeat > now() - make_interval(secs => %s)",
        [WORKER_SILENT_SECONDS],
    ).fetchone()
    if alive and alive[0]:
        yield ok(f"{alive[0]} pekerja hidup / worker alive")
    else:
        yield Finding("wrong", "tidak ada pekerja / no worker", "jalankan bin/run, atau / or bin/kondusif work")
    waiting = connection.execute("SELECT count(*) FROM core_pending").fetchone()
    if waiting and waiting[0]:
        yield Finding(
            "note",
            f"{waiting[0]} peristiwa menunggu / events wait",
            "wajar sesaat; bila menetap, lihat pekerja / fine for a moment",
        )
    else:
        yield ok("kotak keluar kosong / outbox is empty")
    failed = connection.execute(
        "SELECT task_name, count(*) FROM procrastinate_jobs WHERE status = 'failed' GROUP BY 1"
    ).fetchall()
    for name, n in failed:
        yield Finding(
            "wrong",
            f"{n} tugas {name} gagal lima kali / failed for good",
            f"perbaiki sebabnya, lalu / mend, then: bin/kondusif retry-failed {name}",
        )


FILES: tuple[Look, ...] = (python, disk, secrets, files, chromium)
DATABASE: tuple[Look, ...] = (durability, history, migrations, regions, worker)


def look_at(looks: tuple[Look, ...]) -> Iterator[Finding]:
    """This function will yield what each look finds; one that fails is itself a finding."""
    for look in looks:
        try:
            yield from look()
        except Exception as error:
            remedy = "tabel belum siap: bin/run / tables are not ready" if "does not exist" in str(error) else ""
            yield Finding("wrong", f"{look.__name__}: {str(error).strip().splitlines()[0]}", remedy)
