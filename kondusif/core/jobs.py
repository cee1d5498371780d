"""
Work for later: the only door to the job queue.

A room marks functions in its ``tasks.py`` with ``@task`` and calls ``enqueue``. A job is a row
written in the caller's transaction: what is rolled back was never ordered. A task may run more
than once (a worker can die after the work and before saying so), so every task is idempotent.
"""

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any, TypeVar

from django.db import transaction
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob
from procrastinate.exceptions import AlreadyEnqueued
from procrastinate.retry import RetryStrategy

# Five tries after 0, 3, 9, 27 and 81 seconds; then the job stays visible as failed.
TRIES = 5
RETRY = RetryStrategy(max_attempts=TRIES - 1, exponential_wait=3)

Function = TypeVar("Function", bound=Callable[..., Any])


def task(function: Function) -> Function:
    """
    This function will register *function* of a room's ``tasks.py`` as a task called ``<room>.<function>``.

    Subscribed tasks take ``event_id: int``; scheduled ones ``timestamp: int``, the planned moment in
    Unix seconds. The function stays an ordinary one: tests call it directly.

    :raises ValueError: if the function does not stand in a room of this project.
    """
    app.task(name=task_name(function), retry=RETRY)(function)
    return function


def task_name(function: Callable[..., Any]) -> str:
    """
    This function will return the name under which *function* is registered.

    :raises ValueError: if the function does not stand in a room of this project.
    """
    package, _, rest = function.__module__.partition(".")
    if package != "kondusif" or not rest:
        raise ValueError(
            f"{function.__module__}.{function.__qualname__} is not in a room; tasks stand in kondusif/<room>/tasks.py"
        )
    return f"{rest.split('.')[0]}.{function.__name__}"


def enqueue(
    task: Callable[..., Any] | str, *, once: str | None = None, at: datetime | None = None, **arguments: Any
) -> int | None:
    """
    This function will order one run of *task* with JSON-able *arguments*, not before *at*.

    With *once*, a job of that key that still waits is enough: then nothing is added.

    :return: the job's number, or None if one of the same key waits already.
    """
    name = task if isinstance(task, str) else task_name(task)
    job = app.configure_task(name, schedule_at=at, queueing_lock=once)
    if once is None:
        return job.defer(**arguments)
    try:
        # The refusal of the second job must not spoil the caller's transaction.
        with transaction.atomic():
            return job.defer(**arguments)
    except AlreadyEnqueued:
        return None


def enqueue_each(task: Callable[..., Any] | str, arguments: Iterable[dict[str, Any]], *, priority: int = 0) -> int:
    """
    This function will order one run of *task* for each of *arguments* with one statement and return how many.

    Jobs of a lower *priority* wait until no others do.
    """
    name = task if isinstance(task, str) else task_name(task)
    rows = list(arguments)
    if rows:
        app.configure_task(name, priority=priority).batch_defer(*rows)
    return len(rows)


def is_ordered(task: Callable[..., Any] | str, **arguments: Any) -> bool:
    """This function will tell whether a run of *task* with these *arguments* still waits or is under way."""
    name = task if isinstance(task, str) else task_name(task)
    live = ProcrastinateJob.objects.filter(task_name=name, status__in=["todo", "doing"])
    return live.filter(args__contains=arguments).exists()


def known_tasks() -> frozenset[str]:
    """This function will return the names of all registered tasks of ours."""
    return frozenset(name for name in app.tasks if not name.startswith(("builtin:", "procrastinate.")))
