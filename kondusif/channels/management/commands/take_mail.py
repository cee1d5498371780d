"""Take in one e-mail from standard input: what a mail server pipes, or a person at a terminal."""

import sys

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from kondusif.channels.dialogue.actions import take
from kondusif.channels.email.codec import Malformed, envelope_in

MOST = 40 * 1024 * 1024


class Command(BaseCommand):
    """``take_mail < FILE``"""

    help = "Terima satu surel dari masukan standar."

    def handle(self, *args: object, **options: object) -> None:
        """This function will take the mail in; the answer goes out by the queue."""
        raw = sys.stdin.buffer.read(MOST + 1)
        if len(raw) > MOST:
            raise CommandError("Surel ini lebih besar dari 40 MB.")
        try:
            envelope = envelope_in(raw)
        except Malformed as missing:
            raise CommandError(f"Ini bukan surel: {missing} tidak ada.") from None
        taken = take(envelope, at=timezone.now())
        self.stdout.write(f"{taken.state} {taken.receipt}".strip())
