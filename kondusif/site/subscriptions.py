"""
What follows from what: one table from event names to the tasks of later rooms, and one of the clock.

An earlier room never calls a later one; it records an event, and the line here does the rest. Each
task gets ``event_id``. A name without a task, or a task without a name, fails a test.
"""

SUBSCRIPTIONS: dict[str, tuple[str, ...]] = {}

# Five-field cron in UTC -> each task gets ``timestamp``, the planned moment in Unix seconds.
SCHEDULE: dict[str, str] = {
    "site.rescue_stalled_jobs": "* * * * *",
    "site.forget_finished_jobs": "17 18 * * *",
}
