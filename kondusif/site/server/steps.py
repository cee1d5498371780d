"""
What has to be prepared before anything serves, and what of it is already as it should be.

Each step has a fingerprint of everything it depends on. The database keeps the fingerprints of what
was done to it, so a restored or exchanged database is prepared again; the data directory keeps those
of what was done to files.
"""

import hashlib
from collections.abc import Iterable
from pathlib import Path

import psycopg

from kondusif.site.server.options import ROOT

LEDGER = """
CREATE SCHEMA IF NOT EXISTS kondusif_install;
CREATE TABLE IF NOT EXISTS kondusif_install.step (
    name text PRIMARY KEY, fingerprint text NOT NULL, at timestamptz NOT NULL DEFAULT now()
);
GRANT USAGE ON SCHEMA kondusif_install TO PUBLIC;
GRANT SELECT ON kondusif_install.step TO PUBLIC;
"""


def fingerprint(paths: Iterable[Path], *extra: str) -> str:
    """This function will return a short name for the content of *paths* and *extra*."""
    digest = hashlib.sha256("|".join(extra).encode())
    for path in sorted(paths):
        if path.is_file():
            digest.update(b"\0" + str(path.relative_to(ROOT)).encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()[:24]


def database_steps(region: str | None) -> dict[str, str]:
    """This function will return the steps on the database with their present fingerprints, in order."""
    package = ROOT / "kondusif"
    schema = [
        *package.glob("*/migrations/*.py"), *package.glob("*/apps.py"), package / "core" / "grants.py",
        package / "core" / "territory.py", ROOT / "requirements.lock",
    ]  # fmt: skip
    regions = [
        *(ROOT / "data" / "regions").glob("**/*"), *(package / "regions" / "actions").glob("*.py"),
        ROOT / "data" / "elections" / "legal_limits.csv",
    ]  # fmt: skip
    steps = {"migrate": fingerprint(schema), "regions": fingerprint(regions)}
    if region:
        # Once for each region: a changed story does not overwrite what visitors of the demonstration did.
        there_is_one = any(package.glob("*/management/commands/load_demo.py"))
        steps[f"demo {region}"] = "loaded" if there_is_one else "none yet"
    return steps


def static_fingerprint() -> str:
    """This function will return the present fingerprint of everything that is served as a file."""
    package = ROOT / "kondusif"
    files = [*package.glob("static/**/*"), *package.glob("*/static/**/*"), package / "site" / "files.py"]
    return fingerprint([*files, ROOT / "requirements.lock"])


def done_in(connection: psycopg.Connection) -> dict[str, str]:
    """This function will return the fingerprints of what was already done to this database."""
    if connection.execute("SELECT to_regclass('kondusif_install.step')").fetchone() == (None,):
        return {}
    return dict(connection.execute("SELECT name, fingerprint FROM kondusif_install.step").fetchall())


def remember(connection: psycopg.Connection, name: str, value: str) -> None:
    """This function will note in the database that step *name* was done in the state *value*."""
    connection.execute(LEDGER)
    connection.execute(
        "INSERT INTO kondusif_install.step (name, fingerprint) VALUES (%s, %s)"
        " ON CONFLICT (name) DO UPDATE SET fingerprint = excluded.fingerprint, at = now()",
        [name, value],
    )
