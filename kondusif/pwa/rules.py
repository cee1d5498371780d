"""How long and how much a device may hold."""

from datetime import datetime, timedelta

LEASE = timedelta(hours=12)
ITEMS_MAX = 200
# Of these 200 at most, so that one kind leaves room for the others.
TASKS_MAX, CONTACTS_MAX, SITUATIONS_MAX, MAPS_MAX = 110, 70, 12, 3
PIN_TRIES = 10


def is_running(*, expires_at: datetime, ended_at: datetime | None, at: datetime) -> bool:
    """This function will tell whether what a device holds may still be opened."""
    return ended_at is None and at < expires_at
