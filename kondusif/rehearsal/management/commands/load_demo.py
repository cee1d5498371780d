"""Load the demonstration of a region: sixty invented days over its real villages."""

from argparse import ArgumentParser

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone, translation

from kondusif.rehearsal.actions import play_demonstration


class Command(BaseCommand):
    """``load_demo --region 35.26``"""

    help = "Muat peragaan satu wilayah: enam puluh hari sintetis."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--region", default="35.26", help="kode Kemendagri, misalnya 35.26 atau 65")
        parser.add_argument("--seed", type=int, default=2026)

    def handle(self, *args: object, **options) -> None:
        with translation.override("id"):
            try:
                play_demonstration(
                    options["region"], at=timezone.now(), seed=options["seed"], say=lambda line: self.stdout.write(line)
                )
            except ValueError as error:
                raise CommandError(str(error)) from error
