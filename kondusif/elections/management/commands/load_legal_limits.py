"""Load the shipped legal limits."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from kondusif.elections.actions.load_legal_limits import load_legal_limits


class Command(BaseCommand):
    """``load_legal_limits``"""

    help = "Muat tabel tenggat hukum."

    def handle(self, *args: Any, **options: Any) -> None:
        """This function will load and say how many."""
        n = load_legal_limits(folder=settings.PUBLIC_DATA_DIR / "elections")
        self.stdout.write(f"{n} tenggat hukum.")
