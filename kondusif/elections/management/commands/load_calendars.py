"""Load the shipped calendars of elections."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from kondusif.elections.actions.load_calendars import load_calendars


class Command(BaseCommand):
    """``load_calendars``"""

    help = "Muat tahapan Pemilu 2024 dan Pilkada 2024."

    def handle(self, *args: Any, **options: Any) -> None:
        """This function will load and say which."""
        for election in load_calendars(folder=settings.PUBLIC_DATA_DIR / "elections"):
            self.stdout.write(f"{election.name}: {election.stages.count()} tahapan.")
