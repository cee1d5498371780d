"""Take in the SMS that gammu-smsd has just received: its ``RunOnReceive``."""

import os
from argparse import ArgumentParser

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from kondusif.channels.dialogue.actions import take
from kondusif.channels.sms.codec import Malformed, envelopes_of_gammu


class Command(BaseCommand):
    """``take_sms MESSAGE...``"""

    help = "Terima SMS dari gammu-smsd (RunOnReceive)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """This function will declare what gammu gives: the names or numbers of the messages."""
        parser.add_argument("messages", nargs="*")

    def handle(self, *args: object, **options: list[str]) -> None:
        """This function will take the message of the environment in; the answer goes out by the queue."""
        try:
            envelopes = envelopes_of_gammu(os.environ, options["messages"])
        except Malformed as missing:
            raise CommandError(f"Tidak ada SMS: {missing} kosong. Jalankan lewat RunOnReceive gammu-smsd.") from None
        for envelope in envelopes:
            taken = take(envelope, at=timezone.now())
            self.stdout.write(f"{taken.state} {taken.receipt}".strip())
