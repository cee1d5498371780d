"""The territory the database lets this connection see: the second wall behind the queries' own filter."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper

EVERYWHERE = ("*",)
NOWHERE: tuple[str, ...] = ()


@contextmanager
def scoped(codes: Iterable[str], *, using: str = "default") -> Iterator[None]:
    """
    This function will let the connection see the rows below the region *codes*, and only them, inside.

    Scopes nest: the former one returns afterwards. If the surrounding transaction was broken inside,
    its rollback has already restored the former scope.
    """
    connection = connections[using]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT coalesce(current_setting('app.scope', true), ''), set_config('app.scope', %s, false)",
            [",".join(codes)],
        )
        former = cursor.fetchone()[0]
    try:
        yield
    finally:
        _restore(connection, former)


def _restore(connection: BaseDatabaseWrapper, former: str) -> None:
    if connection.connection is None or connection.connection.closed:
        return  # a new connection starts without any scope
    if connection.in_atomic_block and connection.needs_rollback:
        return
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT set_config('app.scope', %s, false)", [former])
    except Exception:
        if not connection.in_atomic_block:
            connection.close()  # never hand a wide scope to the next request of this thread
