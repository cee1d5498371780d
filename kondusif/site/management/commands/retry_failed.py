"""Give jobs that failed for good another five tries, after their cause was mended."""

from argparse import ArgumentParser

from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.utils import timezone
from procrastinate.contrib.django import app

from kondusif.core.jobs import known_tasks


class Command(BaseCommand):
    """``retry_failed TASK``"""

    help = "Coba lagi tugas yang gagal lima kali, setelah sebabnya diperbaiki."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """This function will declare the task's name."""
        parser.add_argument("task", help="nama tugas, misalnya alerts.deliver")

    def handle(self, *args: object, **options: str) -> None:
        """This function will put the jobs back into the queue and say how many."""
        name = options["task"]
        if name not in known_tasks():
            raise CommandError(f"Tidak ada tugas bernama {name}. Yang ada: {', '.join(sorted(known_tasks()))}")
        with connection.cursor() as cursor:
            cursor.execute("SELECT id FROM procrastinate_jobs WHERE status = 'failed' AND task_name = %s", [name])
            jobs = [row[0] for row in cursor.fetchall()]
        for job in jobs:
            app.job_manager.retry_job_by_id(job, retry_at=timezone.now())
        self.stdout.write(f"{len(jobs)} tugas {name} dicoba lagi.")
