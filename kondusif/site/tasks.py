"""Housekeeping of the job queue itself."""

from django.db import connection
from procrastinate import App

from kondusif.core.jobs import task
from kondusif.site.subscriptions import SCHEDULE

KEEP_FINISHED_HOURS = 72


@task
def forget_finished_jobs(timestamp: int) -> None:
    """This function will delete jobs that ended well three days ago; failed ones stay until somebody looked."""
    with connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM procrastinate_jobs j WHERE status = 'succeeded' AND NOT EXISTS ("
            " SELECT 1 FROM procrastinate_events e WHERE e.job_id = j.id AND e.at > to_timestamp(%s) - make_interval(hours => %s))",
            [timestamp, KEEP_FINISHED_HOURS],
        )


def timetable(worker_app: App) -> None:
    """This function will enter the schedule into *worker_app*; a run still waiting makes the next one unnecessary."""
    for name, cron in SCHEDULE.items():
        worker_app.periodic_registry.register_task(
            task=worker_app.tasks[name], cron=cron, periodic_id="", configure_kwargs={"queueing_lock": name}
        )
