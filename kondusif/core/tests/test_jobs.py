"""Work for later is ordered with the change that asks for it, or not at all."""

from datetime import UTC, datetime
from types import SimpleNamespace

import pytest
from django.db import transaction
from procrastinate.contrib.django.models import ProcrastinateJob

from kondusif.core import jobs

pytestmark = pytest.mark.django_db


def forget_finished_jobs(timestamp: int) -> None:
    """This function will stand for a task of the last room."""


forget_finished_jobs.__module__ = "kondusif.site.tasks"

AT = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)


def test_a_job_carries_its_task_and_its_arguments():
    number = jobs.enqueue(forget_finished_jobs, timestamp=7)
    job = ProcrastinateJob.objects.get(pk=number)
    assert (job.task_name, job.args, job.status) == ("site.forget_finished_jobs", {"timestamp": 7}, "todo")


def test_a_job_for_later_waits_until_then():
    number = jobs.enqueue("site.forget_finished_jobs", at=AT, timestamp=7)
    assert ProcrastinateJob.objects.get(pk=number).scheduled_at == AT


def test_what_is_rolled_back_was_never_ordered():
    with pytest.raises(RuntimeError), transaction.atomic():
        jobs.enqueue(forget_finished_jobs, timestamp=7)
        raise RuntimeError("the change failed")
    assert not ProcrastinateJob.objects.exists()


def test_a_second_job_of_the_same_key_is_not_added_and_spoils_nothing():
    with transaction.atomic():
        assert jobs.enqueue(forget_finished_jobs, once="tidy", timestamp=1) is not None
        assert jobs.enqueue(forget_finished_jobs, once="tidy", timestamp=2) is None
        assert jobs.enqueue(forget_finished_jobs, once="other", timestamp=3) is not None
    assert sorted(job.args["timestamp"] for job in ProcrastinateJob.objects.all()) == [1, 3]


def test_many_jobs_are_ordered_at_once(django_assert_num_queries):
    with django_assert_num_queries(1):
        assert jobs.enqueue_each(forget_finished_jobs, [{"timestamp": n} for n in range(50)]) == 50
    assert ProcrastinateJob.objects.count() == 50
    assert jobs.enqueue_each(forget_finished_jobs, []) == 0


def test_a_job_is_tried_five_times_with_growing_waits_and_then_stays_as_failed():
    decisions = [
        jobs.RETRY.get_retry_decision(exception=ValueError(), job=SimpleNamespace(attempts=n))
        for n in range(jobs.TRIES)
    ]
    moments = [decision.retry_at for decision in decisions[:-1]]
    assert decisions[-1] is None
    assert moments == sorted(moments)
    assert 70 < (moments[-1] - moments[0]).total_seconds() < 90


def test_a_task_is_named_after_its_room():
    assert jobs.task_name(forget_finished_jobs) == "site.forget_finished_jobs"
    assert "site.forget_finished_jobs" in jobs.known_tasks()


def test_a_task_outside_the_rooms_is_refused():
    with pytest.raises(ValueError, match="not in a room"):
        jobs.task(pytest.raises)
