"""Putting messages into the queue: the same news to the same address is one row, whatever happens."""

import hashlib
from collections.abc import Sequence

from kondusif.channels.models import Delivery

AT_ONCE = 2000  # rows of one statement


def put_in_queue(rows: Sequence[Delivery]) -> list[Delivery]:
    """This function will add the messages whose key is not there yet, with few statements, and return them."""
    once = {row.key: row for row in rows}
    keys = list(once)
    for start in range(0, len(keys), AT_ONCE):
        there = Delivery.objects.filter(key__in=keys[start : start + AT_ONCE]).values_list("key", flat=True)
        for key in there:
            del once[key]
    new = list(once.values())
    # Ignored is what another worker added in between: it stands there once.
    return Delivery.objects.bulk_create(new, batch_size=AT_ONCE, ignore_conflicts=True)


def short(address: str) -> str:
    """This function will return a short mark of an address for the message's key."""
    return hashlib.sha256(address.encode()).hexdigest()[:12]
