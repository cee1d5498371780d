"""
A database put back to how it was: only what a test left is taken away, only what it took is given back.

Django would empty every table, and with it the rows that migrations brought; a new clone has to copy some
two thousand files. Most tests touch a few dozen rows.
"""

from dataclasses import dataclass

import psycopg
from psycopg import sql

_OURS = "n.nspname NOT IN ('pg_catalog', 'information_schema') AND n.nspname NOT LIKE 'pg\\_%'"
_TABLES = f"""
SELECT n.nspname, c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE c.relkind = 'r' AND {_OURS} ORDER BY 1, 2
"""
_SEQUENCES = "SELECT schemaname, sequencename, last_value, start_value FROM pg_sequences ORDER BY 1, 2"
# Everything a statement other than INSERT, UPDATE, DELETE would change here.
_SHAPE = f"""
SELECT md5(string_agg(part, '|' ORDER BY part)) FROM (
    SELECT concat_ws(':', c.oid, c.relname, c.relkind, c.relnatts, c.relchecks, c.relowner, c.relrowsecurity,
        c.relforcerowsecurity, c.relacl) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE {_OURS}
    UNION ALL SELECT concat_ws(':', oid, polname, polrelid) FROM pg_policy
    UNION ALL SELECT concat_ws(':', oid, tgname, tgenabled) FROM pg_trigger
    UNION ALL SELECT concat_ws(':', p.oid, p.proname, md5(p.prosrc), p.proacl)
        FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace WHERE {_OURS}
    UNION ALL SELECT concat_ws(':', setdatabase, setrole, setconfig) FROM pg_db_role_setting
) shaped (part)
"""
_END_OTHERS = """
SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()
"""

Table = tuple[str, str]


@dataclass(frozen=True)
class Kept:
    """How a fresh database is: its shape, the sum of each table's rows, the rows themselves, its sequences."""

    shape: str
    sums: dict[Table, str]
    rows: dict[Table, bytes]
    sequences: dict[Table, tuple[int | None, int]]


def keep(connection: psycopg.Connection) -> Kept:
    """This function will note how the database of the superuser's *connection* is now."""
    sums = _sums(connection)
    return Kept(
        _shape(connection),
        sums,
        {table: _copied(connection, table) for table, told in sums.items() if told != _NOTHING},
        _sequences(connection),
    )


def put_back(connection: psycopg.Connection, kept: Kept) -> bool:
    """
    This function will end all others in this database and give it its rows and sequences of *kept* again.

    :return: False, with nothing put back, if the shape of the database is not the kept one.
    """
    connection.execute(_END_OTHERS)
    if _shape(connection) != kept.shape:
        return False
    now = _sums(connection)
    changed = [table for table in now if now[table] != kept.sums[table]]
    with connection.transaction(), connection.cursor() as cursor:
        # Neither triggers nor foreign keys: some tables refuse every change, and rows return in any order.
        cursor.execute("SET LOCAL session_replication_role = replica")
        for table in changed:
            cursor.execute(sql.SQL("DELETE FROM ONLY {}").format(sql.Identifier(*table)))
            if table in kept.rows:
                with cursor.copy(sql.SQL("COPY {} FROM STDIN").format(sql.Identifier(*table))) as copy:
                    copy.write(kept.rows[table])
        for name, (value, start) in _sequences(connection).items():
            former = kept.sequences[name][0]
            if value != former:
                there = sql.Identifier(*name).as_string(connection)
                cursor.execute("SELECT setval(%s::regclass, %s, %s)", [there, former or start, former is not None])
    return True


_NOTHING = "0:"


def _shape(connection: psycopg.Connection) -> str:
    row = connection.execute(_SHAPE).fetchone()
    assert row is not None
    return row[0]


def _sums(connection: psycopg.Connection) -> dict[Table, str]:
    tables = connection.execute(_TABLES).fetchall()
    asked = sql.SQL(" UNION ALL ").join(
        sql.SQL(
            "SELECT {}, count(*) || ':' || coalesce(sum(hashtextextended(t::text, 0))::text, '') FROM ONLY {} t"
        ).format(sql.Literal(n), sql.Identifier(*table))
        for n, table in enumerate(tables)
    )
    return {tables[n]: told for n, told in connection.execute(asked).fetchall()}


def _copied(connection: psycopg.Connection, table: Table) -> bytes:
    with (
        connection.cursor() as cursor,
        cursor.copy(sql.SQL("COPY {} TO STDOUT").format(sql.Identifier(*table))) as copy,
    ):
        return b"".join(bytes(block) for block in copy)


def _sequences(connection: psycopg.Connection) -> dict[Table, tuple[int | None, int]]:
    rows = connection.execute(_SEQUENCES).fetchall()
    return {(schema, name): (value, start) for schema, name, value, start in rows}
