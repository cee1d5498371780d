"""Import how many people live in villages, subdistricts or regencies."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from kondusif.core.problems import Problem
from kondusif.core.scope import EVERYWHERE, scoped
from kondusif.regions.actions.set_residents import set_residents
from kondusif.regions.models import Region
from kondusif.regions.operators import Operator
from kondusif.regions.residents_file import ResidentsFile, read_residents

SHOWN = 10


class Command(BaseCommand):
    """``import_residents FILE --source "Dukcapil, semester I 2026" [--dry-run]``"""

    help = "Impor jumlah penduduk per desa dari CSV (kolom kode dan penduduk)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """This function will declare the options."""
        parser.add_argument("file", type=Path)
        parser.add_argument("--source", required=True, help="asal angka, misalnya: Dukcapil, semester I 2026")
        parser.add_argument("--dry-run", action="store_true", help="periksa saja, jangan tulis apa pun")

    def handle(self, *args: Any, **options: Any) -> None:
        """This function will check, tell, and unless told otherwise write the valid rows."""
        try:
            read = read_residents(options["file"].read_bytes(), set(Region.objects.values_list("code", flat=True)))
            self._tell(read)
            if options["dry_run"]:
                self.stdout.write("Hanya diperiksa: tidak ada yang ditulis.")
                return
            with scoped(EVERYWHERE):
                n = set_residents(residents=read.residents, source=options["source"], by=Operator(), at=timezone.now())
        except Problem as problem:
            raise CommandError(str(problem)) from None
        except OSError as error:
            raise CommandError(f"Berkas {options['file']} tidak dapat dibaca: {error.strerror}.") from None
        self.stdout.write(self.style.SUCCESS(f"Jumlah penduduk {n} wilayah disimpan."))

    def _tell(self, read: ResidentsFile) -> None:
        self.stdout.write(f"{len(read.residents)} baris dapat dipakai, {len(read.wrong)} tidak.")
        for line, reason in read.wrong[:SHOWN]:
            self.stdout.write(f"  baris {line}: {reason}")
        if len(read.wrong) > SHOWN:
            self.stdout.write(f"  … dan {len(read.wrong) - SHOWN} lagi")
