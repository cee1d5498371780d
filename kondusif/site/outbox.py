"""
The dispatcher: turns each recorded event into the jobs that ``subscriptions`` names, exactly once.

Claiming an event and ordering its jobs is one transaction. Dispatchers on several machines never
take the same event: a claimed row is locked, and a deleted one is gone.
"""

from collections import defaultdict
from datetime import datetime

from asgiref.sync import async_to_sync
from django.db import connection, transaction
from procrastinate.contrib.django import app

from kondusif.core.jobs import enqueue_each
from kondusif.core.models import Event
from kondusif.core.scope import EVERYWHERE, scoped
from kondusif.site.subscriptions import BEHIND, IN_NUMBERS, SUBSCRIPTIONS, TOGETHER

BATCH = 500

# Materialized: else a plan may ask the inner question again for each row and take more than the limit.
CLAIM = """
WITH oldest AS MATERIALIZED (
    SELECT event_id FROM core_pending ORDER BY event_id LIMIT %s FOR UPDATE SKIP LOCKED
)
DELETE FROM core_pending USING oldest WHERE core_pending.event_id = oldest.event_id
RETURNING core_pending.event_id
"""


@transaction.atomic
def dispatch(limit: int = BATCH) -> int:
    """This function will order the jobs of up to *limit* events and return how many events it took."""
    with connection.cursor() as cursor:
        cursor.execute(CLAIM, [limit])
        taken = sorted(row[0] for row in cursor.fetchall())
    if not taken:
        return 0
    with scoped(EVERYWHERE):
        names = dict(Event.objects.filter(id__in=taken).values_list("id", "name"))
    orders: dict[str, list[int]] = defaultdict(list)
    for event_id in taken:
        for task in SUBSCRIPTIONS.get(names.get(event_id, ""), ()):
            orders[task].append(event_id)
    for task, event_ids in orders.items():
        _order(task, event_ids)
    return len(taken)


def _order(task: str, event_ids: list[int]) -> None:
    if task in IN_NUMBERS:
        batches = (event_ids[n : n + TOGETHER] for n in range(0, len(event_ids), TOGETHER))
        enqueue_each(IN_NUMBERS[task], ({"event_ids": batch} for batch in batches), priority=BEHIND)
    else:
        enqueue_each(task, ({"event_id": event_id} for event_id in event_ids))


def n_waiting() -> int:
    """This function will return how many events still wait for their jobs."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM core_pending")
        return int(cursor.fetchone()[0])


def rescue(silent_seconds: float, at: datetime) -> int:
    """This function will put the jobs of workers that have been silent so long back into the queue and count them."""
    stalled = list(async_to_sync(app.job_manager.get_stalled_jobs)(seconds_since_heartbeat=silent_seconds))
    for job in stalled:
        assert job.id is not None  # it was read from its table
        app.job_manager.retry_job_by_id(job.id, retry_at=at)
    return len(stalled)
