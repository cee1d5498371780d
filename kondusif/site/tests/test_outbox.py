"""What is recorded is followed by exactly the jobs that the table names."""

from datetime import UTC, datetime

import psycopg
import pytest
from django.db import connection, transaction
from procrastinate.contrib.django.models import ProcrastinateJob

from kondusif.core.actions import record
from kondusif.core.scope import EVERYWHERE, scoped
from kondusif.people.viewers import SYSTEM
from kondusif.regions.models import Tenant
from kondusif.site import outbox

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)


@pytest.fixture
def two_tasks(monkeypatch):
    """``report.received`` is followed by two tasks, everything else by none."""
    monkeypatch.setattr(outbox, "SUBSCRIPTIONS", {"report.received": ("site.first", "site.second")})


def happens(name: str, code: str = "35.26.06.2001") -> int:
    """This function will record the event *name* and return its number."""
    with transaction.atomic(), scoped(EVERYWHERE):
        return record(name, subject=Tenant(pk=1), by=SYSTEM, at=AT, region_code=code).pk


def ordered() -> list[tuple[str, int]]:
    """This function will return the ordered jobs as (task, number of the event)."""
    jobs = ProcrastinateJob.objects.filter(task_name__startswith="site.").order_by("id")
    return [(job.task_name, job.args["event_id"]) for job in jobs]


def test_each_subscriber_gets_one_job_with_the_number_of_the_event(two_tasks):
    first, second = happens("report.received"), happens("report.received")
    assert outbox.dispatch() == 2
    assert sorted(ordered()) == sorted(
        (task, event) for event in (first, second) for task in ("site.first", "site.second")
    )


def test_an_event_is_dispatched_once_only(two_tasks):
    happens("report.received")
    assert (outbox.dispatch(), outbox.dispatch()) == (1, 0)
    assert len(ordered()) == 2


def test_an_event_nobody_waits_for_leaves_the_outbox_without_a_job(two_tasks):
    happens("report.closed")
    assert outbox.n_waiting() == 1
    assert outbox.dispatch() == 1
    assert (outbox.n_waiting(), ordered()) == (0, [])


def test_an_event_rolled_back_is_never_dispatched(two_tasks):
    with pytest.raises(RuntimeError), transaction.atomic():
        happens("report.received")
        raise RuntimeError("the change failed")
    assert (outbox.n_waiting(), outbox.dispatch(), ordered()) == (0, 0, [])


def test_an_event_stays_in_the_outbox_when_its_jobs_cannot_be_ordered(two_tasks, monkeypatch):
    happens("report.received")

    def refuse(task: str, arguments: list) -> None:
        raise RuntimeError("the queue is closed")

    monkeypatch.setattr(outbox, "enqueue_each", refuse)
    with pytest.raises(RuntimeError):
        outbox.dispatch()
    assert (outbox.n_waiting(), ordered()) == (1, [])


def test_no_more_than_the_limit_is_taken_and_the_oldest_first(two_tasks):
    events = [happens("report.received") for _ in range(3)]
    assert outbox.dispatch(limit=2) == 2
    assert {event for _task, event in ordered()} == set(events[:2])


def test_what_follows_from_every_report_takes_many_at_a_time_and_stands_behind_all_else(monkeypatch):
    monkeypatch.setattr(outbox, "SUBSCRIPTIONS", {"report.received": ("site.first", "site.second")})
    monkeypatch.setattr(outbox, "IN_NUMBERS", {"site.first": "site.first_each"})
    monkeypatch.setattr(outbox, "TOGETHER", 2)
    events = [happens("report.received") for _ in range(5)]
    outbox.dispatch()
    jobs = ProcrastinateJob.objects.order_by("id")
    together = [(job.args["event_ids"], job.priority) for job in jobs.filter(task_name="site.first_each")]
    assert together == [(events[:2], -1), (events[2:4], -1), (events[4:], -1)]
    assert [job.priority for job in jobs.filter(task_name="site.second")] == [0] * 5
    assert not jobs.filter(task_name="site.first").exists()


@pytest.mark.django_db(transaction=True)
def test_an_event_that_another_dispatcher_holds_is_left_to_it(two_tasks):
    happens("report.received")
    parameters = {k: v for k, v in connection.get_connection_params().items() if k not in {"cursor_factory", "context"}}
    with psycopg.connect(**parameters) as other:
        assert other.execute(outbox.CLAIM, [10]).fetchall() != []
        assert outbox.dispatch() == 0
        other.rollback()  # the other machine died: the event comes back
    assert outbox.dispatch() == 1
