"""Load Indonesia's regions from the tables that ship."""

from argparse import ArgumentParser

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from kondusif.regions.actions.load_regions import load_regions
from kondusif.regions.codes import is_code


class Command(BaseCommand):
    """``load_regions [--only 35.26,65]``"""

    help = "Muat provinsi, kabupaten/kota, kecamatan dan desa/kelurahan beserta kode Kemendagri."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """This function will declare the options."""
        parser.add_argument("--only", default="", help="kode wilayah, dipisah koma: 35.26,65")
        parser.add_argument("--database", default="owner")

    def handle(self, *args: object, **options: str) -> None:
        """This function will load and say what was done."""
        only = tuple(filter(None, options["only"].split(",")))
        if wrong := [code for code in only if not is_code(code)]:
            raise CommandError(f"Bukan kode Kemendagri: {', '.join(wrong)}. Contoh yang benar: 35.26")
        n_rows = load_regions(
            folder=settings.PUBLIC_DATA_DIR / "regions",
            at=timezone.now(),
            only=only,
            using=options["database"],
        )
        self.stdout.write(
            f"{n_rows:,} wilayah dimuat.".replace(",", ".")
            if n_rows
            else "Wilayah sudah termuat; tidak ada yang diubah."
        )
