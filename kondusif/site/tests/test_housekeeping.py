"""The queue keeps what somebody must still look at, and takes back what a dead worker held."""

from datetime import UTC, datetime

import pytest
from django.db import connection
from procrastinate.contrib.django.models import ProcrastinateJob

from kondusif.core.jobs import enqueue
from kondusif.site.outbox import rescue
from kondusif.site.tasks import forget_finished_jobs

pytestmark = pytest.mark.django_db
NOW = 1_800_000_000


def a_job(status: str, ended: int | None = None) -> int:
    """This function will leave a job in *status*, whose last change was at the Unix second *ended*."""
    number = enqueue(forget_finished_jobs, timestamp=0)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_jobs SET status = %s WHERE id = %s", [status, number])
        if ended is not None:
            cursor.execute("UPDATE procrastinate_events SET at = to_timestamp(%s) WHERE job_id = %s", [ended, number])
    return number


def test_jobs_that_ended_well_are_forgotten_after_three_days():
    old = a_job("succeeded", NOW - 73 * 3600)
    recent = a_job("succeeded", NOW - 71 * 3600)
    failed = a_job("failed", NOW - 900 * 3600)
    forget_finished_jobs(NOW)
    left = set(ProcrastinateJob.objects.values_list("pk", flat=True))
    assert left == {recent, failed}
    assert old not in left


@pytest.mark.django_db(transaction=True)
def test_a_job_of_a_worker_that_died_goes_back_into_the_queue():
    held, living = a_job("todo"), a_job("todo")
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now() - interval '5 minutes') RETURNING id"
        )
        dead = cursor.fetchone()[0]
        cursor.execute("INSERT INTO procrastinate_workers DEFAULT VALUES RETURNING id")
        alive = cursor.fetchone()[0]
        for job, worker in ((held, dead), (living, alive)):
            cursor.execute(
                "UPDATE procrastinate_jobs SET status = 'doing', worker_id = %s WHERE id = %s", [worker, job]
            )
    assert rescue(30, datetime.now(UTC)) == 1
    states = dict(ProcrastinateJob.objects.values_list("pk", "status"))
    assert (states[held], states[living]) == ("todo", "doing")
