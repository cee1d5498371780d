"""What the application's database role may do with each table: rows of history are only ever added."""

from django.db import connections

# Tables of which the application may read and add rows, and never change or remove one.
APPEND_ONLY: set[str] = {"core_event"}


def append_only(*tables: str) -> None:
    """This function will enter *tables* among those whose rows the application only adds; rooms call it in ``apps.py``."""
    APPEND_ONLY.update(tables)


def apply_grants(*, app_role: str, reader_role: str, using: str = "owner") -> None:
    """
    This function will give the roles exactly what they need on every table of the schema.

    :raises django.db.ProgrammingError: if a role is missing.
    """
    connection = connections[using]
    quote = connection.ops.quote_name
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1")
        tables = [row[0] for row in cursor.fetchall()]
        cursor.execute(f"GRANT USAGE ON SCHEMA public TO {quote(app_role)}, {quote(reader_role)}")
        for table in tables:
            name = quote(table)
            cursor.execute(f"REVOKE ALL ON {name} FROM {quote(app_role)}, {quote(reader_role)}")
            verbs = "SELECT, INSERT" if table in APPEND_ONLY else "SELECT, INSERT, UPDATE, DELETE"
            cursor.execute(f"GRANT {verbs} ON {name} TO {quote(app_role)}")
            cursor.execute(f"GRANT SELECT ON {name} TO {quote(reader_role)}")
        cursor.execute(f"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {quote(app_role)}")
