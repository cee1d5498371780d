"""The two tables name only what exists."""

import re

import pytest
from croniter import croniter

from kondusif.core.jobs import known_tasks
from kondusif.site.subscriptions import IN_NUMBERS, SCHEDULE, SUBSCRIPTIONS


def test_every_subscribed_task_exists():
    named = {task for tasks in SUBSCRIPTIONS.values() for task in tasks}
    assert named - known_tasks() == set()


def test_what_takes_many_at_a_time_stands_for_a_subscribed_task():
    assert set(IN_NUMBERS) <= {task for tasks in SUBSCRIPTIONS.values() for task in tasks}
    assert set(IN_NUMBERS.values()) <= known_tasks()


def test_every_scheduled_task_exists():
    assert set(SCHEDULE) - known_tasks() == set()


def test_no_event_orders_the_same_task_twice():
    assert [name for name, tasks in SUBSCRIPTIONS.items() if len(tasks) != len(set(tasks))] == []


def test_event_names_say_what_happened_to_what():
    assert [name for name in SUBSCRIPTIONS if not re.fullmatch(r"[a-z]+(_[a-z]+)*\.[a-z_]+", name)] == []


@pytest.mark.parametrize(("task", "cron"), SCHEDULE.items())
def test_the_timetable_can_be_read(task, cron):
    assert croniter.is_valid(cron), task


def test_whoever_leaves_or_is_cut_off_keeps_neither_certificate_nor_lease():
    for name in ("holding.ended", "person.cut_off"):
        assert {"commitments.revoke_certificates", "pwa.end_leases"} <= set(SUBSCRIPTIONS[name])


@pytest.mark.parametrize("task", ["daily.advance_orders", "plans.end_statuses"])
def test_what_begins_or_ends_with_a_day_is_looked_after_every_hour_of_it(task):
    """A machine without power at midnight, or an order issued at noon, waits for no other midnight."""
    assert SCHEDULE[task].split()[1:] == ["*"] * 4
