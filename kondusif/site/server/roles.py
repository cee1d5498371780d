"""The database and its three roles: who may change tables, who works with rows, who only reads."""

from pathlib import Path

import psycopg
from psycopg import sql

from kondusif.core.secrets import secret
from kondusif.site.database import APP_ROLE, DATABASE_NAME, OWNER_ROLE, READER_ROLE

ROLES = (OWNER_ROLE, APP_ROLE, READER_ROLE)


def password_of(data_dir: Path, role: str) -> str:
    """This function will return the password of *role*, made once and kept in a file of mode 0600."""
    return secret(data_dir / "secrets", f"postgres-{role}")


def create_roles(connection: psycopg.Connection, data_dir: Path) -> None:
    """This function will make the roles, or bring their passwords and rights back to what they should be."""
    known = {row[0] for row in connection.execute("SELECT rolname FROM pg_roles")}
    for role in ROLES:
        verb = sql.SQL("ALTER" if role in known else "CREATE")
        connection.execute(
            sql.SQL(
                "{} ROLE {} LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS PASSWORD {}"
            ).format(verb, sql.Identifier(role), sql.Literal(password_of(data_dir, role)))
        )
    # A reader that writes by mistake is stopped before it reaches a grant.
    connection.execute(
        sql.SQL("ALTER ROLE {} SET default_transaction_read_only = on").format(sql.Identifier(READER_ROLE))
    )


def create_database(connection: psycopg.Connection, name: str = DATABASE_NAME) -> None:
    """This function will make the database *name*, closed to everybody but the three roles."""
    if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone():
        connection.execute(
            sql.SQL("CREATE DATABASE {} OWNER {} TEMPLATE template0").format(
                sql.Identifier(name), sql.Identifier(OWNER_ROLE)
            )
        )
    connection.execute(sql.SQL("REVOKE ALL ON DATABASE {} FROM PUBLIC").format(sql.Identifier(name)))
    connection.execute(
        sql.SQL("GRANT CONNECT ON DATABASE {} TO {}, {}").format(
            sql.Identifier(name), sql.Identifier(APP_ROLE), sql.Identifier(READER_ROLE)
        )
    )
