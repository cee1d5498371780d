"""Connections of the supervisor itself, made without Django so that a start stays quick."""

import os
from pathlib import Path
from typing import Any

import psycopg

from kondusif.site import database


def is_embedded() -> bool:
    """This function will tell whether the database is ours to start."""
    return not os.environ.get("DATABASE_URL")


def connect(data_dir: Path, role: str) -> psycopg.Connection:
    """
    This function will connect as the application or as the owner, wherever the database is.

    :raises psycopg.OperationalError: if the server does not answer or refuses.
    """
    return psycopg.connect(**parameters(data_dir, role), autocommit=True, connect_timeout=5)


def parameters(data_dir: Path, role: str) -> dict[str, Any]:
    """This function will return what psycopg needs to connect as *role*."""
    url = os.environ.get("DATABASE_URL")
    if url and role == database.OWNER_ROLE:
        url = os.environ.get("DATABASE_MIGRATE_URL", url)
    found = database.from_url(url) if url else database.embedded(data_dir, role)
    words = {"NAME": "dbname", "USER": "user", "PASSWORD": "password", "HOST": "host", "PORT": "port"}
    given = {word: found[name] for name, word in words.items() if found[name]}
    options = found["OPTIONS"]
    return given | (options if isinstance(options, dict) else {})
