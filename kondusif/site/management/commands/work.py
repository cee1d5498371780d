"""The worker: on this machine under ``bin/run``, or on any other with the same database."""

import os

from django.core.management.base import BaseCommand

from kondusif.site.server import worker


class Command(BaseCommand):
    """``work``"""

    help = "Jalankan pekerja: tugas latar, kotak keluar peristiwa, jadwal."
    requires_system_checks: list[str] = []

    def handle(self, *args: object, **options: object) -> None:
        """This function will work until asked to end."""
        # Whoever waits at a page or sends a report comes first; what follows from it may take a moment longer.
        os.nice(5)
        worker.main()
