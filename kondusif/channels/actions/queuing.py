"""Putting messages into the queue: the same news to the same address is one row, whatever happens."""

import hashlib
from collections.abc import Sequence

from django.db import connection

from kondusif.channels.models import Delivery

AT_ONCE = 5000  # rows of one statement

_COLUMNS = [f for f in Delivery._meta.concrete_fields if f.column not in {"last_error", "provider_id"}]
# Ten thousand rows as arrays cost a fifth of ten thousand rows as values, and tell which of them are new.
_INSERT = """
INSERT INTO channels_delivery ({names}, last_error, provider_id) SELECT *, '', '' FROM unnest({arrays})
ON CONFLICT (key) DO NOTHING RETURNING key
"""


def put_in_queue(rows: Sequence[Delivery]) -> list[Delivery]:
    """This function will add the messages whose key is not there yet, with few statements, and return them."""
    once = {row.key: row for row in rows}
    new: list[Delivery] = []
    whole = list(once.values())
    for start in range(0, len(whole), AT_ONCE):
        new += [once[key] for key in _insert(whole[start : start + AT_ONCE])]
    return new


def _insert(rows: list[Delivery]) -> list[str]:
    sql = _INSERT.format(
        names=", ".join(f.column for f in _COLUMNS),
        arrays=", ".join(f"%s::{f.db_type(connection)}[]" for f in _COLUMNS),
    )
    values = [[getattr(row, f.attname) for row in rows] for f in _COLUMNS]
    with connection.cursor() as cursor:
        cursor.execute(sql, [[str(v) for v in column] if f.attname in {"state", "kind"} else column for f, column in zip(_COLUMNS, values, strict=True)])  # fmt: skip
        return [key for (key,) in cursor.fetchall()]


def short(address: str) -> str:
    """This function will return a short mark of an address for the message's key."""
    return hashlib.sha256(address.encode()).hexdigest()[:12]
