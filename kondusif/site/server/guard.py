"""Refusal to serve on a database that could lose an acknowledged report or ignore territory."""

import psycopg

from kondusif.site.server.errors import CannotStart

DURABILITY = ("fsync", "full_page_writes", "synchronous_commit")


def refuse_unsafe(connection: psycopg.Connection) -> None:
    """
    This function will refuse to go on unless *connection*, the application's, is durable and bound by row security.

    There is no exception for tests: their quick database never serves.

    :raises CannotStart: if a setting is off or the role has too much power, with the remedy.
    """
    complaints = [*lax_durability(connection), *excess_power(connection)]
    if complaints:
        raise CannotStart(
            "Basis data tidak aman untuk laporan. / This database is not safe for reports:\n"
            + "\n".join(f"  - {c}" for c in complaints)
        )


def lax_durability(connection: psycopg.Connection) -> list[str]:
    """This function will name each setting under which a committed report could vanish, and its remedy."""
    found = []
    for name in DURABILITY:
        row = connection.execute("SELECT current_setting(%s)", [name]).fetchone()
        if row and row[0] == "off":
            found.append(
                f"{name} = off: laporan yang sudah diterima bisa hilang. Kembalikan: ALTER SYSTEM SET {name} = on; "
                f"SELECT pg_reload_conf(); (periksa juga postgresql.conf dan ALTER ROLE/DATABASE … SET {name}). / "
                f"an acknowledged report could be lost; switch {name} on"
            )
    return found


def excess_power(connection: psycopg.Connection) -> list[str]:
    """This function will name each power of the connected role that voids row-level security or the audit trail."""
    row = connection.execute(
        "SELECT r.rolname, r.rolsuper, r.rolbypassrls FROM pg_roles r WHERE r.rolname = current_user"
    ).fetchone()
    assert row is not None  # the role that is connected exists
    name, is_super, bypasses = row
    found = []
    if is_super:
        found.append(f"{name} adalah superuser. Jalankan: ALTER ROLE {name} NOSUPERUSER; / is a superuser")
    if bypasses and not is_super:
        found.append(
            f"{name} melewati keamanan baris. Jalankan: ALTER ROLE {name} NOBYPASSRLS; / bypasses row security"
        )
    owned = connection.execute(
        "SELECT c.relname FROM pg_class c WHERE c.relkind IN ('r', 'p') AND c.relnamespace = 'public'::regnamespace"
        " AND pg_has_role(current_user, c.relowner, 'MEMBER') ORDER BY 1 LIMIT 3"
    ).fetchall()
    if owned and not is_super:
        tables = ", ".join(row[0] for row in owned)
        found.append(
            f"{name} memiliki tabel ({tables} …). Pakai peran lain di DATABASE_URL dan pemilik hanya di "
            f"DATABASE_MIGRATE_URL. / owns tables; connect with another role and migrate with the owner"
        )
    return found
