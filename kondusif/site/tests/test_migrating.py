"""The quick way to the tables of a new installation leads to the same tables and rows as Django's own."""

import os
import re
import subprocess
import sys

import psycopg
import pytest
from django.db import connection
from django.db.migrations.state import ProjectState

from kondusif.site.database import OWNER_ROLE
from kondusif.site.migrating import drawn_alone, quickest
from kondusif.site.server.binaries import bin_dir
from tests.support.stack import ROOT, environment

MOMENT = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(\.\d+)?\+\d\d(:\d\d)?")
# The dump's own secret, and how far the numbers of other tests have gone.
OF_THE_DAY = ("\\restrict", "\\unrestrict", "SELECT pg_catalog.setval")


def told(server, name: str) -> list[str]:
    """This function will return everything the database *name* holds, as text and whatever the order of its rows."""
    with server.connect(name) as superuser:
        where = psycopg.conninfo.make_conninfo(superuser.info.dsn, password=superuser.info.password)
    dump = subprocess.run([bin_dir() / "pg_dump", "--dbname", where, "--inserts"], capture_output=True, text=True)
    assert dump.returncode == 0, dump.stderr
    return sorted(MOMENT.sub("then", line) for line in dump.stdout.splitlines() if not line.startswith(OF_THE_DAY))


@pytest.fixture
def new(test_server):
    """An empty database, and the environment of the step that prepares it."""
    name = f"new_{os.getpid()}"
    roles = {role: test_server.settings_for(role, name) for role in ("kondusif_app", OWNER_ROLE)}
    urls = ["postgresql://{USER}:{PASSWORD}@/{NAME}?host={HOST}&port={PORT}".format(**of) for of in roles.values()]
    with test_server.connect() as superuser:
        test_server.drop(superuser, name)
        superuser.execute(f"CREATE DATABASE {name} OWNER {OWNER_ROLE}")
        yield name, environment() | dict(zip(("DATABASE_URL", "DATABASE_MIGRATE_URL"), urls, strict=True))
        test_server.drop(superuser, name)


@pytest.mark.django_db
def test_a_new_installation_has_the_tables_and_rows_that_djangos_own_way_makes(test_server, new, tmp_path):
    name, variables = new
    words = [sys.executable, "manage.py", "bootstrap", "migrate"]
    variables["KONDUSIF_DATA_DIR"] = str(tmp_path)
    done = subprocess.run(words, cwd=ROOT, env=variables, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    quick, slow = told(test_server, name), told(test_server, connection.settings_dict["NAME"])
    assert len(quick) > 5000 and any("CREATE POLICY" in line for line in quick)
    assert [set(quick) - set(slow), set(slow) - set(quick)] == [set(), set()]
    assert quick == slow


@pytest.mark.django_db
def test_an_installation_that_has_tables_is_migrated_in_djangos_own_way():
    djangos = ProjectState._find_reload_model
    with quickest("default"):
        assert ProjectState._find_reload_model is djangos
    with drawn_alone():
        assert ProjectState._find_reload_model is not djangos
    assert ProjectState._find_reload_model is djangos
