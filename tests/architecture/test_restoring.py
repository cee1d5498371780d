"""What a committing test changed is changed back before the next one."""

import dataclasses
from collections.abc import Iterator

import psycopg
import pytest
from django.db import connection as ours

from tests.support import restoring

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def superuser(test_server, db) -> Iterator[psycopg.Connection]:
    with test_server.connect(ours.settings_dict["NAME"]) as connection:
        yield connection


def in_any_order(kept: restoring.Kept) -> restoring.Kept:
    """Rows come back in the room that is free, which is another order than they were written in."""
    rows = {table: b"".join(sorted(told.splitlines(keepends=True))) for table, told in kept.rows.items()}
    return dataclasses.replace(kept, rows=rows)


def test_rows_and_sequences_return_even_where_no_row_may_be_changed(superuser):
    kept = restoring.keep(superuser)
    assert kept.rows[("public", "elections_legallimit")]
    superuser.execute("SET session_replication_role = replica")
    superuser.execute("DELETE FROM elections_legallimit WHERE ctid IN (SELECT ctid FROM elections_legallimit LIMIT 3)")
    superuser.execute("UPDATE django_content_type SET model = 'x' || model WHERE id % 2 = 0")
    superuser.execute("INSERT INTO django_migrations (app, name, applied) VALUES ('x', 'x', now())")
    (event,) = superuser.execute("SELECT nextval(pg_get_serial_sequence('core_event', 'id'))").fetchone()
    superuser.execute("SET session_replication_role = DEFAULT")
    assert in_any_order(restoring.keep(superuser)) != in_any_order(kept)
    assert restoring.put_back(superuser, kept)
    assert in_any_order(restoring.keep(superuser)) == in_any_order(kept)
    assert superuser.execute("SELECT nextval(pg_get_serial_sequence('core_event', 'id'))").fetchone() == (event,)
    assert restoring.put_back(superuser, kept)


@pytest.mark.parametrize(
    "change",
    [
        "CREATE TABLE left_behind (n int)",
        "ALTER TABLE reports_report DISABLE ROW LEVEL SECURITY",
        "CREATE POLICY open ON reports_report USING (true)",
        "ALTER TABLE core_event DISABLE TRIGGER ALL",
        "GRANT DELETE ON core_event TO kondusif_app",
        "CREATE INDEX another ON core_event (id)",
    ],
)
def test_a_changed_shape_is_noticed(superuser, change):
    kept = restoring.keep(superuser)
    with superuser.transaction(force_rollback=True):
        superuser.execute(change)
        assert not restoring.put_back(superuser, kept)
    assert restoring.put_back(superuser, kept)


def test_whoever_is_still_connected_is_ended(superuser, test_server):
    kept = restoring.keep(superuser)
    with test_server.connect(ours.settings_dict["NAME"]) as late:
        assert restoring.put_back(superuser, kept)
        with pytest.raises(psycopg.OperationalError):
            late.execute("SELECT 1")
