"""A cache that all web processes share and a restart does not empty: how often somebody tried to sign in."""

import json
from typing import Any

from django.core.cache.backends.base import DEFAULT_TIMEOUT, BaseCache
from django.db import connection

# The database's clock decides in every process alike.
_ADD = """
    INSERT INTO people_tally AS t (key, value, ends_at) VALUES (%s, %s, now() + make_interval(secs => %s))
    ON CONFLICT (key) DO UPDATE SET value = excluded.value, ends_at = excluded.ends_at WHERE t.ends_at <= now()
"""
_SET = """
    INSERT INTO people_tally (key, value, ends_at) VALUES (%s, %s, now() + make_interval(secs => %s))
    ON CONFLICT (key) DO UPDATE SET value = excluded.value, ends_at = excluded.ends_at
"""
_GET = "SELECT value::text FROM people_tally WHERE key = %s AND ends_at > now()"
_SWEEP = "DELETE FROM people_tally WHERE ends_at <= now()"


class SharedCache(BaseCache):
    """
    Django's cache over one table. Values are JSON: Django's own kind for databases reads pickles, and a row that
    somebody forged would then be a program.
    """

    def __init__(self, _location: str, params: dict[str, Any]) -> None:
        super().__init__(params)

    def add(self, key: str, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> bool:
        return self._write(_ADD, key, value, timeout, version) == 1

    def set(self, key: str, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> None:
        self._write(_SET, key, value, timeout, version)

    def get(self, key: str, default: Any = None, version: int | None = None) -> Any:
        with connection.cursor() as cursor:
            cursor.execute(_GET, [self.make_and_validate_key(key, version=version)])
            row = cursor.fetchone()
        return json.loads(row[0]) if row else default

    def delete(self, key: str, version: int | None = None) -> bool:
        with connection.cursor() as cursor:
            cursor.execute(
                "DELETE FROM people_tally WHERE key = %s", [self.make_and_validate_key(key, version=version)]
            )
            return cursor.rowcount == 1

    def clear(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM people_tally")

    def _write(self, statement: str, key: str, value: Any, timeout: Any, version: int | None) -> int:
        seconds = self.default_timeout if timeout is DEFAULT_TIMEOUT else timeout
        with connection.cursor() as cursor:
            cursor.execute(_SWEEP)
            cursor.execute(statement, [self.make_and_validate_key(key, version=version), json.dumps(value), seconds])
            return cursor.rowcount
